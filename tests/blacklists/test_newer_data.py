"""Older data that is confirmed late does not override newer data; many small files end no more than one large file."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from blacklists.actions.imports import confirm_import
from blacklists.models import BlacklistEntry, BlacklistImport
from blacklists.wording import hold_text
from foundation.denials import ActionDenied
from tests.blacklists.api_client import CODE, body, entry, problems_of, read_import
from tests.programs import program_of
from tests.spreadsheet_files import uscc_of
from tests.steps import SignedIn, push_file
from uploads.states import SubmissionState

pytestmark = pytest.mark.usefixtures("blacklists")
EARLIER, LATER = date(2026, 6, 1), date(2026, 6, 30)


def push(credit: User, *entries: object, mode: str = "changes", as_of: date = LATER) -> BlacklistImport:
    return push_file(credit, CODE, body(*entries), mode=mode, as_of=as_of)


def removed(serial: int) -> dict[str, object]:
    return entry(serial, removed_on="2026-03-01")


def known(serial: int) -> BlacklistEntry:
    return BlacklistEntry.objects.get(source_id=f"S{serial}")


def test_batch_confirmed_late_keeps_the_content_of_newer_ones(credit: User, signed_in: SignedIn) -> None:
    push(credit, *(entry(n) for n in range(1, 21)))
    held_import = push(credit, removed(1), removed(2), removed(3), entry(4, document_number="旧文号"), entry(5))
    assert held_import.status == SubmissionState.CHECKED
    push(credit, entry(1, document_number="新文号"), entry(4, document_number="更新的文号"), entry(5))
    client = signed_in(credit)
    client.post(reverse("blacklists:import_confirm", args=[held_import.pk]))
    assert (known(1).removed_on, known(1).document_number) == (None, "新文号")
    assert known(4).document_number == "更新的文号"
    assert known(2).removed_on == known(3).removed_on == date(2026, 3, 1)
    program = program_of(credit)
    shown = read_import(program, held_import.pk)
    assert shown["status"] == "confirmed"
    counts = shown["counts"]
    assert [counts[kind] for kind in ("new", "changed", "ended", "unchanged", "notice")] == [0, 2, 2, 1, 2]
    problems = problems_of(program, held_import.pk)
    assert [(problem["entry"], problem["code"], problem["cell"]) for problem in problems] == [
        (1, "superseded", "济南泺岬0001进出口有限公司"),
        (4, "superseded", "济南泺岬0004进出口有限公司"),
    ]
    assert problems[0]["message"] == "这一条已有更新的数据，本批数据不改变它"
    page = client.get(reverse("blacklists:import_detail", args=[held_import.pk])).content.decode()
    assert "已有更新的数据" in page


def test_superseded_row_gets_one_notice(credit: User) -> None:
    push(credit, *(entry(n) for n in range(1, 21)), as_of=EARLIER)
    push(credit, entry(4, document_number="新文号"))
    held_import = push(credit, removed(1), removed(2), removed(3), entry(4), as_of=date(2026, 6, 10))
    assert (held_import.status, held_import.notice_count) == (SubmissionState.CHECKED, 1)
    confirmed = confirm_import(submission=held_import, ended_count=3, by=credit)
    assert (confirmed.notice_count, confirmed.problems.get().code, confirmed.unchanged_count) == (1, "superseded", 0)


def test_batch_of_an_earlier_day_changes_no_newer_entry(credit: User) -> None:
    push(credit, entry(1), entry(2))
    older = push(credit, removed(1), entry(2), entry(3), as_of=EARLIER)
    assert (older.status, older.new_count, older.changed_count, older.unchanged_count) == ("confirmed", 1, 0, 1)
    assert known(1).removed_on is None
    push(credit, entry(3, document_number="改正"))
    assert known(3).document_number == "改正"


def test_older_full_list_ends_no_entry_of_newer_data(credit: User) -> None:
    push(credit, entry(1), entry(2), entry(3), as_of=EARLIER)
    push(credit, entry(1, document_number="改正"), as_of=LATER)
    older = push(credit, entry(3), mode="full", as_of=date(2026, 6, 10))
    assert "早于现有数据" in hold_text(older)
    confirm_import(submission=older, ended_count=older.ended_count, problems_verified=True, by=credit)
    assert (known(1).removed_on, known(2).removed_on, known(3).removed_on) == (None, date(2026, 6, 10), None)


def test_unchanged_row_in_newer_file_blocks_older_change(credit: User) -> None:
    push(credit, *(entry(n) for n in range(1, 21)), as_of=EARLIER)
    held_import = push(credit, removed(1), removed(2), removed(3), as_of=date(2026, 6, 10))
    push(credit, entry(1))
    confirm_import(submission=held_import, by=credit)
    assert (known(1).removed_on, known(2).removed_on) == (None, date(2026, 3, 1))
    full = push(credit, entry(7), mode="full", as_of=date(2026, 6, 10))
    push(credit, entry(8), as_of=LATER)
    confirm_import(submission=full, ended_count=15, problems_verified=True, by=credit)
    assert (known(8).removed_on, known(9).removed_on) == (None, date(2026, 6, 10))


def test_newer_full_list_supersedes_every_row_of_older_changes(credit: User) -> None:
    """This includes rows of entries that the full list contains and of entries that it does not contain."""
    push(credit, *(entry(n) for n in range(1, 21)), as_of=EARLIER)
    held_import = push(credit, removed(1), removed(2), removed(3), entry(30), as_of=date(2026, 6, 10))
    assert held_import.status == SubmissionState.CHECKED
    push(credit, *(entry(n) for n in range(1, 21)), mode="full", as_of=LATER)
    confirmed = confirm_import(submission=held_import, by=credit)
    assert (confirmed.new_count, confirmed.changed_count, confirmed.ended_count, confirmed.notice_count) == (0, 0, 0, 4)
    assert not BlacklistEntry.objects.filter(source_id="S30").exists()
    assert not BlacklistEntry.objects.ended(on=LATER).exists()


def test_entry_that_a_newer_full_list_ended_is_not_restored(credit: User) -> None:
    push(credit, *(entry(n) for n in range(1, 21)), as_of=EARLIER)
    push(credit, *(entry(n) for n in range(2, 21)), mode="full", as_of=LATER)
    push(credit, entry(1, document_number="甲"), as_of=date(2026, 6, 10))
    assert known(1).removed_on == LATER


def test_batch_that_ends_over_a_tenth_with_earlier_batches_is_held(credit: User) -> None:
    push(credit, *(entry(n) for n in range(1, 21)))
    batches = [push(credit, removed(n)) for n in (1, 2, 3)]
    assert [batch.status for batch in batches] == ["confirmed", "confirmed", "checked"]
    assert "近七日已自动移出2条，程序送来的增量名单将使现行18条中的1条移出，合计超过十分之一" in hold_text(batches[2])
    assert push(credit, entry(30), entry(4, document_number="改正")).status == SubmissionState.CONFIRMED
    confirm_import(submission=batches[2], by=credit)
    assert push(credit, removed(4)).status == SubmissionState.CONFIRMED


@pytest.mark.parametrize(
    "data",
    [
        {"expires_on": str(timezone.localdate() + timedelta(days=1))},
        {"name": "查询失败有限公司", "uscc": ""},
        {"name": "别家公司", "uscc": uscc_of(99)},
    ],
)
def test_entry_that_soon_expires_or_names_another_entity_counts_as_ended(credit: User, data: dict[str, str]) -> None:
    """A blacklist can be emptied without a removal date."""
    push(credit, *(entry(n) for n in range(1, 21)))
    for mode in ("changes", "full"):
        emptied = push(credit, *(entry(n, **data) for n in range(1, 21)), mode=mode)
        assert (emptied.status, emptied.ended_count) == (SubmissionState.CHECKED, 20)


def test_entry_with_a_corrected_name_or_an_added_code_is_not_ended(credit: User) -> None:
    push(credit, *(entry(n) for n in range(1, 11)), *(entry(n, uscc="") for n in range(11, 21)))
    done = push(credit, *(entry(n, name="更名后的公司") for n in range(1, 11)), *(entry(n) for n in range(11, 21)))
    assert (done.status, done.changed_count, done.ended_count) == (SubmissionState.CONFIRMED, 20, 0)


def test_removal_by_the_newest_full_list_is_not_undone_by_two_older_imports(credit: User) -> None:
    push(credit, *(entry(n) for n in range(1, 21)), as_of=EARLIER)
    push(credit, *(entry(n) for n in range(2, 21)), mode="full", as_of=LATER)
    older = push(credit, *(entry(n) for n in range(2, 21)), mode="full", as_of=date(2026, 6, 10))
    confirm_import(submission=older, ended_count=older.ended_count, problems_verified=True, by=credit)
    push(credit, entry(1, document_number="甲"), as_of=date(2026, 6, 20))
    assert (known(1).removed_on, known(1).ended_by_id == older.pk) == (LATER, False)


def test_refused_row_of_a_newer_file_supersedes_nothing(credit: User) -> None:
    """The older row is the newest valid data about the entry."""
    push(credit, *(entry(n) for n in range(1, 21)), as_of=EARLIER)
    held_import = push(credit, removed(1), removed(2), removed(3), as_of=date(2026, 6, 10))
    push(credit, entry(1, listed_on="不知道"), entry(25))
    confirm_import(submission=held_import, ended_count=3, by=credit)
    assert known(1).removed_on == date(2026, 3, 1)
    full_list = (*(entry(n) for n in range(4, 21)), entry(25), entry(26, listed_on="不知道"))
    push(credit, *full_list, mode="full", as_of=date(2026, 7, 1))
    late = push(credit, entry(26), as_of=LATER)
    assert (late.status, late.new_count, late.notice_count) == (SubmissionState.CONFIRMED, 1, 0)


def test_new_entry_missing_from_a_newer_full_list_is_held(credit: User) -> None:
    push(credit, *(entry(n) for n in range(1, 21)), mode="full")
    late = push(credit, entry(30), entry(1), as_of=EARLIER)
    assert late.status == SubmissionState.CHECKED
    assert "其中1条在更新的全量名单中没有" in hold_text(late)
    assert (confirm_import(submission=late, by=credit).new_count, late.problems.count()) == (0, 1)


def test_entry_of_another_entity_with_the_same_name_is_not_superseded(credit: User) -> None:
    push(credit, entry(1, source_id="", document_number=""), entry(2, name=entry(1)["name"], document_number=""))
    push(credit, entry(1, source_id="", document_number="", basis="新"))
    late = push(credit, entry(2, name=entry(1)["name"], document_number="", removed_on="2026-03-01"), as_of=EARLIER)
    assert late.notice_count == 1
    other = push(credit, entry(2, name=entry(1)["name"], document_number="", removed_on="2026-03-01"))
    assert (other.changed_count, known(2).removed_on) == (1, date(2026, 3, 1))


def test_import_of_a_future_day_is_denied(credit: User) -> None:
    with pytest.raises(ActionDenied, match="晚于今天"):
        push(credit, entry(1), as_of=timezone.localdate() + timedelta(days=1))
