"""Numbers of persons in what an office types: reasons of enterprises that leave, of transfers, and names of files."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Session, User
from audit.models import AuditEvent
from audit.types import EventType
from roster.actions.submissions import process_roster, receive_roster
from roster.models import RosterRemoval, RosterSubmission, Transfer
from tests.programs import program_of
from tests.spreadsheet_files import ROSTER_HEAD, roster_line, upload, uscc_of, xlsx
from tests.steps import SignedIn, preview, put_in_force

ID = "362322198709086409"
PHONE = "13800138000"


@pytest.fixture
def leaving(officer: User) -> RosterSubmission:
    """A roster that no longer names the enterprise with serial 2."""
    put_in_force(officer, [roster_line(1), roster_line(2)])
    return preview(officer, [roster_line(1)], as_of=date(2026, 7, 1))


def test_reason_with_a_resident_id_is_refused_and_the_rest_of_it_is_shown_again(
    leaving: RosterSubmission, officer: User, signed_in: SignedIn
) -> None:
    client, name = signed_in(officer), f"reason-{uscc_of(2)}"
    data = {name: f"法定代表人{ID}失联", "removed_count": "1"}
    page = client.post(reverse("roster:submission_confirm", args=[leaving.pk]), data, follow=True).content.decode()
    assert "的退出原因”中第6个字起像是居民身份证号，请删去后再提交；系统不保存个人证件号码。" in page
    assert f'value="法定代表人{ID}失联"' in page
    assert not [session for session in Session.objects.all() if ID in str(session.get_decoded())]
    leaving.refresh_from_db()
    assert leaving.is_checked


@pytest.mark.parametrize("field", ["reason_for_rest", f"reason-{uscc_of(2)}"])
def test_reason_with_a_phone_number_is_kept_after_the_tick(
    leaving: RosterSubmission, officer: User, signed_in: SignedIn, field: str
) -> None:
    client, url = signed_in(officer), reverse("roster:submission_confirm", args=[leaving.pk])
    data = {field: f"迁出，联系{PHONE}", "removed_count": "1"}
    page = client.post(url, data, follow=True).content.decode()
    assert "像是手机号码" in page
    assert f'name="{field}-needed">' in page
    client.post(url, data | {f"{field}-needed": "on"})
    assert RosterRemoval.objects.get(submission=leaving).reason == f"迁出，联系{PHONE}"
    assert "needed_numbers" in AuditEvent.objects.get(type=EventType.ROSTER_CONFIRMED, target_key=leaving.pk).data


def confirm(program: Client, submission: RosterSubmission, **answers: object) -> tuple[int, list[dict[str, str]]]:
    """Confirm the roster by the API; return status and the wrong fields."""
    url = reverse("roster_api:submission_confirm", args=[submission.pk])
    answer = program.post(url, {"removed_count": 1, **answers}, content_type="application/json")
    return answer.status_code, answer.json().get("errors", [])


def test_reasons_of_the_api_with_a_resident_id_are_refused(leaving: RosterSubmission, officer: User) -> None:
    program = program_of(officer)
    status, errors = confirm(program, leaving, reasons={uscc_of(2): f"负责人{ID}"}, numbers_needed=True)
    assert (status, [error["field"] for error in errors]) == (400, [f"reasons.{uscc_of(2)}"])
    assert errors[0]["detail"] == "“退出原因”中第4个字起像是居民身份证号，请删去后再提交；系统不保存个人证件号码。"
    status, errors = confirm(program, leaving, reason_for_rest=f"联系{PHONE}")
    assert status == 400
    assert errors[0]["detail"].endswith("确需保留的，请将numbers_needed设为true后再提交。")
    assert confirm(program, leaving, reason_for_rest=f"联系{PHONE}", numbers_needed=True) == (200, [])


def test_reason_to_decline_a_transfer_with_a_resident_id_is_refused(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    put_in_force(officer, [roster_line(1)])
    put_in_force(other_officer, [roster_line(1)], mode="changes")
    transfer = Transfer.objects.get()
    url = reverse("roster:transfer_decline", args=[transfer.pk])
    page = signed_in(officer).post(url, {"reason": f"经办人{ID}未到"}, follow=True).content.decode()
    assert "“理由”中第4个字起像是居民身份证号，请删去后再提交；系统不保存个人证件号码。" in page
    assert f"经办人{ID}未到" in page
    transfer.refresh_from_db()
    assert transfer.reason == ""


def test_name_and_resident_id_in_the_name_of_a_file_are_cut_out(officer: User) -> None:
    file = upload(xlsx(ROSTER_HEAD, [roster_line(1)]), f"名单（张某{ID}）.xlsx")
    submission, _ = receive_roster(upload=file, mode="full", as_of=date(2026, 6, 30), by=officer)
    process_roster(submission.pk)
    assert RosterSubmission.objects.get().filename == "名单（【已删去姓名】【已删去证件号码】）.xlsx"
