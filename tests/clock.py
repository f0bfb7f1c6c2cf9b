"""The clock of the demo (demo/clock.py) at a moment that a test writes as text."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from demo.clock import clock_at


@contextmanager
def at(moment: str) -> Iterator[None]:
    """Let the clocks of Python and of the database connection show the local moment, such as 2026-10-08 00:00:01."""
    with clock_at(datetime.fromisoformat(moment)):
        yield
