"""Python's cyclic garbage collector, paused while a large file is handled."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class _Pause:
    """The number of blocks in all threads that pause the collector; the process has only one collector."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._depth = 0
        self._was_enabled = False

    def enter(self) -> None:
        with self._lock:
            if self._depth == 0:
                self._was_enabled = gc.isenabled()
                gc.disable()
            self._depth += 1

    def leave(self) -> None:
        with self._lock:
            self._depth -= 1
            if self._depth == 0 and self._was_enabled:
                gc.enable()


_pause = _Pause()


@contextmanager
def without_collector() -> Iterator[None]:
    """Pause the cyclic garbage collector until the block ends.

    A large file is a million small objects without cycles; the collector's search would double the time. Blocks may be
    nested and may overlap in several threads: the last one to end restores the state before the first one.
    """
    _pause.enter()
    try:
        yield
    finally:
        _pause.leave()
