"""The API: a customs system sends a roster, watches it, confirms or withdraws it, with a token."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from roster.actions.submissions import process_roster
from roster.models import Certification, RosterSubmission
from tests.spreadsheet_files import ROSTER_HEAD, roster_line, upload, uscc_of, xlsx
from tests.steps import put_in_force

LINES = [roster_line(1), roster_line(2)]


def token_of(user: User, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    call_command("create_api_token", user.username, *options)
    return capsys.readouterr().out.strip()


@pytest.fixture
def program(officer: User, capsys: pytest.CaptureFixture[str]) -> Client:
    """A customs system with the officer's token."""
    return Client(headers={"Authorization": f"Token {token_of(officer, capsys)}"})


def send(program: Client, lines: list[tuple[str, ...]], **said: str) -> Any:
    return send_bytes(program, xlsx(ROSTER_HEAD, lines), **said)


def send_bytes(program: Client, content: bytes, **said: str) -> Any:
    data = {"office": "quancheng-customs", "mode": "full", "as_of": "2026-06-30", **said}
    return program.post(reverse("roster_api:submission_create"), {"file": upload(content), **data})


def ask(program: Client, pk: int, query: str = "") -> Any:
    return program.get(reverse("roster_api:submission_detail", args=[pk]) + query)


def confirm(program: Client, pk: int, **said: object) -> Any:
    url = reverse("roster_api:submission_confirm", args=[pk])
    return program.post(url, said, content_type="application/json")


def test_a_roster_is_sent_watched_and_confirmed(program: Client) -> None:
    sent = send(program, LINES)
    assert sent.status_code == 202
    pk = sent.json()["id"]
    assert ask(program, pk).json()["status"] == "received"
    process_roster(pk)
    shown = ask(program, pk).json()
    assert shown["status"] == "checked"
    assert shown["counts"] == {
        "added": 2, "changed": 0, "unchanged": 0, "removed": 0, "error": 0, "confirm": 0, "notice": 0,
    }  # fmt: skip
    assert [change["uscc"] for change in shown["difference"]["changes"]] == [uscc_of(1), uscc_of(2)]
    assert confirm(program, pk).json()["status"] == "confirmed"
    assert Certification.objects.open().count() == 2
    again = confirm(program, pk)
    assert again.status_code == 409
    assert "无需再次确认" in again.json()["message"]


def test_the_same_bytes_lead_to_the_same_submission(program: Client) -> None:
    content = xlsx(ROSTER_HEAD, LINES)
    first, second = send_bytes(program, content), send_bytes(program, content)
    assert second.status_code == 202
    assert first.json()["id"] == second.json()["id"]
    assert RosterSubmission.objects.count() == 1


def test_problems_say_where_and_how_to_mend(program: Client) -> None:
    pk = send(program, [roster_line(1, customs_code="3701")]).json()["id"]
    process_roster(pk)
    (problem,) = ask(program, pk).json()["problems"]
    assert (problem["row"], problem["column"], problem["code"], problem["severity"], problem["cell"]) == (
        2, "D", "customs_code", "error", "3701",
    )  # fmt: skip
    assert problem["message"]
    refused = confirm(program, pk)
    assert refused.status_code == 409
    assert "问题未改正" in refused.json()["message"]


def test_many_problems_come_in_pages(program: Client) -> None:
    pk = send(program, [roster_line(n, customs_code="1") for n in range(250)]).json()["id"]
    process_roster(pk)
    first, second = ask(program, pk).json(), ask(program, pk, "?page=2").json()
    rows = [problem["row"] for page in (first, second) for problem in page["problems"]]
    assert first["pages"] == -(-first["counts"]["error"] // 200)
    assert len(set(rows[:200]) & set(rows[200:])) <= 1
    for wrong in ("0", "-1", "x", "9" * 30, "²"):
        assert ask(program, pk, f"?page={wrong}").status_code == 400
    assert ask(program, pk, "?page=99").json()["problems"] == []


def test_leaving_enterprises_need_their_reasons(program: Client, officer: User) -> None:
    put_in_force(officer, LINES)
    pk = send(program, [roster_line(1)], as_of="2026-07-01").json()["id"]
    process_roster(pk)
    (removal,) = ask(program, pk).json()["difference"]["removed"]
    assert "填写退出原因" in confirm(program, pk).json()["message"]
    reasons = {removal["uscc"]: "企业注销"}
    assert "十分之一" in confirm(program, pk, reasons=reasons).json()["message"]
    confirmed = confirm(program, pk, reasons=reasons, removed_count=1).json()
    assert confirmed["difference"]["removed"][0]["reason"] == "企业注销"


def test_withdrawing(program: Client) -> None:
    pk = send(program, LINES).json()["id"]
    assert program.post(reverse("roster_api:submission_withdraw", args=[pk])).json()["status"] == "withdrawn"
    assert program.post(reverse("roster_api:submission_withdraw", args=[pk])).status_code == 409


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"mode": "half"}, "mode"),
        ({"as_of": "2999-01-01"}, "as_of"),
        ({"as_of": "昨天"}, "as_of"),
        ({"office": "laiwu-customs"}, "office"),
        ({"office": ""}, "office"),
    ],
)
def test_a_wrong_field_is_named(program: Client, said: dict[str, str], field: str) -> None:
    response = send(program, LINES, **said)
    assert response.status_code == 400
    assert list(response.json()["fields"]) == [field]


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ('{"reasons": []}', "application/json", 400),
        ("{not json", "application/json", 400),
        ("removed_count=1", "application/x-www-form-urlencoded", 415),
    ],
)
def test_a_body_that_cannot_be_read_is_no_error_of_ours(
    program: Client, body: str, content_type: str, status: int
) -> None:
    pk = send(program, LINES).json()["id"]
    url = reverse("roster_api:submission_confirm", args=[pk])
    response = program.post(url, body, content_type=content_type)
    assert response.status_code == status
    assert response.json()["message"]


def test_without_a_token_or_with_a_wrong_one_nobody_enters(officer: User, client: Client) -> None:
    client.force_login(officer)
    for headers in ({}, {"Authorization": "Token 0"}, {"Authorization": "Basic eDp5"}):
        response = client.get(reverse("roster_api:submission_detail", args=[1]), headers=headers)
        assert response.status_code == 401
        assert response.json()["message"]


def test_another_offices_submission_is_not_found(
    program: Client, other_officer: User, capsys: pytest.CaptureFixture[str]
) -> None:
    pk = send(program, LINES).json()["id"]
    other = Client(headers={"Authorization": f"Token {token_of(other_officer, capsys)}"})
    assert ask(other, pk).status_code == 404
    assert confirm(other, pk).status_code == 404


def test_a_token_can_be_renewed_and_then_the_old_one_is_worth_nothing(
    program: Client, officer: User, capsys: pytest.CaptureFixture[str]
) -> None:
    pk = send(program, LINES).json()["id"]
    assert token_of(officer, capsys) == token_of(officer, capsys)
    token_of(officer, capsys, "--renew")
    assert ask(program, pk).status_code == 401
    with pytest.raises(CommandError, match="没有名为"):
        call_command("create_api_token", "nobody")


def test_a_body_that_is_no_json_or_no_form_is_told_in_chinese(program: Client) -> None:
    """What the parser says of it is English, and no help to whoever reads it."""
    pk = send(program, LINES).json()["id"]
    url = reverse("roster_api:submission_confirm", args=[pk])
    broken = program.post(url, "{", content_type="application/json")
    assert (broken.status_code, broken.json()) == (400, {"code": "parse_error", "message": "请求体有误，无法读取。"})
    formless = program.post(reverse("roster_api:submission_create"), "x", content_type="multipart/form-data")
    assert (formless.status_code, formless.json()["message"]) == (400, "请求体有误，无法读取。")
