"""Start real processes on the database of a test, and wait for their effects."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from credit_portal.embedded import free_port, valkey_command
from foundation.postgres.roles import APPLICATION
from tests.celery_server import CeleryFork

PROJECT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 120


def database_url(role: str = APPLICATION) -> str:
    """The URL of the test database as the role, for the environment of another process."""
    at = connection.settings_dict
    user, password = role, quote(at["PASSWORD"] or "")
    host = at["HOST"] or at.get("OPTIONS", {}).get("host", "")
    if host.startswith("/") or not host:
        return f"postgresql://{user}:{password}@/{at['NAME']}?host={host}"
    return f"postgresql://{user}:{password}@{host}:{at['PORT']}/{at['NAME']}"


def wait_until(happened: Callable[[], object], what: str, *, patience_seconds: int = PATIENCE_SECONDS) -> None:
    """Poll until `happened` is true; fail with `what` after the seconds of patience."""
    pause = threading.Event()
    for _ in range(patience_seconds * 10):
        if happened():
            return
        pause.wait(0.1)
    raise AssertionError(f"never happened: {what}")


# A lock on a transaction has no database, so the database is known by the tables that the same process has locked.
WAITING = """
    SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND pid IN (
        SELECT pid FROM pg_locks WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database())
    )
"""


def waiting_count() -> int:
    """Return how many connections to this database wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return int(cursor.fetchone()[0])


class Process:
    """A program in a separate process group, on the test database; its output is written to the log file, if given.

    It inherits the environment of the tests, or the one that is given as `inherited`.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        environment: Mapping[str, str],
        log: Path | None = None,
        inherited: Mapping[str, str] = os.environ,
        cwd: Path = PROJECT,
    ) -> None:
        with log.open("wb") if log else open(os.devnull, "wb") as output:
            self.process: subprocess.Popen[bytes] | CeleryFork = subprocess.Popen(
                arguments,
                cwd=cwd,
                env={**inherited, "DATABASE_URL": database_url(), **environment},
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def kill(self) -> None:
        """Send SIGKILL to the whole process group, as a power failure would end it."""
        self._end(lambda: os.killpg(self.process.pid, signal.SIGKILL))

    def stop(self) -> None:
        """Send SIGTERM to the program, which stops its children; kill it if it does not end in time."""
        self._end(self.process.terminate)

    def _end(self, send_signal: Callable[[], None]) -> None:
        if self.process.poll() is None:
            send_signal()
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Broker:
    """A Valkey server that a test can kill and start again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        """Start the server, with the data that its folder holds."""
        self.folder.mkdir(exist_ok=True)
        self.process = Process(valkey_command(self.folder, self.port), environment={})

    def kill(self) -> None:
        self.process.kill()

    def stop(self) -> None:
        self.process.stop()


class CeleryProcess(Process):
    """Celery on the test database: a fork (tests/celery_server.py), or a new process where coverage is measured."""

    def __init__(self, *arguments: str, broker: str) -> None:
        arguments = ("-A", "credit_portal", *arguments)
        environment = {"REDIS_URL": broker or settings.CELERY_BROKER_URL, "SWEEP_SECONDS": "1"}
        if "COVERAGE_PROCESS_CONFIG" in os.environ:
            super().__init__([sys.executable, "-m", "celery", *arguments], environment=environment)
        else:
            self.process = CeleryFork(arguments, {**os.environ, "DATABASE_URL": database_url(), **environment})


def start_worker(*, broker: str = "") -> Process:
    """Start a Celery worker with two prefork children, as in the demo."""
    return CeleryProcess("worker", "--concurrency=2", "--without-gossip", "--without-mingle", broker=broker)


def start_beat(*, broker: str = "") -> Process:
    """Start Celery beat, which sweeps every second."""
    schedule = str(Path(settings.VAR_DIR) / f"beat-{connection.settings_dict['NAME']}")
    return CeleryProcess("beat", f"--schedule={schedule}", "--max-interval=1", broker=broker)


@contextmanager
def running(*processes: Process) -> Iterator[None]:
    """Stop the processes when the block ends."""
    try:
        yield
    finally:
        for process in processes:
            process.stop()


@contextmanager
def locked(table: str) -> Iterator[None]:
    """Lock the table against writes, so that a worker stops in the middle of its task."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def is_waited_for(table: str) -> bool:
    """Return whether a transaction waits for a lock on the table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE relation = %s::regclass AND NOT granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [table],
        )
        return bool(cursor.fetchone()[0])


def kill_worker_writing(table: str) -> None:
    """Run a worker and beat, and kill the worker while it writes to the table."""
    worker, beat = start_worker(), start_beat()
    with running(worker, beat), locked(table):
        wait_until(lambda: is_waited_for(table), f"the worker writes to {table}")
        worker.kill()
