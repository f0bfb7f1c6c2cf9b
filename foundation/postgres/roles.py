"""The database roles of the portal: the owner migrates, the application serves (docs/adr/0013).

`python -m foundation.postgres.roles` creates them, as the superuser of DATABASE_URL and POSTGRES_PASSWORD, with the
passwords in DATABASE_OWNER_PASSWORD and DATABASE_PASSWORD, or in the files that these names with _FILE have. It may run
again: it then sets the passwords and changes nothing else.
"""

import json
from collections.abc import Mapping
from contextlib import closing

import psycopg2
from psycopg2.sql import SQL, Identifier, Literal

from foundation.environment import env, secret, with_password

OWNER = "portal_owner"
APPLICATION = "portal_app"
PLAIN = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
# Tables and functions of a database that was migrated before there were two roles, as statements.
OF_OTHER_OWNERS = """
    SELECT format('ALTER TABLE %%s OWNER TO %%I', oid::regclass, %(owner)s) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') AND relowner <> %(owner)s::regrole
    UNION ALL
    SELECT format('ALTER FUNCTION %%s OWNER TO %%I', oid::regprocedure, %(owner)s) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND proowner <> %(owner)s::regrole
"""


def create_roles(uri: str, *, passwords: Mapping[str, str] | None = None) -> None:
    """Create the two roles where they are missing, and give the database to the owner.

    `uri` is that of a superuser and the portal's database. `passwords` maps role → password; without it the roles have
    none, which suits a server that listens on a socket only.
    """
    with closing(psycopg2.connect(uri)) as connection, connection, connection.cursor() as cursor:
        # Two processes may start on one server.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('portal.roles', 0))")
        for role in (OWNER, APPLICATION):
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if not cursor.fetchone():
                cursor.execute(SQL(f"CREATE ROLE {{}} {PLAIN}").format(Identifier(role)))
            # What history has of a session that does not tell who acts (foundation/postgres/acting.py).
            named = SQL("ALTER ROLE {} SET pghistory.context_metadata = {}")
            cursor.execute(named.format(Identifier(role), Literal(json.dumps({"role": role}))))
            # The queries of pages are long and have few rows: to compile one takes longer than to answer it.
            cursor.execute(SQL("ALTER ROLE {} SET jit = off").format(Identifier(role)))
            if passwords:
                cursor.execute(SQL("ALTER ROLE {} PASSWORD {}").format(Identifier(role), Literal(passwords[role])))
        database = Identifier(connection.info.dbname)
        cursor.execute(SQL("ALTER DATABASE {} OWNER TO {}").format(database, Identifier(OWNER)))
        cursor.execute(OF_OTHER_OWNERS, {"owner": OWNER})
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


if __name__ == "__main__":
    create_roles(
        with_password(env.str("DATABASE_URL"), secret("POSTGRES_PASSWORD", default="")),
        passwords={
            OWNER: secret("DATABASE_OWNER_PASSWORD"),
            APPLICATION: secret("DATABASE_PASSWORD"),
        },
    )
