"""Run the portal's processes side by side: each with a prefix in the log, all stopped together."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import NamedTuple

from credit_portal.embedded import die_with_parent

STOP_SECONDS = 20


class Command(NamedTuple):
    """A process by its name in the log and its arguments."""

    name: str
    arguments: Sequence[str]


class Processes:
    """The children, each in a session of its own, so that Ctrl-C reaches the supervisor only."""

    def __init__(self, commands: Sequence[Command], *, environment: dict[str, str]) -> None:
        self._width = max(len(command.name) for command in commands)
        self._children = {command.name: self._start(command, environment) for command in commands}

    def _start(self, command: Command, environment: dict[str, str]) -> subprocess.Popen[str]:
        child = subprocess.Popen(
            command.arguments,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        threading.Thread(target=self._copy_log, args=(command.name, child), daemon=True).start()
        return child

    def _copy_log(self, name: str, child: subprocess.Popen[str]) -> None:
        for line in child.stdout or ():
            sys.stdout.write(f"{name:<{self._width}} | {line}")
            sys.stdout.flush()

    def ended(self) -> tuple[str, int] | None:
        """Return the name and exit code of a child that ended; None while all run."""
        for name, child in self._children.items():
            if (code := child.poll()) is not None:
                return name, code
        return None

    def stop(self) -> None:
        """Send SIGTERM to all children, the last started first; kill those that do not end."""
        for child in reversed(self._children.values()):
            if child.poll() is None:
                child.terminate()
        for child in self._children.values():
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
