"""The processes and the database of a round, and how they are killed."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import psutil
from django.db import connection

from credit_portal.embedded import free_port, revive_postgres
from tests.chaos.desk import Desk
from tests.chaos.reporter import Reporter
from tests.workers import Broker, Process, start_beat, start_worker

FOLDER = Path(os.environ.get("VAR_DIR", ""))
TARGETS = ("worker's child", "worker", "broker", "database", "web")
# The longest time in seconds until a killed part is started again.
LONGEST_DOWNTIME = 1.0
pause = threading.Event().wait


class Parts:
    """Broker, worker with two children, beat, web with a clerk who sends forms, and a desk that acts."""

    def __init__(self, number: int) -> None:
        self.broker = Broker(FOLDER / f"broker-{number}")
        self.worker = start_worker(broker=self.broker.url)
        self.beat = start_beat(broker=self.broker.url)
        self.port = free_port()
        self.web = self._start_web()
        self.reporter = Reporter(f"http://127.0.0.1:{self.port}")
        self.desk = Desk(lambda: self.broker.url)

    def _start_web(self) -> Process:
        options = ["--workers=2", "--threads=2", f"--bind=127.0.0.1:{self.port}", "--no-control-socket"]
        return Process(
            [sys.executable, "-m", "gunicorn", *options, "credit_portal.wsgi"],
            environment={"REDIS_URL": self.broker.url},
        )

    def kill(self, target: str, rng: Random, *, backend: int | None = None) -> None:
        """Kill the target and start it again after a random pause; a worker starts its children itself.

        Of the database, `backend` is killed first, before it can continue.
        """
        downtime = rng.uniform(0, LONGEST_DOWNTIME)
        if target == "worker's child":
            children = psutil.Process(self.worker.process.pid).children()
            if children:
                rng.choice(children).kill()
        elif target == "worker":
            self.worker.kill()
            pause(downtime)
            self.worker = start_worker(broker=self.broker.url)
        elif target == "broker":
            self.broker.kill()
            pause(downtime)
            self.broker.start()
        elif target == "web":
            self.web.kill()
            pause(downtime)
            self.web = self._start_web()
        else:
            kill_postgres(first=backend)
            pause(downtime)
            revive_postgres(FOLDER)
            connection.close()

    def start_what_ended(self) -> int:
        """Restart the processes that ended by themselves, as docker compose does; return their number."""
        ended = 0
        if self.worker.has_ended:
            self.worker = start_worker(broker=self.broker.url)
            ended += 1
        if self.beat.has_ended:
            self.beat = start_beat(broker=self.broker.url)
            ended += 1
        return ended

    @contextmanager
    def at_work(self) -> Iterator["Parts"]:
        self.reporter.start()
        self.desk.start()
        try:
            yield self
            self.reporter.finish()
            self.desk.finish()
        finally:
            for part in (self.web, self.beat, self.worker, self.broker):
                part.stop()


def kill_postgres(*, first: int | None = None) -> None:
    """Kill the postmaster and every backend."""
    postmaster = psutil.Process(int((FOLDER / "postgres" / "postmaster.pid").read_text().split()[0]))
    # Suspended before, so that it starts no further child.
    postmaster.suspend()
    if first and psutil.pid_exists(first):
        psutil.Process(first).kill()
    processes = [postmaster, *postmaster.children(recursive=True)]
    for process in processes:
        process.kill()
    _, alive = psutil.wait_procs(processes, timeout=60)
    assert not alive, alive
