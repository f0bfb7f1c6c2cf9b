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
        $$ SELECT current_setting('clock.now')::timestamptz $$;
    SELECT set_config('clock.now', %s, false);
    SET search_path = clock, public, pg_catalog
"""


@contextmanager
def at(moment: str) -> Iterator[None]:
    """Let the clocks of Python and of the database connection show the local moment, such as 2026-10-08 00:00:01."""
    local = datetime.fromisoformat(moment).replace(tzinfo=JINAN)
    with time_machine.travel(local, tick=False), connection.cursor() as cursor:
        cursor.execute(CLOCK, [local.isoformat()])
        try:
            yield
        finally:
            cursor.execute("RESET search_path")
