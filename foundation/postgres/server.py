"""Prepare a PostgreSQL server that the portal runs itself, before Django connects to it (docs/adr/0001)."""

from contextlib import closing

import psycopg2


def prepare_server(uri: str, *, database: str, durable: bool) -> None:
    """Create the database where it is missing, and set whether the server waits for its disk.

    `uri` leads to a database that exists already. Without durability a power cut may lose or damage data; writing is
    several times as fast.
    """
    with closing(psycopg2.connect(uri)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                cursor.execute(f"ALTER SYSTEM SET {setting} = {'on' if durable else 'off'}")
            cursor.execute("SELECT pg_reload_conf()")
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {database}")
