"""A clock that stands still at a moment in Jinan, for Python and for the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import time_machine
from django.db import connection

JINAN = ZoneInfo("Asia/Shanghai")
# Triggers date history with now(). A function of the same name in a schema that is searched before pg_catalog takes
# its place in this session.
CLOCK = """
    CREATE SCHEMA IF NOT EXISTS clock;
    CREATE OR REPLACE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE AS
        $$ SELECT current_setting('clock.now')::timestamptz $$
"""
SHOW = "SELECT set_config('clock.now', %s, false); SET search_path = clock, public, pg_catalog"


class Clock:
    """The clock of a test, to be moved on; `now` is the local moment."""

    def __init__(self, traveller: time_machine.Traveller, now: datetime) -> None:
        self.traveller = traveller
        self.move_to(now)

    def move_to(self, now: datetime) -> None:
        """Let Python and the database connection of this thread show the local moment."""
        self.now = now
        self.traveller.move_to(now.replace(tzinfo=JINAN), tick=False)
        self.show()

    def show(self) -> None:
        """Let the database connection of the calling thread show the moment; each thread has its own."""
        with connection.cursor() as cursor:
            cursor.execute(SHOW, [self.now.replace(tzinfo=JINAN).isoformat()])


@contextmanager
def clock_at(now: datetime) -> Iterator[Clock]:
    """Stop the clocks of Python and of the database at the local moment; the block may move them on."""
    with time_machine.travel(now.replace(tzinfo=JINAN), tick=False) as traveller, connection.cursor() as cursor:
        cursor.execute(CLOCK)
        try:
            yield Clock(traveller, now)
        finally:
            cursor.execute("RESET search_path")


@contextmanager
def at(moment: str) -> Iterator[None]:
    """Let the clocks of Python and of the database connection show the local moment, such as 2026-10-08 00:00:01."""
    with clock_at(datetime.fromisoformat(moment)):
        yield
