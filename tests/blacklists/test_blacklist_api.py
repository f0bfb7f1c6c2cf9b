"""The blacklist API: pushed entries take effect without a person, and a repeated push changes nothing."""

import json
import re
import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from blacklists.actions.imports import confirm_import, process_import
from blacklists.models import BlacklistEntry, BlacklistImport
from blacklists.wording import hold_text
from foundation.denials import ActionDenied
from screening.models import Screening
from screening.states import StandingState
from tests.blacklists.api_client import CODE, body, entry, problems_of, read_import, send
from tests.programs import program_of, wrong_fields
from tests.screening.test_screening import state
from tests.spreadsheet_files import roster_line, uscc_of
from tests.steps import push_file, put_in_force, run_screenings
from uploads.states import SubmissionState

pytestmark = pytest.mark.usefixtures("blacklists")
SignedIn = Callable[[User], Client]
NAME = "济南泺岬0001进出口有限公司"


@pytest.fixture
def program(credit: User) -> Client:
    """The system of another department, with the credit administrator's token."""
    return program_of(credit)


def test_addresses_are_the_documented_ones() -> None:
    assert reverse("blacklists_api:entries_push", args=[CODE]) == "/api/v1/blacklists/court-defaulters/entries/"
    assert reverse("blacklists_api:import_detail", args=[7]) == "/api/v1/blacklists/imports/7/"


def test_pushed_entries_take_effect_without_a_person(program: Client, officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    sent = send(program, body(entry(1)))
    assert sent.status_code == 202
    assert (sent.json()["status"], sent.json()["blacklist"]) == ("received", CODE)
    pk = sent.json()["id"]
    process_import(pk)
    run_screenings()
    shown = program.get(sent.json()["url"]).json()
    assert shown["status"] == "confirmed"
    assert shown["counts"] == {
        "rows": 1, "new": 1, "changed": 0, "ended": 0, "unchanged": 0, "erased": 0,
        "error": 0, "confirm": 0, "notice": 0,
    }  # fmt: skip
    assert (state(1), state(2)) == (StandingState.BLOCKED, StandingState.ELIGIBLE)
    assert BlacklistImport.objects.get(pk=pk).confirmed_by == credit


def test_same_body_pushed_twice_creates_one_import(program: Client) -> None:
    first, second = send(program, body(entry(1))).json(), send(program, body(entry(1))).json()
    assert first["id"] == second["id"]


def test_same_body_after_another_body_creates_a_new_import(program: Client) -> None:
    listed = body(entry(1, removed_on=None))
    bodies = [listed, body(entry(1, removed_on="2026-03-01")), listed]
    for content in bodies:
        process_import(send(program, content).json()["id"])
    assert BlacklistImport.objects.count() == 3
    assert BlacklistEntry.objects.get().removed_on is None


def test_entry_with_a_known_source_id_is_updated_not_added(credit: User) -> None:
    push_file(credit, CODE, body(entry(1)))
    again = push_file(credit, CODE, body(entry(1), x=1))
    assert (again.new_count, again.changed_count, again.unchanged_count) == (0, 0, 1)
    assert Screening.objects.count() == 1
    corrected = push_file(credit, CODE, body(entry(1, document_number="（2026）鲁0102执9号")))
    assert (corrected.new_count, corrected.changed_count) == (0, 1)
    removed = push_file(credit, CODE, body(entry(1, document_number="（2026）鲁0102执9号", removed_on="2026-03-01")))
    assert removed.changed_count == 1
    known = BlacklistEntry.objects.get()
    assert (known.source_id, known.document_number, known.removed_on) == (
        "S1", "（2026）鲁0102执9号", date(2026, 3, 1),
    )  # fmt: skip
    assert known.events.count() == 3


def test_imports_of_one_blacklist_take_effect_in_order_of_arrival(program: Client) -> None:
    """A worker does not process the second import before the first is done."""
    listed, removed, other = body(entry(1)), body(entry(1, removed_on="2026-03-01")), body(entry(2))
    first, second, third = (send(program, content).json()["id"] for content in (listed, removed, other))
    assert process_import(second) is None
    assert BlacklistImport.objects.get(pk=second).is_waiting
    assert process_import(first) == second
    assert process_import(second) == third
    assert process_import(third) is None
    assert BlacklistEntry.objects.get(source_id="S1").removed_on == date(2026, 3, 1)


def test_entries_with_errors_are_left_out_and_reported(program: Client) -> None:
    pk = send(program, body(entry(1), entry(2, listed_on="2026-13-01"), entry(3, uscc="9137"))).json()["id"]
    process_import(pk)
    shown = read_import(program, pk)
    assert shown["status"] == "confirmed"
    problems = problems_of(program, pk)
    assert [(problem["entry"], problem["key"], problem["severity"]) for problem in problems] == [
        (2, "listed_on", "error"), (3, "uscc", "notice"),
    ]  # fmt: skip
    assert all(problem["message"] and problem["hint"] for problem in problems)
    assert set(BlacklistEntry.objects.values_list("source_id", flat=True)) == {"S1", "S3"}


def test_problems_of_pushed_entries_name_fields_not_cells(program: Client) -> None:
    """The messages for uploaded files mention headers, columns and uploading, which do not exist for a program."""
    nameless = send(program, body({"uscc": uscc_of(1)})).json()["id"]
    wrong = [
        entry(2, uscc="9137", registration_number="1234567890", tax_number="#REF!"),
        entry(2, name="", org_code=uscc_of(3), customs_code="9.1E+17"),
        entry(4, name="张三", uscc="", document_number="号" * 300),
    ]
    pk = send(program, body(*wrong)).json()["id"]
    for one in (nameless, pk):
        process_import(one)
    failure = read_import(program, nameless)["failure"]
    assert failure.startswith("各条中找不到以下字段：“主体名称”")
    assert failure.endswith("请补上后重新推送。")
    problems = problems_of(program, pk)
    assert len({problem["code"] for problem in problems}) > 5
    text = failure + "".join(problem["message"] + problem["hint"] for problem in problems)
    assert not re.findall("上传|表头|单元格|栏|列“|[本该这一]行|文件", text)
    assert "该条按其他代码或名称比对；如能查到正确的，请更正后重新推送。" in text


def test_object_without_known_fields_is_reported_as_empty(program: Client) -> None:
    pk = send(program, body(entry(1), {"nam": "某公司"}, {}, entry(2))).json()["id"]
    process_import(pk)
    shown = read_import(program, pk)
    assert (shown["status"], shown["counts"]["rows"], shown["counts"]["new"]) == ("confirmed", 4, 2)
    assert [(p["entry"], p["code"]) for p in problems_of(program, pk)] == [(2, "no_subject"), (3, "no_subject")]


def test_problems_are_paged(program: Client) -> None:
    pk = send(program, body(*(entry(n, uscc="9137") for n in range(1, 251)))).json()["id"]
    process_import(pk)
    url = reverse("blacklists_api:problem_list", args=[pk])
    pages = [program.get(url, {"page": page}).json() for page in (1, 2)]
    assert [(page["count"], len(page["results"])) for page in pages] == [(250, 200), (250, 50)]
    assert program.get(url, {"page": 3}).status_code == 404


def test_full_list_that_ends_over_a_tenth_waits_for_a_person(credit: User) -> None:
    push_file(credit, CODE, body(*(entry(n) for n in range(1, 21))))
    less = push_file(credit, CODE, body(*(entry(n) for n in range(1, 11)), mode="full"), mode="full")
    assert less.status == SubmissionState.CHECKED
    assert "超过十分之一" in hold_text(less)
    assert BlacklistEntry.objects.not_ended(on=less.as_of).count() == 20
    confirm_import(submission=less, ended_count=less.ended_count, by=credit)
    assert BlacklistEntry.objects.not_ended(on=less.as_of).count() == 10


def test_full_list_that_ends_a_tenth_takes_effect(credit: User) -> None:
    push_file(credit, CODE, body(*(entry(n) for n in range(1, 21))))
    less = push_file(credit, CODE, body(*(entry(n) for n in range(1, 20))), mode="full")
    assert (less.status, less.ended_count, less.unchanged_count) == (SubmissionState.CONFIRMED, 1, 19)


@pytest.mark.parametrize(
    "fields",
    [
        {"removed_on": "2026-03-01"},
        {"removed_on": str(date.today() + timedelta(days=400))},
        {"expires_on": "2026-03-01"},
        {"listed_on": str(date.today() + timedelta(days=400))},
    ],
)
def test_changes_that_end_over_a_tenth_wait_for_a_person(
    program: Client, credit: User, officer: User, signed_in: SignedIn, fields: dict[str, str]
) -> None:
    put_in_force(officer, [roster_line(n) for n in range(1, 21)])
    push_file(credit, CODE, body(*(entry(n) for n in range(1, 21))))
    run_screenings()
    pk = send(program, body(*(entry(n, **fields) for n in range(1, 4)))).json()["id"]
    process_import(pk)
    shown = read_import(program, pk)
    assert (shown["status"], shown["counts"]["ended"]) == ("checked", 3)
    assert "程序送来的增量名单将使现行20条中的3条移出，超过十分之一" in shown["hold_reason"]
    assert state(1) == StandingState.BLOCKED
    client, confirm = signed_in(credit), reverse("blacklists:import_confirm", args=[pk])
    page = client.get(reverse("blacklists:import_detail", args=[pk])).content.decode()
    assert shown["hold_reason"] in page
    assert "确认后将移出3条" in page
    for typed, message in (
        ({}, "这份增量名单将使现行20条中的3条移出"),
        ({"ended_count": "2"}, "您填写的移出条数是2，这份名单将移出3条"),
    ):
        assert message in client.post(confirm, typed, follow=True).content.decode()
    assert BlacklistImport.objects.get(pk=pk).status == SubmissionState.CHECKED
    assert "已导入" in client.post(confirm, {"ended_count": "3"}, follow=True).content.decode()
    assert BlacklistImport.objects.get(pk=pk).confirmed_by == credit


@pytest.mark.parametrize("field", ["removed_on", "listed_on"])
def test_row_with_a_wrong_year_is_refused_and_ends_nothing(program: Client, credit: User, field: str) -> None:
    push_file(credit, CODE, body(*(entry(n) for n in range(1, 21))))
    pk = send(program, body(entry(1, **{field: "2206-07-10"}))).json()["id"]
    process_import(pk)
    counts = read_import(program, pk)["counts"]
    assert (counts["error"], counts["changed"], counts["ended"]) == (1, 0, 0)
    assert BlacklistEntry.objects.not_ended(on=date.today()).count() == 20


def test_changes_that_end_a_tenth_take_effect(credit: User) -> None:
    push_file(credit, CODE, body(*(entry(n) for n in range(1, 21))))
    removed = [entry(n, removed_on="2026-03-01") for n in range(1, 3)]
    # A corrected entry and a new entry that has already ended do not count as ended.
    others = [entry(3, document_number="甲"), *(entry(n, removed_on="2026-03-01") for n in range(30, 40))]
    less = push_file(credit, CODE, body(*removed, *others))
    assert (less.status, less.new_count, less.changed_count, less.ended_count) == (SubmissionState.CONFIRMED, 10, 3, 2)
    again = push_file(credit, CODE, body(*(entry(n, removed_on="2026-03-02") for n in range(30, 40))))
    assert (again.status, again.ended_count) == (SubmissionState.CONFIRMED, 0)


@pytest.mark.parametrize("mode", ["changes", "full"])
def test_single_ended_entry_of_a_short_blacklist_takes_effect(credit: User, mode: str) -> None:
    push_file(credit, CODE, body(entry(1), entry(2), entry(3)))
    named = [entry(1, removed_on="2026-03-01")] if mode == "changes" else []
    less = push_file(credit, CODE, body(*named, entry(2), entry(3)), mode=mode)
    assert (less.status, less.ended_count) == (SubmissionState.CONFIRMED, 1)
    named = [entry(n, removed_on="2026-03-01") for n in (1, 2)] if mode == "changes" else []
    push_file(credit, CODE, body(*(entry(n, removed_on=None) for n in (1, 2, 3))))
    two = push_file(credit, CODE, body(*named, entry(3)), mode=mode)
    assert (two.status, two.ended_count) == (SubmissionState.CHECKED, 2)


def test_full_list_whose_rows_end_over_a_tenth_waits_for_a_person(credit: User) -> None:
    push_file(credit, CODE, body(*(entry(n) for n in range(1, 21))))
    less = push_file(credit, CODE, body(*(entry(n, removed_on="2026-03-01") for n in range(1, 21))), mode="full")
    assert (less.status, less.ended_count) == (SubmissionState.CHECKED, 20)


def test_confirmation_counts_the_ended_entries_anew(credit: User) -> None:
    """Since the preview, entries that the file ends were added to the blacklist."""
    push_file(credit, CODE, body(*(entry(n) for n in range(1, 21))))
    ending = body(*(entry(n, removed_on="2026-03-01") for n in range(1, 24)))
    submission = push_file(credit, CODE, ending)
    assert submission.ended_count == 20
    push_file(credit, CODE, body(*(entry(n) for n in range(21, 24))), as_of=submission.as_of - timedelta(days=1))
    with pytest.raises(ActionDenied, match="您填写的移出条数是20，这份名单将移出23条"):
        confirm_import(submission=submission, ended_count=20, by=credit)
    submission.refresh_from_db()
    assert submission.ended_count == 23
    assert (len(submission.ended_examples), submission.ended_examples[0][1]) == (23, NAME)
    assert confirm_import(submission=submission, ended_count=23, by=credit).ended_count == 23


def test_full_list_older_than_the_known_data_waits_for_a_person(credit: User) -> None:
    push_file(credit, CODE, body(entry(1)), as_of=date(2026, 6, 30))
    older = push_file(credit, CODE, body(entry(1)), mode="full", as_of=date(2026, 6, 1))
    assert older.status == SubmissionState.CHECKED
    assert "早于现有数据" in hold_text(older)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "中断或有误"),
        (b"{not json", "中断或有误"),
        (body(entry(1))[:-20], "中断或有误"),
        (b"<html><body>502 Bad Gateway</body></html>", "中断或有误"),
        (b"\xff\xfe{}", "UTF-8"),
        (b'"entries"', "没有列表"),
        (b"[" * 100_000, "嵌套"),
        (body(), "空的"),
        (json.dumps([entry(1)]).encode(), "entries 列表"),
        (body("a name"), "不是对象"),
        (body(entry(1, basis={"law": 1})), "还有对象或列表"),
        (body(entry(1), others=[entry(2)]), "2个列表"),
        (body(*({"name": "某公司"} for _ in range(10_001))), "一次最多10000条"),
    ],
)
def test_unreadable_body_is_refused_with_its_reason(program: Client, content: bytes, message: str) -> None:
    response = send(program, content)
    assert response.status_code == 400
    assert message in response.json()["detail"]
    assert not BlacklistImport.objects.exists()


@pytest.mark.parametrize(
    ("envelope", "field"),
    [
        ({"mode": "half"}, "mode"),
        ({"mode": None}, "mode"),
        ({"as_of": "昨天"}, "as_of"),
        ({"as_of": {}}, "as_of"),
        ({"as_of": str(date.today() + timedelta(days=2))}, "as_of"),
    ],
)
def test_wrong_field_of_the_envelope_is_named(program: Client, envelope: dict[str, object], field: str) -> None:
    response = send(program, body(entry(1), **envelope))
    assert response.status_code == 400
    assert wrong_fields(response) == [field]


def test_number_too_long_for_a_day_is_refused(program: Client) -> None:
    assert send(program, b'{"entries": [{"name": "a"}], "as_of": ' + b"9" * 5000 + b"}").status_code == 400


def test_unknown_blacklist_import_or_content_type_is_refused(program: Client) -> None:
    assert send(program, body(entry(1)), code="no-such-list").status_code == 404
    assert send(program, b"a=b", content_type="application/x-www-form-urlencoded").status_code == 415
    assert program.get(reverse("blacklists_api:import_detail", args=[0])).status_code == 404


def test_push_of_ten_thousand_entries_is_accepted(program: Client) -> None:
    pk = send(program, body(*({"name": f"济南泺岬{n}公司", "source_id": str(n)} for n in range(10_000)))).json()["id"]
    process_import(pk)
    assert read_import(program, pk)["counts"]["new"] == 10_000


def test_body_without_an_as_of_day_has_the_current_day(program: Client) -> None:
    assert send(program, body(entry(1))).json()["as_of"] == timezone.localdate().isoformat()


def test_overlong_name_is_refused_in_bounded_memory(credit: User) -> None:
    """A cell of 100,000 characters once exhausted the memory of the worker."""
    longest = 20 * 1024 * 1024
    tracemalloc.start()
    try:
        submission = push_file(credit, CODE, body(entry(1), entry(2, name="泺岬" * 3000)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (submission.status, submission.new_count, submission.error_count) == (SubmissionState.CONFIRMED, 1, 1)
    assert peak < longest


def test_overlong_cell_is_shortened_on_the_page(credit: User) -> None:
    submission = push_file(credit, CODE, body(entry(1, name="泺岬" * 3000)))
    desk = Client()
    desk.force_login(credit)
    page = desk.get(reverse("blacklists:import_detail", args=[submission.pk])).content.decode()
    assert "主体名称有6000个字" in page
    assert page.count("泺岬") < 500


def test_page_of_a_held_import_does_not_announce_its_confirmation(credit: User) -> None:
    push_file(credit, CODE, body(*(entry(serial) for serial in range(1, 12))))
    submission = push_file(credit, CODE, body(entry(1), mode="full"), mode="full")
    desk = Client()
    desk.force_login(credit)
    page = desk.get(reverse("blacklists:import_detail", args=[submission.pk])).content.decode()
    assert hold_text(submission) in page
    assert "读取后自行确认" not in page


def test_body_over_the_limit_is_too_large(program: Client, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1024
    response = send(program, body(entry(1, basis="长" * 1024)))
    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    assert not BlacklistImport.objects.exists()


def test_not_found_message_is_in_chinese(program: Client) -> None:
    problem = send(program, body(entry(1)), code="no-such-list").json()
    assert (problem["code"], problem["detail"]) == ("not_found", "没有找到；地址有误，或您没有查看权限。")
