"""The chain over the audit log: which events a batch has, and what the verification finds, whoever did it."""

from contextlib import closing

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, ProgrammingError, connection, transaction

from audit.chain import close_batch, verify
from audit.models import AuditBatch, AuditEvent
from audit.recording import record
from audit.tasks import close_batch as close_batch_task
from audit.transactions import CREATE_FUNCTION
from audit.types import EventType
from certificates.actions.checkpoints import sign_checkpoint_of_today
from certificates.verifying import verify_log
from tests.factories import make_user
from tests.roles import as_owner, without_triggers
from tests.workers import database_url

pytestmark = pytest.mark.django_db(transaction=True)
INSERT = """
    INSERT INTO audit_auditevent (at, type, kind, actor_username, actor_name, actor_department, target_label,
        target_key, target_text, purpose, data, changes, request_id, transaction_id)
    VALUES (now(), 'accounts.signed_in', 'sign_in', '', '', '', '', '', '', '', '{}', '{}', '', %s)
"""
# What the owner of the database does to the log, and what the verification says of it.
TAMPERING = {
    "UPDATE audit_auditevent SET target_text = '别人' WHERE type = 'accounts.signed_out'": "有记录被改动",
    "UPDATE audit_auditevent SET at = at - interval '1 day' WHERE type = 'feedback.notice_read'": "有记录被改动",
    "DELETE FROM audit_auditevent WHERE type = 'feedback.notice_read'": "当时有3条记录，现少1条",
    INSERT.replace("%s", "(SELECT max(transaction_id) FROM audit_auditevent)"): "现多1条",
    INSERT.replace("%s", "-1"): "有1条记录与各批的范围不符",
    "DELETE FROM audit_auditbatch WHERE id = (SELECT min(id) FROM audit_auditbatch)": "缺少批次",
    "UPDATE audit_auditbatch SET event_count = 9": "不相衔接",
}


@pytest.fixture
def batches() -> list[AuditBatch]:
    """Two closed batches of two and three events."""
    user = make_user()
    for types in ([EventType.SIGNED_IN] * 2, [EventType.SIGNED_IN, EventType.NOTICE_READ, EventType.SIGNED_OUT]):
        for type in types:
            record(type, target=user, by=user)
        close_batch_task()
    return list(AuditBatch.objects.all())


def verified(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return what the verification prints; after a fault it ends with an error."""
    capsys.readouterr()
    try:
        call_command("verify_audit", *arguments)
    except CommandError as error:
        return f"{capsys.readouterr().out}{error}"
    return capsys.readouterr().out


def test_every_event_is_in_one_batch_and_tampering_is_found(
    batches: list[AuditBatch], capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = batches
    assert [batch.event_count for batch in batches] == [2, 3]
    assert second.transactions_from == first.transactions_until
    assert close_batch() is None
    assert f"校验值{second.head}" in verified(capsys, f"--head={first.head}")
    assert "没有校验值abc" in verified(capsys, "--head=abc")
    for sql, found in TAMPERING.items():
        with without_triggers(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            assert found in verified(capsys), sql
            transaction.set_rollback(True)
    assert "审计日志完整" in verified(capsys)


def test_chain_that_was_written_anew_is_found_by_the_signed_checkpoint(
    batches: list[AuditBatch], capsys: pytest.CaptureFixture[str]
) -> None:
    """The checkpoint of a day has the head of its moment; the new chain is sound in itself."""
    checkpoint = sign_checkpoint_of_today()
    assert checkpoint
    assert checkpoint.content.extensions == (f"day {checkpoint.day} audit {batches[-1].head}",)
    assert "审计日志完整" in verified(capsys)
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditevent SET target_text = '别人' WHERE type = 'accounts.signed_out'")
        cursor.execute("DELETE FROM audit_auditbatch")
    close_batch()
    assert list(verify()) == []
    found = f"链上没有{checkpoint}所写的校验值{checkpoint.audit_head}"
    assert found in verified(capsys)
    assert any(found in fault for fault in verify_log())


def test_event_of_a_transaction_that_commits_late_is_in_a_later_batch(db: None) -> None:
    """Its id is smaller than that of an event which is committed before it."""
    user = make_user()
    with closing(psycopg2.connect(database_url())) as slow, slow.cursor() as cursor:
        cursor.execute(INSERT, [None])
        record(EventType.SIGNED_IN, target=user, by=user)
        assert close_batch() is None
        slow.commit()
    (batch, late) = close_batch(), AuditEvent.objects.earliest("pk")
    assert late.transaction_id < AuditEvent.objects.latest("pk").transaction_id
    assert batch is not None
    assert batch.event_count == 2


def test_transaction_that_is_rolled_back_holds_nothing_up(batches: list[AuditBatch]) -> None:
    with closing(psycopg2.connect(database_url())) as failing, failing.cursor() as cursor:
        cursor.execute(INSERT, [None])
        failing.rollback()
    record(EventType.SIGNED_IN, target=make_user(), by=None)
    batch = close_batch()
    assert batch is not None
    assert batch.event_count == 1


def test_chain_goes_on_in_another_cluster(batches: list[AuditBatch], capsys: pytest.CaptureFixture[str]) -> None:
    """A restored backup has events with larger numbers of transactions than the cluster has reached."""
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditevent SET transaction_id = transaction_id + 1000000")
        cursor.execute("DELETE FROM audit_auditbatch")
        cursor.execute("SELECT pg_get_functiondef('audit_transaction'::regproc)")
        (before,) = cursor.fetchone()
    try:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(CREATE_FUNCTION)
        record(EventType.SIGNED_IN, target=make_user(), by=None)
        batch = close_batch()
        assert batch is not None
        assert batch.event_count == 6
        assert "审计日志完整" in verified(capsys)
    finally:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(before)


def test_application_neither_changes_nor_numbers_what_it_has_written(batches: list[AuditBatch]) -> None:
    """By raw SQL with the role of the application."""
    refused = pytest.raises(ProgrammingError, match="permission denied")
    for table in ("audit_auditevent", "audit_auditbatch"):
        for sql in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with refused, transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [1])
    assert AuditEvent.objects.latest("pk").transaction_id >= batches[-1].transactions_until
    with pytest.raises(InternalError), transaction.atomic(), as_owner(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditbatch")
