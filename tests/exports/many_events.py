"""Lists that are long enough for a worker, and longer."""

from django.db import connection

from tests.roles import as_owner

MANY_EVENTS = """
    INSERT INTO audit_auditevent (at, type, kind, actor_username, actor_name, actor_department, target_label,
        target_key, target_text, purpose, data, changes, request_id)
    SELECT now(), 'accounts.signed_in', 'sign_in', 'user', '测试员', '', 'accounts.User',
        '1', '测试员' || n, '', '{}', '{}', ''
    FROM generate_series(1, %s) n
"""


def make_events(count: int) -> None:
    """Add this many events to the audit log."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(MANY_EVENTS, [count])
