"""Taking a row from the queue of rows: one worker at a time, three attempts at most (docs/adr/0004)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Case, DateTimeField, F, Func, Value, When
from django.db.models.functions import Now

MAX_ATTEMPTS = 3


class DatabaseStarted(Func):
    """When the database began to run."""

    function = "pg_postmaster_start_time"
    output_field = DateTimeField()


def start_attempt() -> dict[str, object]:
    """What an update says of a start: one attempt more, at this moment by the database's clock.

    A start from before the database itself began is not held against the row: it ended with the database.
    """
    ended_with_database = When(started_at__lt=DatabaseStarted(), then=Value(1))
    return {"attempts": Case(ended_with_database, default=F("attempts") + 1), "started_at": Now()}


@contextmanager
def advisory_lock(name: str) -> Iterator[bool]:
    """Hold the database's lock of that name; False when another live worker holds it.

    The lock belongs to the worker's connection: a worker that is killed loses it at once.
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
