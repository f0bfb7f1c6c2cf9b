"""Uploading a roster: what is kept, what is refused at the door, and the same bytes twice."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from roster.actions.confirmations import confirm_roster
from roster.actions.submissions import process_roster, receive_roster
from roster.models import Certification, RosterSubmission
from tests.spreadsheet_files import ROSTER_HEAD, csv_bytes, roster_line, upload, uscc_of, xlsx
from tests.steps import AS_OF, full_confirmation

URL = reverse("roster:submission_create")
SignedIn = Callable[[User], Client]


def send(client: Client, content: bytes, name: str = "名单.xlsx", **fields: str):
    data = {"mode": "full", "as_of": "2026-06-30", **fields, "file": upload(content, name)}
    return client.post(URL, data)


def test_a_roster_is_kept_as_it_came(officer: User, signed_in: SignedIn) -> None:
    content = xlsx(ROSTER_HEAD, [roster_line(1)])
    response = send(signed_in(officer), content)
    submission = RosterSubmission.objects.get()
    assert response["Location"] == reverse("roster:submission_detail", args=[submission.pk])
    assert submission.office == officer.department
    with submission.file.open() as kept:
        assert kept.read() == content


def test_the_same_bytes_twice_lead_to_the_earlier_submission(officer: User, signed_in: SignedIn) -> None:
    content = csv_bytes(ROSTER_HEAD, [roster_line(1)])
    client = signed_in(officer)
    first = send(client, content, "一.csv")
    second = send(client, content, "二.csv", as_of="2026-07-01")
    assert second["Location"] == first["Location"]
    assert "内容完全相同" in client.get(second["Location"]).content.decode()
    assert RosterSubmission.objects.count() == 1


def test_same_bytes_with_another_choice_name_the_earlier_one(officer: User, signed_in: SignedIn) -> None:
    content = csv_bytes(ROSTER_HEAD, [roster_line(1)])
    client = signed_in(officer)
    send(client, content)
    again = send(client, content, mode="changes")
    assert "那一次是全量、截至2026年6月30日，请先撤回它" in client.get(again["Location"]).content.decode()


def test_a_roster_may_return_to_what_it_was(officer: User) -> None:
    """A wrong roster is undone by the one before it, byte for byte; while that is the newest, it is not sent twice."""
    right, wrong = (csv_bytes(ROSTER_HEAD, [roster_line(serial)]) for serial in (1, 2))

    def received(content: bytes) -> RosterSubmission:
        submission, _ = receive_roster(upload=upload(content, "名单.csv"), mode="full", as_of=AS_OF, by=officer)
        process_roster(submission.pk)
        submission.refresh_from_db()
        return submission

    def confirmed(content: bytes) -> RosterSubmission:
        submission = received(content)
        return confirm_roster(submission=submission, confirmation=full_confirmation(submission), by=officer)

    first = confirmed(right)
    assert received(right) == first
    confirmed(wrong)
    again = received(right)
    assert again != first
    assert received(right) == again
    assert confirmed(right) == again
    assert received(right) == again
    assert Certification.objects.open().get().enterprise.uscc == uscc_of(1)


def test_the_other_office_may_send_the_same_bytes(officer: User, other_officer: User, signed_in: SignedIn) -> None:
    content = xlsx(ROSTER_HEAD, [roster_line(1)])
    send(signed_in(officer), content)
    send(signed_in(other_officer), content)
    assert RosterSubmission.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "空.xlsx", "这个文件是空的"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "图.xlsx", "这不是可读取的表格"),
        (b"%PDF-1.7\n" + bytes(64), "扫描.csv", "这不是可读取的表格"),
    ],
)
def test_what_is_no_table_is_refused_at_the_door(
    officer: User, signed_in: SignedIn, content: bytes, name: str, message: str
) -> None:
    response = send(signed_in(officer), content, name)
    assert message in response.content.decode()
    assert not RosterSubmission.objects.exists()


def test_a_file_over_the_limit_is_refused_with_both_sizes(officer: User, signed_in: SignedIn, settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    response = send(signed_in(officer), b"a,b\n" * 400_000, "大.csv")
    assert "文件有1.5MB，超过1MB的上限" in response.content.decode()
    assert not RosterSubmission.objects.exists()


def test_a_day_to_come_is_refused(officer: User, signed_in: SignedIn) -> None:
    response = send(signed_in(officer), xlsx(ROSTER_HEAD, [roster_line(1)]), as_of="2999-01-01")
    assert "日期不能晚于今天" in response.content.decode()


def test_a_path_as_file_name_is_only_a_name(officer: User, signed_in: SignedIn) -> None:
    send(signed_in(officer), xlsx(ROSTER_HEAD, [roster_line(1)]), "..\\..\\windows\\名单\u202e.xlsx")
    assert RosterSubmission.objects.get().filename == "名单.xlsx"
