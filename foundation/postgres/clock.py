"""The clock of the database, which dates records."""

from datetime import datetime

from django.db import connection


def read_clock() -> datetime:
    """Return the moment by the clock of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
