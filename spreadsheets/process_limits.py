"""How a child process that opens a file begins and ends: with limits, for the content may be hostile."""

import os
import resource
import sys
from typing import NoReturn


def limit_process(memory_bytes: int, cpu_seconds: int) -> None:
    """Limit the address space (bytes) and the CPU time (seconds) of this process; it leaves no core file."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def end_process() -> NoReturn:
    """End this process once its output is written.

    The operating system frees the memory faster than the interpreter would, and the parent waits.
    """
    sys.stdout.flush()
    os._exit(0)
