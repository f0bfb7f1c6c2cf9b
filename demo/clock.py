"""A clock that stands still at a moment in Jinan, for Python and the database; the demo's year and tests use it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import time_machine
from django.db import connection

from credit_portal.rights import grant_rights

JINAN = ZoneInfo("Asia/Shanghai")
# Triggers date records with now() and clock_timestamp(), statements of Django with statement_timestamp(). Functions of
# the same names, in a schema that is searched before pg_catalog, take their place; where no clock is set, they return
# what the others do.
CLOCK = """
    CREATE SCHEMA IF NOT EXISTS clock;
    GRANT USAGE ON SCHEMA clock TO PUBLIC;
    CREATE OR REPLACE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE AS
        $$ SELECT COALESCE(NULLIF(current_setting('clock.now', true), '')::timestamptz, pg_catalog.now()) $$;
    CREATE OR REPLACE FUNCTION clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
        $$ SELECT COALESCE(NULLIF(current_setting('clock.now', true), '')::timestamptz,
                pg_catalog.clock_timestamp()) $$;
    CREATE OR REPLACE FUNCTION clock.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS
        $$ SELECT COALESCE(NULLIF(current_setting('clock.now', true), '')::timestamptz,
                pg_catalog.statement_timestamp()) $$;
    DO $$
    DECLARE
        pinned regprocedure;
    BEGIN
        FOR pinned IN SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proconfig IS NOT NULL
        LOOP
            EXECUTE format('ALTER FUNCTION %s SET search_path = clock, public, pg_catalog, pg_temp', pinned);
        END LOOP;
    END $$
"""
SET_BACK = "SELECT set_config('clock.now', %s, false), set_config('search_path', %s, false)"
SHOW = "SELECT set_config('clock.now', %s, false); SET search_path = clock, public, pg_catalog"


def install_clock() -> None:
    """Let the triggers of the database look at the clock, if one is set. Only the owner may.

    Every migration undoes it.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLOCK)


def remove_clock() -> None:
    """Let the triggers of the database look at its own clock again, as the owner."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA clock CASCADE")
    grant_rights()


class Clock:
    """A clock to be moved on; `now` is the local moment."""

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
    """Stop the clocks of Python and of the database at the local moment; the block may move them on. May be nested."""
    with time_machine.travel(now.replace(tzinfo=JINAN), tick=False) as traveller, connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(current_setting('clock.now', true), ''), current_setting('search_path')")
        before = cursor.fetchone()
        try:
            yield Clock(traveller, now)
        finally:
            cursor.execute(SET_BACK, before)
