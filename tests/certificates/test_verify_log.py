"""manage.py verify_log finds what was done to the log past the portal."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from certificates.log import append
from certificates.models import Certificate, Checkpoint, EntryKind, LogEntry
from certificates.proofs.notes import Note
from certificates.signing import published_keys
from certificates.tasks import record_publications, sign_checkpoint
from certificates.verifying import verify_log
from publicity.actions.publications import withdraw_publication
from publicity.models import Publication
from tests.certificates.test_certificates import issue
from tests.clock import at
from tests.factories import make_certified, make_user
from tests.roles import as_owner
from tests.steps import publish_enterprises

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(reference_data: None) -> list[LogEntry]:
    """Four certificates of two days, and the checkpoint of each day."""
    clerk = make_user(Role.DEPARTMENT)
    with at("2026-07-09 09:00:00"):
        enterprise = make_certified()
        certificates = [issue(enterprise, clerk) for _ in range(2)]
        sign_checkpoint()
        sign_checkpoint()
    with at("2026-07-10 09:00:00"):
        certificates += [issue(enterprise, clerk) for _ in range(2)]
        sign_checkpoint()
    return [certificate.entry for certificate in certificates]


def attack(*statements: str) -> None:
    """Run the statements as an owner who switches the triggers off."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_sound_log_has_a_checkpoint_a_day_and_is_verified(log: list[LogEntry], client: Client) -> None:
    assert [(row.day, row.size) for row in Checkpoint.objects.all()] == [(date(2026, 7, 9), 2), (date(2026, 7, 10), 4)]
    note = Note.parse(client.get(reverse("certificates:checkpoint")).content.decode())
    assert note.signers(published_keys().issuer)
    assert "\n4\n" in note.text
    call_command("verify_log")


def test_log_without_a_checkpoint_is_not_found(client: Client) -> None:
    assert client.get(reverse("certificates:checkpoint")).status_code == 404
    assert list(verify_log()) == []


ENTRY = "UPDATE certificates_logentry SET"


def removed(index: int) -> list[str]:
    """Return the statements that remove an entry with its certificate."""
    return [
        f"DELETE FROM certificates_certificate WHERE entry_id = {index}",
        f"DELETE FROM certificates_logentry WHERE index = {index}",
    ]


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        (removed(1), "第2项被删除。"),
        (removed(1) + removed(2), "第2项至第3项被删除。"),
        (removed(3), "2026年7月10日的检查点时有4项，现在只有3项：有记录被删除。"),
        ([f"{ENTRY} day = '2026-07-08' WHERE index = 1"], "日志第2项的内容与校验值不符，已被改动。"),
        ([f"{ENTRY} recorded_at = '2026-07-01' WHERE index = 2"], "日志第3项的记录时间早于前一项，是倒填的。"),
        (
            [
                f"{ENTRY} index = 9 WHERE index = 0",
                f"{ENTRY} index = 0 WHERE index = 1",
                f"{ENTRY} index = 1 WHERE index = 9",
            ],
            "2026年7月9日的检查点的前2项与当时签署的不同：有记录被改动、插入或调换。",
        ),
        (
            ["UPDATE certificates_checkpoint SET note = replace(note, E'\\n2\\n', E'\\n1\\n') WHERE size = 2"],
            "2026年7月9日的检查点的内容与签名不符，已被改动。",
        ),
        (["DELETE FROM certificates_certificate WHERE entry_id = 3"], "日志第4项没有对应的证明。"),
        (
            ["UPDATE certificates_checkpoint SET audit_head = repeat('a', 64) WHERE size = 2"],
            "2026年7月9日的检查点的日期或审计日志的校验值与签署的不同，已被改动。",
        ),
    ],
)
def test_attack_on_the_log_is_found(
    log: list[LogEntry], statements: list[str], fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    attack(*statements)
    with pytest.raises(CommandError):
        call_command("verify_log")
    assert fault in capsys.readouterr().err


def test_publications_and_withdrawals_are_entries_of_the_log(reference_data: None, credit: User) -> None:
    """Each once, without a word of the enterprise; what is done to the publications past the portal is found."""
    enterprises = [make_certified() for _ in range(2)]
    publish_enterprises(enterprises=enterprises, by=credit)
    record_publications()
    first, second = Publication.objects.order_by("pk")
    withdraw_publication(publication=first, withdrawal_reason="wrong", withdrawal_note="误", by=credit)
    for _ in range(2):
        record_publications()
    entries = list(LogEntry.objects.values_list("kind", "number"))
    assert entries == [("published", str(first.pk)), ("published", str(second.pk)), ("withdrawn", str(first.pk))]
    assert list(verify_log()) == []
    attack(
        f"UPDATE publicity_publication SET published_at = '2026-01-01' WHERE id = {second.pk}",
        f"DELETE FROM publicity_publication WHERE id = {first.pk}",
    )
    assert list(verify_log()) == [
        "日志第1项与名单公布的记录不符：公布企业的记录被删除或改动。",
        "日志第2项与名单公布的记录不符：公布企业的记录被删除或改动。",
        "日志第3项与名单公布的记录不符：撤下公布的记录被删除或改动。",
    ]


def test_entry_with_another_certificate_is_found(log: list[LogEntry]) -> None:
    """Entries are swapped together with their hashes and the checkpoints are gone; the statements tell."""
    number = Certificate.objects.last().entry.number
    append(kind=EntryKind.ELIGIBLE, number="0" * 20, day=date(2026, 7, 10) - timedelta(days=1), salt=bytes(16))
    other = ("2" if number.startswith("1") else "1") + number[1:]
    attack(f"{ENTRY} number = '{other}' WHERE number = '{number}'")
    assert any("的内容不符" in fault for fault in verify_log())
