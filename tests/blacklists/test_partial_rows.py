"""Rows with a part of an entry: a field that the file or the body does not have keeps its known value."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from blacklists.actions.blacklist_settings import change_blacklist
from blacklists.actions.imports import confirm_import, process_import, receive_import
from blacklists.models import Blacklist, BlacklistEntry, BlacklistImport
from blacklists.wording import hold_text
from foundation.denials import ActionDenied
from roster.models import Enterprise
from screening.states import StandingState
from spreadsheets.identifiers import org_code_of
from tests.blacklists.api_client import CODE, body, entry, problems_of, read_import
from tests.programs import program_of
from tests.spreadsheet_files import csv_bytes, roster_line, upload, uscc_of
from tests.steps import SignedIn, push_file, put_in_force, run_screenings
from uploads.states import SubmissionState

pytestmark = pytest.mark.usefixtures("blacklists")
# The entry is under a former name, so that only its USCC names the enterprise.
FORMER = "济南旧时字号商贸有限公司"
HEAD = ("来源编号", "主体名称", "有效期止")


def push(credit: User, *entries: object, mode: str = "changes", **options: Any) -> BlacklistImport:
    return push_file(credit, CODE, body(*entries), mode=mode, **options)


def known(serial: int = 1) -> BlacklistEntry:
    return BlacklistEntry.objects.get(source_id=f"S{serial}")


def content(one: BlacklistEntry) -> dict[str, object]:
    """The content of the entry and what is derived from it."""
    fields = (
        "name",
        "name_key",
        "sort_key",
        "key",
        "uscc",
        "org_code",
        "customs_code",
        "document_number",
        "authority",
        "basis",
    )
    days = ("listed_on", "expires_on", "removed_on")
    return {**{field: getattr(one, field) for field in (*fields, *days)}, "keys": sorted(one.blocking_keys)}


def read_file(
    credit: User, lines: list[tuple[str, ...]], *, head: tuple[str, ...] = HEAD, mode: str = "changes"
) -> Any:
    received, _ = receive_import(
        blacklist=Blacklist.objects.get(code=CODE),
        upload=upload(csv_bytes(head, lines), "list.csv"),
        mode=mode,
        as_of=date(2026, 6, 30),
        by=credit,
    )
    process_import(received.pk)
    received.refresh_from_db()
    return received


@pytest.fixture
def blocked(officer: User, credit: User) -> Enterprise:
    """An enterprise that an entry under its former name blocks by its USCC."""
    put_in_force(officer, [roster_line(1)])
    full = entry(1, name=FORMER, authority="济南市历下区人民法院", basis="有履行能力而拒不履行")
    push(credit, full, *(entry(n) for n in range(2, 21)))
    run_screenings()
    enterprise = Enterprise.objects.get(uscc=uscc_of(1))
    assert standing(enterprise) == StandingState.BLOCKED
    return enterprise


def standing(enterprise: Enterprise) -> str:
    return str(enterprise.standings.current().get().state)


def test_pushed_entry_without_codes_keeps_the_known_codes(credit: User, blocked: Enterprise) -> None:
    before = content(known())
    done = push(credit, {"source_id": "S1", "name": FORMER, "expires_on": "2036-01-04"})
    run_screenings()
    assert (done.status, done.changed_count, done.ended_count) == (SubmissionState.CONFIRMED, 1, 0)
    assert content(known()) == {**before, "expires_on": date(2036, 1, 4)}
    assert standing(blocked) == StandingState.BLOCKED


def test_pushed_entry_with_its_number_alone_keeps_name_and_keys(credit: User, blocked: Enterprise) -> None:
    before = content(known())
    push(credit, {"source_id": "S1", "uscc": uscc_of(1), "name": FORMER}, {"source_id": "S2", "name": "某公司"})
    assert content(known()) == before
    done = push(credit, {"source_id": "S1", "uscc": uscc_of(1), "basis": "改正"}, {"name": "济南另一有限公司"})
    assert done.status == SubmissionState.CONFIRMED
    assert content(known()) == {**before, "basis": "改正"}


@pytest.mark.parametrize("removed_on", [{}, {"removed_on": "2026-12-31"}])
@pytest.mark.parametrize(
    ("stated", "codes"),
    [
        ({"org_code": org_code_of(uscc_of(2))}, ("", org_code_of(uscc_of(2)))),
        ({"uscc": uscc_of(2)}, (uscc_of(2), "")),
        ({"org_code": org_code_of(uscc_of(1))}, (uscc_of(1), org_code_of(uscc_of(1)))),
    ],
    ids=["org_code_of_another", "uscc_of_another", "org_code_of_the_same"],
)
def test_stated_code_of_another_subject_replaces_the_known_code(
    credit: User, stated: dict[str, str], codes: tuple[str, str], removed_on: dict[str, str]
) -> None:
    push(credit, entry(1, uscc=uscc_of(1), org_code=org_code_of(uscc_of(1))))
    done = push(credit, {"source_id": "S1", "name": known().name, **stated, **removed_on})
    if done.status != SubmissionState.CONFIRMED:
        confirm_import(submission=done, ended_count=done.ended_count, by=credit)
    assert (known().uscc, known().org_code) == codes


def test_keys_of_one_entry_do_not_erase_content_of_another(credit: User) -> None:
    push(credit, entry(1, authority="甲"), entry(2, authority="乙"))
    push(
        credit,
        {"source_id": "S1", "name": known().name, "authority": None},
        {"source_id": "S2", "name": "济南改名公司"},
    )
    assert (known(1).authority, known(2).authority) == ("", "乙")


def test_file_without_a_column_keeps_the_known_values(credit: User, blocked: Enterprise) -> None:
    before = content(known())
    received = read_file(credit, [("S1", FORMER, "2036-01-04")])
    confirm_import(submission=received, by=credit)
    run_screenings()
    assert content(known()) == {**before, "expires_on": date(2036, 1, 4)}
    assert standing(blocked) == StandingState.BLOCKED


def test_full_list_without_a_column_keeps_the_known_values(credit: User, blocked: Enterprise) -> None:
    before = content(known())
    lines = [("S1", FORMER, "2036-01-04"), *((f"S{n}", known(n).name, "") for n in range(2, 21))]
    received = read_file(credit, lines, mode="full")
    assert (received.changed_count, received.ended_count, received.erased_count) == (1, 0, 0)
    confirm_import(submission=received, by=credit)
    assert content(known()) == {**before, "expires_on": date(2036, 1, 4)}


def test_full_list_without_codes_and_numbers_is_matched_by_name(credit: User) -> None:
    push(credit, entry(1, source_id=""), entry(2, source_id=""))
    lines = [(str(entry(n)["name"]), str(entry(n)["document_number"])) for n in (1, 2)]
    received = read_file(credit, lines, head=("主体名称", "文号"), mode="full")
    assert (received.new_count, received.unchanged_count, received.ended_count) == (0, 2, 0)


def test_empty_cell_erases_the_value_and_gets_a_notice(credit: User, signed_in: SignedIn) -> None:
    push(credit, entry(1, authority="济南市历下区人民法院", basis="甲"), entry(2))
    line = ("S1", str(entry(1)["name"]), uscc_of(1), "")
    received = read_file(credit, [line], head=("来源编号", "主体名称", "统一社会信用代码", "认定部门"))
    assert (received.erased_count, received.changed_count, received.ended_count) == (1, 1, 0)
    (problem,) = received.problems.all()
    assert problem.message == "这一条将清除或改写已知的认定部门"
    page = signed_in(credit).get(reverse("blacklists:import_detail", args=[received.pk])).content.decode()
    assert "1条的已知内容" in page
    assert problem.message in page
    confirm_import(submission=received, by=credit)
    assert (known().authority, known().basis) == ("", "甲")


@pytest.mark.parametrize("empty", ["", None])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("uscc", uscc_of(1)),
        ("org_code", org_code_of(uscc_of(3))),
        ("registration_number", "370100000000019"),
        ("tax_number", "370102MAYMLALA6BX"),
        ("customs_code", "3701960001"),
        ("name", FORMER),
    ],
)
def test_import_that_erases_an_identifier_is_held_as_an_end_of_the_entry(
    credit: User, signed_in: SignedIn, field: str, value: str, empty: str | None
) -> None:
    first = entry(1, **({} if field in ("uscc", "name") else {"uscc": ""}), **{"name": FORMER, field: value})
    push(credit, first, *(entry(n) for n in range(2, 41)))
    assert getattr(known(), field) == value
    held_import = push(credit, {**first, "name": FORMER, field: empty})
    program = program_of(credit)
    counts = read_import(program, held_import.pk)["counts"]
    assert (held_import.status, counts["changed"], counts["ended"], counts["erased"]) == (
        SubmissionState.CHECKED,
        1,
        1,
        1,
    )
    assert "将清除或改写1条的名称或代码" in hold_text(held_import)
    assert "erased" in {problem["code"] for problem in problems_of(program, held_import.pk)}
    assert getattr(known(), field) == value
    page = signed_in(credit).get(reverse("blacklists:import_detail", args=[held_import.pk])).content.decode()
    assert "其中1条的名称或代码将被清除或改写" in page
    with pytest.raises(ActionDenied, match="将清除或改写1条的名称或代码"):
        confirm_import(submission=held_import, by=credit)
    confirm_import(submission=held_import, ended_count=1, by=credit)
    assert known().last_import_id == held_import.pk


def test_import_that_replaces_an_identifier_is_held_as_an_end_of_the_entry(credit: User, blocked: Enterprise) -> None:
    held_import = push(credit, entry(1, name=FORMER, uscc=uscc_of(99)))
    assert (held_import.status, held_import.ended_count, held_import.erased_count) == (SubmissionState.CHECKED, 1, 1)
    assert standing(blocked) == StandingState.BLOCKED


def test_organisation_code_within_a_new_uscc_ends_nothing(credit: User) -> None:
    code = org_code_of(uscc_of(1))
    push(credit, entry(1, uscc="", org_code=code))
    done = push(credit, entry(1, org_code=""))
    assert (done.status, done.ended_count) == (SubmissionState.CONFIRMED, 0)


def test_unusable_code_keeps_the_known_code(credit: User) -> None:
    push(credit, entry(1))
    done = push(credit, entry(1, uscc=uscc_of(1)[:-1]))
    assert (done.status, done.unchanged_count, known().uscc) == (SubmissionState.CONFIRMED, 1, uscc_of(1))


@pytest.mark.parametrize(
    "removal",
    [
        {"source_id": "S1", "removed_on": "2026-06-01"},
        {"source_id": "S1", "removed_on": "2026-06-01", "name": "", "uscc": "", "document_number": None},
    ],
)
def test_removal_row_keeps_the_data_of_the_entry(credit: User, blocked: Enterprise, removal: dict[str, object]) -> None:
    before = content(known())
    done = push(credit, removal)
    assert (done.status, done.changed_count, done.ended_count) == (SubmissionState.CONFIRMED, 1, 1)
    assert (done.erased_count, done.error_count) == (0, 0)
    assert content(known()) == {**before, "removed_on": date(2026, 6, 1)}
    assert standing(blocked) == StandingState.ELIGIBLE


def test_removal_of_an_unknown_number_adds_no_entry_and_gets_a_notice(credit: User) -> None:
    done = push(credit, {"source_id": "S9", "removed_on": "2026-06-01"})
    assert (done.status, done.new_count, done.notice_count) == (SubmissionState.CONFIRMED, 0, 1)
    assert problems_of(program_of(credit), done.pk)[0]["message"].startswith("来源编号S9不在这一“黑名单”中")
    assert not BlacklistEntry.objects.exists()


def test_removal_before_the_known_listing_changes_nothing(credit: User) -> None:
    push(credit, entry(1))
    done = push(credit, {"source_id": "S1", "removed_on": "2025-12-01"})
    assert (done.changed_count, done.problems.get().code, known().removed_on) == (0, "superseded", None)


def test_correction_without_a_removal_day_leaves_the_entry_removed(credit: User) -> None:
    push(credit, entry(1), entry(2))
    push(credit, {"source_id": "S1", "removed_on": "2026-06-01"})
    push(credit, {"source_id": "S1", "name": known().name, "basis": "改正"})
    assert (known().basis, known().removed_on) == ("改正", date(2026, 6, 1))


def test_record_listed_anew_is_in_force_again(credit: User) -> None:
    push(credit, entry(1, expires_on="2026-05-01"), entry(2))
    push(credit, {"source_id": "S1", "removed_on": "2026-04-01"})
    push(credit, {"source_id": "S1", "name": known().name, "listed_on": "2026-06-10"})
    assert (known().listed_on, known().removed_on, known().expires_on) == (date(2026, 6, 10), None, None)
    assert known().is_live_today


def test_entry_missing_from_a_full_list_is_in_force_again_when_changes_name_it(credit: User) -> None:
    push(credit, entry(1), entry(2))
    push(credit, entry(2), mode="full")
    assert known().removed_on is not None
    push(credit, {"source_id": "S1", "name": known().name, "basis": "仍在名单"})
    assert known().removed_on is None


def test_term_of_the_blacklist_follows_a_corrected_listing_day(credit: User) -> None:
    Blacklist.objects.filter(code=CODE).update(entry_months=12)
    push(credit, entry(1), entry(2, expires_on="2036-01-01"))
    assert known().expires_on == date(2027, 1, 5)
    push(credit, *({"source_id": f"S{n}", "name": known(n).name, "listed_on": "2026-03-05"} for n in (1, 2)))
    assert (known(1).expires_on, known(2).expires_on) == (date(2027, 3, 5), date(2036, 1, 1))


def test_stated_expiry_survives_a_partial_row_and_a_new_term_of_the_blacklist(credit: User) -> None:
    until = timezone.localdate() + timedelta(days=400)
    push(credit, entry(1, expires_on=str(until)))
    push(credit, {"source_id": "S1", "name": known().name, "basis": "改正"})
    blacklist = Blacklist.objects.get(code=CODE)
    fields = ("name", "authority", "legal_basis", "update_days")
    data = {**{field: getattr(blacklist, field) for field in fields}, "entry_months": 1}
    change_blacklist(blacklist=blacklist, data=data, by=credit)
    assert known().expires_on == until


@pytest.mark.parametrize("term", ["长期", "永久有效", "9999-12-31", "9999-12-31T15:59:59Z"])
def test_entry_whose_source_states_no_end_has_no_term_of_the_blacklist(
    credit: User, signed_in: SignedIn, term: str
) -> None:
    Blacklist.objects.filter(code=CODE).update(entry_months=12)
    push(credit, entry(1, expires_on=term, listed_on="2020-01-05"), entry(2, expires_on="—", listed_on="2026-01-05"))
    assert (known(1).expires_on, known(2).expires_on) == (None, date(2027, 1, 5))
    assert known(1).is_live_today
    page = signed_in(credit).get(reverse("blacklists:entry_detail", args=[known(1).pk])).content.decode()
    assert "长期" in page


def test_word_for_no_removal_takes_a_removal_back(credit: User) -> None:
    push(credit, entry(1), entry(2))
    push(credit, {"source_id": "S1", "removed_on": "2026-06-01"})
    push(credit, entry(1, removed_on="未移出"))
    assert known().removed_on is None


def test_entries_with_a_made_up_code_in_one_document_stay_apart(credit: User) -> None:
    made_up = [
        {"name": f"济南泺岬{n}号贸易有限公司", "org_code": "00000000-0", "document_number": "济安委1号"}
        for n in (1, 2, 3)
    ]
    push(credit, *made_up)
    assert BlacklistEntry.objects.filter(document_number="济安委1号").count() == 3
