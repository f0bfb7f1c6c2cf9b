"""Downloads work behind a pooler of transactions, which may give each transaction another session of PostgreSQL.

Nothing of a session outlives a transaction: no named cursor, no prepared statement, no setting, no advisory lock. A
database that breaks in the middle of a download is an error: a file is sent only when it is whole.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models import CharField
from django.db.models.expressions import RawSQL
from django.test import Client
from django.urls import reverse

from accounts.permissions import Role
from audit.models import AuditEvent
from exports.actions import make_export
from exports.files import Format, write_table
from exports.lists import AT_ONCE
from exports.models import Export
from exports.tables import CHUNK, Table
from tests.exports.many_events import make_events
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)
# What PostgreSQL keeps for a session: cursors, prepared statements, settings, and locks until they are given back.
OF_THE_SESSION = """
    SELECT 'cursor ' || name FROM pg_cursors
    UNION ALL SELECT 'prepared ' || name FROM pg_prepared_statements
    UNION ALL SELECT 'setting ' || name || ' ' || setting FROM pg_settings WHERE source = 'session'
    UNION ALL SELECT 'lock ' || objid FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()
"""


def of_the_session() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(OF_THE_SESSION)
        return sorted(row[0] for row in cursor.fetchall())


@contextmanager
def statements() -> Iterator[list[tuple[str, bool, bool]]]:
    """Note each statement: its text, whether a named cursor ran it, and whether inside of a transaction."""
    noted: list[tuple[str, bool, bool]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        noted.append((str(sql), bool(context["cursor"].cursor.name), connection.in_atomic_block))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield noted


@pytest.fixture
def auditor(db: None) -> Client:
    client = Client()
    client.force_login(make_user(Role.AUDITOR))
    return client


@pytest.mark.parametrize("file_format", Format.values)
def test_download_leaves_nothing_in_the_session(auditor: Client, file_format: str) -> None:
    make_events(AT_ONCE - 1)
    before = of_the_session()
    with statements() as noted:
        answer = auditor.get(reverse("workbench:audit_list"), {"format": file_format})
        assert of_the_session() == before
        assert len(answer.getvalue()) > AT_ONCE
    named = [is_atomic for _, is_named, is_atomic in noted if is_named]
    assert named == [True] * len(named)
    assert named
    assert not [sql for sql, _, _ in noted if sql.lstrip().upper().startswith(("PREPARE", "LISTEN", "SET SESSION"))]


def test_file_that_a_worker_makes_leaves_nothing_in_the_session(auditor: Client) -> None:
    make_events(AT_ONCE + CHUNK)
    auditor.get(reverse("workbench:audit_list"), {"format": "csv"})
    before = of_the_session()
    with statements() as noted:
        make_export(Export.objects.get().pk)
    assert of_the_session() == before
    assert Export.objects.get().row_count >= AT_ONCE + CHUNK
    assert {is_atomic for _, is_named, is_atomic in noted if is_named} == {True}


@pytest.mark.parametrize("file_format", Format.values)
def test_break_in_the_middle_is_an_error_before_anything_is_sent(file_format: str) -> None:
    make_events(3 * CHUNK)
    last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True)[0]
    breaks = "CASE WHEN id = %s THEN pg_terminate_backend(pg_backend_pid())::text ELSE '' END"
    rows = AuditEvent.objects.order_by("pk").annotate(broken=RawSQL(breaks, [last], output_field=CharField()))
    table = Table("审计日志", rows, {"对象": lambda event: event.target_text, "断": lambda event: event.broken})
    with connection.cursor() as cursor:
        # Only the owner may end the session; the next connection is one of the application again.
        cursor.execute("SET ROLE NONE")
    with pytest.raises(OperationalError):
        write_table(table, file_format, BytesIO(), made_by="信用济南")
    connection.close()
    assert AuditEvent.objects.count() == 3 * CHUNK
