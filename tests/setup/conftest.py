"""Helpers of the set-up tests: the servers that run on a folder, and a value stored in a database."""

from contextlib import closing
from pathlib import Path

import psutil
import psycopg2
import pytest


@pytest.fixture(autouse=True)
def fresh_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the engines from the environment, as on a new machine."""
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")


def servers_on(folder: Path) -> list[psutil.Process]:
    """Return the PostgreSQL and Valkey processes that run on the folder."""
    return [
        process
        for process in psutil.process_iter(["name", "cmdline"])
        if process.info["name"] in ("postgres", "valkey-server")
        and str(folder) in " ".join(process.info["cmdline"] or [])
    ]


def remembered(database_url: str, *, write: str = "") -> str:
    """Return the value of a table made for the test; store it first if `write` is given."""
    with closing(psycopg2.connect(database_url)) as connection, connection, connection.cursor() as cursor:
        if write:
            cursor.execute("CREATE TABLE remembered AS SELECT %s AS value", [write])
        cursor.execute("SELECT value FROM remembered")
        return str(cursor.fetchone()[0])
