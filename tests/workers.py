"""Real Celery processes on the test's own database, and waiting for what they do."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

PROJECT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 60


def database_url() -> str:
    """The test database as a worker process is told of it."""
    at = connection.settings_dict
    user, password = quote(at["USER"]), quote(at["PASSWORD"] or "")
    host = at["HOST"] or at.get("OPTIONS", {}).get("host", "")
    if host.startswith("/") or not host:
        return f"postgresql://{user}:{password}@/{at['NAME']}?host={host}"
    return f"postgresql://{user}:{password}@{host}:{at['PORT']}/{at['NAME']}"


def wait_until(happened: Callable[[], object], what: str) -> None:
    """Ask again and again until it has happened; fail, saying what did not, after a generous time."""
    pause = threading.Event()
    for _ in range(PATIENCE_SECONDS * 10):
        if happened():
            return
        pause.wait(0.1)
    raise AssertionError(f"never happened: {what}")


class CeleryProcess:
    """One `celery -A credit_portal …` in a process group of its own, with its log beside the test's files."""

    def __init__(self, *arguments: str, broker: str = "") -> None:
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "REDIS_URL": broker or settings.CELERY_BROKER_URL,
            "VAR_DIR": str(settings.VAR_DIR),
            "SWEEP_SECONDS": "1",
            "LOG_LEVEL": "INFO",
            "C_FORCE_ROOT": "1",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "credit_portal", *arguments],
            cwd=PROJECT,
            env=environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """SIGKILL for the whole group: no goodbye, as when the machine loses power."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """A clean end; a group that does not end is killed."""
        self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def start_worker(*, broker: str = "") -> CeleryProcess:
    """A worker with two prefork children, as in the demo."""
    return CeleryProcess("worker", "--concurrency=2", "--without-gossip", "--without-mingle", broker=broker)


def start_beat(*, broker: str = "") -> CeleryProcess:
    """Beat, sweeping every second."""
    schedule = str(Path(settings.VAR_DIR) / f"beat-{connection.settings_dict['NAME']}")
    return CeleryProcess("beat", f"--schedule={schedule}", "--max-interval=1", broker=broker)


@contextmanager
def running(*processes: CeleryProcess) -> Iterator[None]:
    """Stop them whatever happens."""
    try:
        yield
    finally:
        for process in processes:
            process.stop()


@contextmanager
def held(table: str) -> Iterator[None]:
    """Nobody else writes to the table meanwhile: a worker is held in the middle of its work."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def is_waited_for(table: str) -> bool:
    """Whether somebody waits for a lock on the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE relation = %s::regclass AND NOT granted", [table])
        return bool(cursor.fetchone()[0])
