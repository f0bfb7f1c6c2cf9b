"""The roster API: a customs system submits a roster, reads its state, confirms or withdraws it, with a token."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from roster.actions.submissions import process_roster
from roster.models import Certification, RosterSubmission
from roster.transfer_rows import transfers_of
from tests.programs import program_of, read_all_pages, wrong_fields
from tests.spreadsheet_files import ROSTER_HEAD, roster_line, upload, uscc_of, xlsx
from tests.steps import preview, put_in_force

LINES = [roster_line(1), roster_line(2)]


@pytest.fixture
def program(officer: User) -> Client:
    """A customs system with the officer's token."""
    return program_of(officer)


def send(program: Client, lines: list[tuple[str, ...]], **fields: str) -> Any:
    return send_bytes(program, xlsx(ROSTER_HEAD, lines), **fields)


def send_bytes(program: Client, content: bytes, **fields: str) -> Any:
    data = {"office": "quancheng-customs", "mode": "full", "as_of": "2026-06-30", **fields}
    return program.post(reverse("roster_api:submission_create"), {"file": upload(content), **data})


def send_and_process(program: Client, lines: list[tuple[str, ...]], **fields: str) -> int:
    """Submit a roster and have it read; its id."""
    pk: int = send(program, lines, **fields).json()["id"]
    process_roster(pk)
    return pk


def read(program: Client, pk: int) -> Any:
    return program.get(reverse("roster_api:submission_detail", args=[pk]))


def confirm(program: Client, pk: int, **answers: object) -> Any:
    url = reverse("roster_api:submission_confirm", args=[pk])
    return program.post(url, answers, content_type="application/json")


def withdraw(program: Client, pk: int) -> Any:
    return program.post(reverse("roster_api:submission_withdraw", args=[pk]))


def test_roster_sent_and_confirmed_is_in_force(program: Client) -> None:
    sent = send(program, LINES)
    assert sent.status_code == 202
    pk = sent.json()["id"]
    assert read(program, pk).json()["status"] == "received"
    process_roster(pk)
    shown = read(program, pk).json()
    assert shown["status"] == "checked"
    assert shown["counts"] == {
        "added": 2, "changed": 0, "unchanged": 0, "removed": 0, "transfer": 0, "error": 0, "confirm": 0, "notice": 0,
    }  # fmt: skip
    assert [change["uscc"] for change in read_all_pages(program, shown["changes"])] == [uscc_of(1), uscc_of(2)]
    assert confirm(program, pk).json()["status"] == "confirmed"
    assert Certification.objects.open().count() == 2
    again = confirm(program, pk)
    assert again.status_code == 409
    assert "无需再次确认" in again.json()["detail"]


def test_submission_links_to_itself_and_its_lists(program: Client) -> None:
    submission = send(program, LINES).json()
    address = f"http://testserver/api/v1/roster/submissions/{submission['id']}/"
    assert {name: submission[name] for name in ("url", "problems", "changes", "removals", "transfers")} == {
        "url": address,
        "problems": f"{address}problems/",
        "changes": f"{address}changes/",
        "removals": f"{address}removals/",
        "transfers": f"{address}transfers/",
    }


def test_same_bytes_sent_twice_are_one_submission(program: Client) -> None:
    content = xlsx(ROSTER_HEAD, LINES)
    first, second = send_bytes(program, content), send_bytes(program, content)
    assert second.status_code == 202
    assert first.json()["id"] == second.json()["id"]
    assert RosterSubmission.objects.count() == 1


def test_problem_has_place_and_advice(program: Client) -> None:
    pk = send_and_process(program, [roster_line(1, customs_code="3701")])
    (problem,) = read_all_pages(program, reverse("roster_api:problem_list", args=[pk]))
    assert (problem["row"], problem["column"], problem["code"], problem["severity"], problem["cell"]) == (
        2, "D", "customs_code", "error", "3701",
    )  # fmt: skip
    assert problem["params"] == {"length": 4, "text": "3701"}
    assert problem["message"] == "海关注册编码应为10位数字或大写字母，现为4位“3701”"
    assert problem["hint"] == "请对照海关注册登记证书核对。"
    refused = confirm(program, pk)
    assert refused.status_code == 409
    assert "问题未改正" in refused.json()["detail"]


def test_problems_of_a_long_roster_are_paged(program: Client) -> None:
    pk = send_and_process(program, [roster_line(n, customs_code="1") for n in range(250)])
    url = reverse("roster_api:problem_list", args=[pk])
    first, second = (program.get(url, {"page": page}).json() for page in (1, 2))
    assert first["count"] == read(program, pk).json()["counts"]["error"] > 200
    assert (len(first["results"]), first["previous"]) == (200, None)
    assert second["previous"] is not None
    problems = read_all_pages(program, url)
    assert len(problems) == first["count"]
    assert len({(problem["row"], problem["key"], problem["code"]) for problem in problems}) == first["count"]
    for wrong in ("0", "-1", "x", "9" * 30, "²", "99"):
        assert program.get(url, {"page": wrong}).status_code == 404
    assert program.get(url, {"page": "99"}).json()["detail"] == "没有这一页。"


def test_changed_enterprise_is_listed_with_its_content_before(program: Client, officer: User) -> None:
    put_in_force(officer, LINES)
    pk = send_and_process(
        program, [roster_line(1), roster_line(2, name="济南改名后进出口有限公司")], as_of="2026-07-01"
    )
    (change,) = read_all_pages(program, reverse("roster_api:change_list", args=[pk]))
    assert (change["kind"], change["uscc"], change["name"]) == ("changed", uscc_of(2), "济南改名后进出口有限公司")
    assert change["before"]["uscc"] == uscc_of(2)
    assert change["before"]["name"] != change["name"]


def test_enterprise_of_the_other_office_is_listed_as_a_transfer(
    program: Client, officer: User, other_officer: User
) -> None:
    put_in_force(other_officer, [roster_line(1)])
    pk = send_and_process(program, LINES)
    shown = read(program, pk).json()
    assert (shown["counts"]["transfer"], shown["counts"]["added"], shown["counts"]["error"]) == (1, 1, 0)
    (planned,) = read_all_pages(program, shown["transfers"])
    assert (planned["direction"], planned["row"], planned["uscc"]) == ("in", 2, uscc_of(1))
    assert (planned["office"], planned["state"]) == ("莱芜海关", "planned")
    assert confirm(program, pk, problems_verified=True).json()["status"] == "confirmed"
    assert [transfer["state"] for transfer in read_all_pages(program, shown["transfers"])] == ["waiting"]
    later = preview(other_officer, [roster_line(5)], as_of=date(2026, 7, 1))
    released = list(transfers_of(later))
    assert [(row.direction, row.uscc, row.state) for row in released] == [("out", uscc_of(1), "planned")]


def test_removed_enterprises_need_reasons_and_their_number(program: Client, officer: User) -> None:
    put_in_force(officer, LINES)
    pk = send_and_process(program, [roster_line(1)], as_of="2026-07-01")
    removals = reverse("roster_api:removal_list", args=[pk])
    (removal,) = read_all_pages(program, removals)
    assert "填写退出原因" in confirm(program, pk).json()["detail"]
    reasons = {removal["uscc"]: "企业注销"}
    assert "十分之一" in confirm(program, pk, reasons=reasons).json()["detail"]
    assert confirm(program, pk, reasons=reasons, removed_count=1).json()["status"] == "confirmed"
    assert [removed["reason"] for removed in read_all_pages(program, removals)] == ["企业注销"]


def test_reason_for_rest_explains_the_enterprises_without_a_reason(program: Client, officer: User) -> None:
    put_in_force(officer, LINES)
    pk = send_and_process(program, [roster_line(1)], as_of="2026-07-01")
    assert confirm(program, pk, reason_for_rest="迁出", removed_count=1).json()["status"] == "confirmed"
    (removed,) = read_all_pages(program, reverse("roster_api:removal_list", args=[pk]))
    assert removed["reason"] == "迁出"


def test_submission_withdrawn_twice_is_denied(program: Client) -> None:
    pk = send(program, LINES).json()["id"]
    assert withdraw(program, pk).json()["status"] == "withdrawn"
    assert withdraw(program, pk).status_code == 409


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"mode": "half"}, "mode"),
        ({"as_of": "2999-01-01"}, "as_of"),
        ({"as_of": "昨天"}, "as_of"),
        ({"office": "laiwu-customs"}, "office"),
        ({"office": ""}, "office"),
    ],
)
def test_wrong_field_of_a_roster_is_named(program: Client, fields: dict[str, str], field: str) -> None:
    response = send(program, LINES, **fields)
    assert response.status_code == 400
    assert wrong_fields(response) == [field]


@pytest.mark.parametrize(
    ("content", "detail"), [(b"", "0 字节"), (b"\x89PNG\r\n\x1a\n" + bytes(99), "这是图片（PNG）")]
)
def test_file_that_is_no_table_is_refused(program: Client, content: bytes, detail: str) -> None:
    response = send_bytes(program, content)
    assert (response.status_code, wrong_fields(response)) == (400, ["file"])
    assert detail in response.json()["errors"][0]["detail"]


def test_file_over_the_limit_is_too_large(program: Client, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1024
    response = send(program, LINES)
    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    assert "的上限" in response.json()["detail"]


def test_confirmation_over_the_limit_is_too_large(program: Client, settings: Any) -> None:
    pk = send(program, LINES).json()["id"]
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024
    response = confirm(program, pk, reason_for_rest="长" * 1024)
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ('{"reasons": []}', "application/json", 400),
        ("{not json", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ("removed_count=1", "application/x-www-form-urlencoded", 415),
    ],
)
def test_unreadable_confirmation_is_refused(program: Client, body: str, content_type: str, status: int) -> None:
    pk = send(program, LINES).json()["id"]
    url = reverse("roster_api:submission_confirm", args=[pk])
    response = program.post(url, body, content_type=content_type)
    assert response.status_code == status
    assert response.json()["detail"]


def test_unreadable_body_is_explained_in_chinese(program: Client) -> None:
    """The parsers of the framework explain it in English."""
    pk = send(program, LINES).json()["id"]
    url = reverse("roster_api:submission_confirm", args=[pk])
    broken = program.post(url, "{", content_type="application/json")
    assert (broken.status_code, broken.json()["code"], broken.json()["detail"]) == (
        400, "parse_error", "请求体有误，无法读取。",
    )  # fmt: skip
    formless = program.post(reverse("roster_api:submission_create"), "x", content_type="multipart/form-data")
    assert (formless.status_code, formless.json()["detail"]) == (400, "请求体有误，无法读取。")


def test_request_without_a_valid_token_is_not_authenticated(officer: User, client: Client) -> None:
    client.force_login(officer)
    for headers in ({}, {"Authorization": "Token 0"}, {"Authorization": "Basic eDp5"}):
        response = client.get(reverse("roster_api:submission_detail", args=[1]), headers=headers)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == "Token"
        assert response.json()["detail"]


def test_submission_of_another_office_is_not_found(program: Client, other_officer: User) -> None:
    pk = send(program, LINES).json()["id"]
    other = program_of(other_officer)
    assert read(other, pk).status_code == 404
    assert confirm(other, pk).status_code == 404
    assert withdraw(other, pk).status_code == 404
    for name in ("problem_list", "change_list", "removal_list", "transfer_list"):
        assert other.get(reverse(f"roster_api:{name}", args=[pk])).status_code == 404
