"""Leases on rows that are a queue: one worker at a time, at most three attempts (docs/adr/0004)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Case, DateTimeField, F, Func, Value, When
from django.db.models.functions import Now

MAX_ATTEMPTS = 3


class DatabaseStarted(Func):
    """The time at which the database was started."""

    function = "pg_postmaster_start_time"
    output_field = DateTimeField()


def start_attempt() -> dict[str, object]:
    """The fields of an update that starts an attempt, by the database's clock.

    An attempt that began before the last start of the database ended with it and does not count.
    """
    ended_with_database = When(started_at__lt=DatabaseStarted(), then=Value(1))
    return {"attempts": Case(ended_with_database, default=F("attempts") + 1), "started_at": Now()}


@contextmanager
def advisory_lock(name: str) -> Iterator[bool]:
    """Hold the advisory lock of that name for the block; yield False if another connection holds it.

    The lock belongs to the connection: a killed worker loses it at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        acquired = bool(cursor.fetchone()[0])
    try:
        yield acquired
    finally:
        if acquired and connection.connection and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])
