"""Copies of databases: the connection of a test uses one for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from django.db import connection


@contextmanager
def copy_of(database: str, *, name: str) -> Iterator[None]:
    """Use a copy of the database, to which nobody is connected, for the block."""
    make_copy(database, name=name)
    try:
        with using(name):
            yield
    finally:
        drop(name)


def make_copy(database: str, *, name: str) -> None:
    """Make a copy of the database in place of one that a killed run may have left.

    The files are copied between two checkpoints. A copy that is written to the log would have its sequences as the
    original has them: a server that is killed before the next checkpoint recovers their first values, and gives keys
    of stored rows to new ones.
    """
    drop(name)
    administer(f"CREATE DATABASE {name} TEMPLATE {database} STRATEGY file_copy")


@contextmanager
def using(database: str) -> Iterator[None]:
    """Use another database for the block."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def drop(database: str) -> None:
    """Drop the database if it exists, and end its connections, which killed workers may have left.

    WITH (FORCE) would be refused while PostgreSQL vacuums the database, which the owner may not end.
    """
    administer(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{database}' AND backend_type = 'client backend'"
    )
    administer(f"DROP DATABASE IF EXISTS {database}")


def administer(statement: str) -> None:
    """Run a statement about databases, as the owner; the connection of the test is closed first."""
    connection.close()
    at = connection.settings_dict
    other = psycopg2.connect(dbname="postgres", user=at["USER"], host=at["HOST"] or at["OPTIONS"].get("host"))
    other.autocommit = True
    with other.cursor() as cursor:
        cursor.execute(statement)
    other.close()
