"""The database roles of a test: its connections act as the application, which a test leaves by `as_owner`."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from foundation.postgres.roles import APPLICATION

# Of the embedded server.
SUPERUSER = "postgres"
ACT_AS_APPLICATION = f"-c role={APPLICATION}"


def act_as(options: str) -> None:
    """Let every connection that is opened from now on start with these options of the server."""
    connection.close()
    connection.settings_dict["OPTIONS"]["options"] = options


@contextmanager
def as_owner() -> Iterator[None]:
    """Act as the owner on the connection of this thread, in the same transaction; may be nested.

    A transaction that fails in the block sets the role back when it is rolled back.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        before = cursor.fetchone()[0]
        cursor.execute("SET ROLE NONE")
        try:
            yield
        finally:
            if cursor.connection.info.transaction_status != TRANSACTION_STATUS_INERROR:
                cursor.execute(f"SET ROLE {before}")


@contextmanager
def without_triggers() -> Iterator[None]:
    """Act as the owner with neither triggers nor foreign keys, to store what the portal never stores."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = origin")
