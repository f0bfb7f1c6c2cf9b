"""The moments of kills: after a random time, during a post, or when the database's locks show an open transaction."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from threading import Event

from django.db import connection

from tests.chaos.parts import pause

# A transaction has written to the table and has not committed.
WRITING = """
    SELECT pid FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE datname = current_database() AND relation = %s::regclass AND mode = 'RowExclusiveLock' AND granted
"""
# A worker holds the lease of a row and has written nothing.
COMPARING = """
    SELECT pid FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE datname = current_database() AND locktype = 'advisory' AND backend_xid IS NULL
"""
# Name of the window → its weight, and the table that is written to.
WINDOWS = {
    "comparing, nothing written": (2, ""),
    "hits written": (4, "screening_screeninghit"),
    "standings written": (4, "screening_standing"),
    "chunk written": (2, "screening_screeningchunk"),
    "screening written": (1, "screening_screening"),
    "entries written": (1, "blacklists_blacklistentry"),
    "notices written": (2, "feedback_notice"),
    "advice written": (1, "feedback_stopadvice"),
    "deliveries written": (1, "webhooks_delivery"),
    "mails written": (1, "mailing_mail"),
}
BY_CLOCK = "by the clock"
POSTING = "form sent, no answer yet"
TOO_LATE = "window missed"
# The share of kills that wait for a window.
AIMED = 0.7
# Seconds: the longest delay after the chosen chunk by the clock, the longest wait for a window or a post, and the
# longest delay after a form is sent, within which it is written.
AFTER, WATCH, POST = 0.3, 20, 0.06


@dataclass(frozen=True)
class Reached:
    """The moment of a kill, and the database backend that was in the window."""

    moment: str
    backend: int | None = None


def choose(rng: Random) -> str:
    """Choose a window or the clock."""
    if rng.random() > AIMED:
        return BY_CLOCK
    return rng.choices(list(WINDOWS), [weight for weight, _ in WINDOWS.values()])[0]


def await_moment(moment: str, rng: Random, *, is_over: Callable[[], bool]) -> Reached:
    """Wait for the moment; stop waiting when everything is done or after WATCH seconds."""
    if moment == BY_CLOCK:
        pause(rng.uniform(0, AFTER))
        return Reached(BY_CLOCK)
    start = time.monotonic()
    while time.monotonic() - start < WATCH and not is_over():
        for _ in range(100):
            if backend := _backend_in(moment):
                return Reached(moment, backend)
            pause(0.001)
    return Reached(TOO_LATE)


def await_post(sending: Event, rng: Random) -> Reached:
    """Wait until a form is sent and a random moment of its work."""
    if not sending.wait(WATCH):
        return Reached(TOO_LATE)
    pause(rng.uniform(0, POST))
    return Reached(POSTING)


def _backend_in(moment: str) -> int | None:
    _, table = WINDOWS[moment]
    with connection.cursor() as cursor:
        cursor.execute(*((WRITING, [table]) if table else (COMPARING,)))
        row = cursor.fetchone()
    return row[0] if row else None
