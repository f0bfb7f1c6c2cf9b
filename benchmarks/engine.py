"""Shared parts of all benchmarks: an embedded database for each, the server, a table of figures and a line of JSON."""

import http.client
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from django.core.management import call_command

from credit_portal.embedded import free_port, start_engines
from foundation.postgres.roles import APPLICATION

PROJECT = Path(__file__).resolve().parent.parent
# As docker-compose.yml starts it.
SERVER = ("--workers=3", "--threads=4", "--no-control-socket", "--log-level=error")


@dataclass(frozen=True)
class Figure:
    """One measured figure; `bound` is the goal that it must stay under, or above where `at_least`; None for no goal."""

    name: str
    value: float
    bound: float | None
    at_least: bool = False
    detail: str = ""

    @property
    def ok(self) -> bool:
        if self.bound is None:
            return True
        return self.value >= self.bound if self.at_least else self.value <= self.bound


@contextmanager
def portal(name: str) -> Iterator[None]:
    """Django on an empty, durable database under var/bench/NAME."""
    folder = PROJECT / "var" / "bench" / name
    with start_engines(folder, durable=True) as engines:
        os.environ.update(
            # The superuser, who may switch triggers off while data is prepared.
            DATABASE_URL=engines.databases.superuser,
            REDIS_URL=engines.redis_url,
            VAR_DIR=str(folder / "files"),
            SECRET_KEY="benchmark",
            HTTPS="false",
            DJANGO_SETTINGS_MODULE="credit_portal.settings",
        )
        django.setup()
        call_command("migrate", verbosity=0)
        yield


@contextmanager
def served(application: str = "credit_portal.wsgi") -> Iterator[int]:
    """Serve the application with the rights of the application's role; yield its port."""
    port = free_port()
    database = os.environ["DATABASE_URL"].replace("postgres:@", f"{APPLICATION}:@", 1)
    command = [sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{port}", *SERVER, application]
    with subprocess.Popen(command, cwd=PROJECT, env=os.environ | {"DATABASE_URL": database}) as server:
        try:
            while not _answers(port) and server.poll() is None:
                pass
            yield port
        finally:
            server.terminate()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    try:
        connection.request("GET", "/healthz")
    except ConnectionRefusedError:
        return False
    return connection.getresponse().status == http.HTTPStatus.OK


def seconds(work: Callable[[], object]) -> float:
    """Return the duration of the work in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak_megabytes() -> float:
    """Return the peak memory of this process and of its largest child, in megabytes."""
    own = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    assert own is not None
    return (int(own[1]) + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def median(times: list[float]) -> float:
    return statistics.median(times)


def report(figures: list[Figure]) -> bool:
    """Print the table and then one line of JSON; return whether every goal is reached."""
    for figure in figures:
        goal = "" if figure.bound is None else f"{'≥' if figure.at_least else '≤'} {figure.bound:g}"
        mark = "✓" if figure.ok else "✗"
        print(f"{figure.name:<36}{figure.value:>9.2f}   {goal:<9}{mark if goal else ' '}  {figure.detail}")
    ok = all(figure.ok for figure in figures)
    print(json.dumps({"ok": ok, "ratios": {figure.name: round(figure.value, 3) for figure in figures}}))
    return ok
