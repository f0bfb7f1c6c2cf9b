"""Celery's worker and beat as forks of a process that has imported what they need.

The tests start some forty of them, and each would import for longer than it works. The command that the demo and the
services of docker-compose.yml start, `python -m celery`, is tested in tests/setup.
"""

import importlib
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection

from celery.__main__ import main
from django.conf import settings
from django.db import connection

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.celery_imports"])


def run_celery(arguments: Sequence[str], environment: Mapping[str, str], ready: Connection) -> None:
    """Run Celery's command in a process group of its own, without output."""
    os.setsid()
    ready.close()
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nothing, standard)
    os.environ.update(environment)
    read_settings()
    sys.argv = ["celery", *arguments]
    main()


def read_settings() -> None:
    """Read the settings again, from the environment of this process."""
    module = importlib.reload(sys.modules[os.environ["DJANGO_SETTINGS_MODULE"]])
    for name in filter(str.isupper, dir(module)):
        setattr(settings, name, getattr(module, name))
    connection.settings_dict.update(settings.DATABASES["default"])


class CeleryFork:
    """The part of subprocess.Popen that tests use, for a fork of the server."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        reading, writing = CONTEXT.Pipe(duplex=False)
        with reading, writing:
            self.fork = CONTEXT.Process(target=run_celery, args=(arguments, environment, writing), daemon=True)
            self.fork.start()
            writing.close()
            # It has a process group as soon as it has closed its end of the pipe.
            reading.poll(None)
        self.pid = self.fork.pid

    def poll(self) -> int | None:
        return self.fork.exitcode

    def terminate(self) -> None:
        self.fork.terminate()

    def wait(self, timeout: float | None = None) -> None:
        """Wait until the process has ended; raises subprocess.TimeoutExpired."""
        self.fork.join(timeout)
        if self.fork.is_alive():
            raise subprocess.TimeoutExpired(self.fork.name, timeout or 0)
