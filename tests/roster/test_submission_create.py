"""Uploading a roster: bytes that were uploaded before, by the same office or by another."""

from collections.abc import Callable
from io import BytesIO

from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

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


def test_blank_table_filled_in_is_read_without_a_problem(officer: User, signed_in: SignedIn) -> None:
    client = signed_in(officer)
    assert reverse("roster:submission_blank") in client.get(URL).content.decode()
    response = client.get(reverse("roster:submission_blank"))
    assert response["Content-Type"].endswith("sheet")
    (titles,) = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert titles[:4] == ["企业名称", "统一社会信用代码", "海关注册编码", "认证日期"]
    filled = [*roster_line(1)[1:5], *[""] * (len(titles) - 4)]
    sent = send(client, xlsx(titles, [filled]))
    submission = RosterSubmission.objects.get()
    process_roster(submission.pk)
    submission.refresh_from_db()
    assert (submission.problem_count, submission.rows_total) == (0, 1)
    assert sent["Location"] == reverse("roster:submission_detail", args=[submission.pk])


def test_same_bytes_with_another_mode_name_the_earlier_submission(officer: User, signed_in: SignedIn) -> None:
    content = csv_bytes(ROSTER_HEAD, [roster_line(1)])
    client = signed_in(officer)
    send(client, content)
    again = send(client, content, mode="changes")
    assert "那一次是全量、截至2026年6月30日，请先撤回它" in client.get(again["Location"]).content.decode()


def test_roster_with_earlier_content_is_accepted_after_another_one(officer: User) -> None:
    """The bytes before a wrong roster can be uploaded again; while they are the newest, a second upload is ignored."""
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


def test_same_bytes_of_another_office_are_another_submission(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    content = xlsx(ROSTER_HEAD, [roster_line(1)])
    send(signed_in(officer), content)
    send(signed_in(other_officer), content)
    assert RosterSubmission.objects.count() == 2
