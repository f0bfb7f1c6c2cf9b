"""Matches by registration number, customs code and former name."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from accounts.models import User
from blacklists.actions.imports import confirm_import, process_import, receive_import
from blacklists.models import Blacklist
from roster.actions.confirmations import confirm_roster
from roster.actions.submissions import process_roster, receive_roster
from roster.models import Enterprise
from roster.policies import RosterConfirmation
from screening.models import ScreeningHit
from screening.states import Decision, StandingState
from screening.tasks import reassess_due
from tests.clock import at
from tests.screening.test_screening import state
from tests.spreadsheet_files import (
    BLACKLIST_HEAD,
    ROSTER_HEAD,
    blacklist_line,
    registration_number_of,
    roster_line,
    upload,
    uscc_of,
    xlsx,
)
from tests.steps import AS_OF, decide_hit, list_entries, push_file, put_in_force, run_screenings

pytestmark = pytest.mark.usefixtures("blacklists")
REGISTRATION = registration_number_of(1)
NUMBERED = (*ROSTER_HEAD, "工商注册号")
LISTED = (*BLACKLIST_HEAD, "工商注册号", "海关注册编码")


def roster_with_numbers(officer: User, lines: list[tuple[str, ...]], *, as_of: date = AS_OF) -> None:
    content = xlsx(NUMBERED, lines)
    submission, _ = receive_roster(upload=upload(content), mode="changes", as_of=as_of, by=officer)
    process_roster(submission.pk)
    submission.refresh_from_db()
    confirm_roster(submission=submission, confirmation=RosterConfirmation(problems_verified=True), by=officer)
    run_screenings()


def list_with_numbers(credit: User, lines: list[tuple[str, ...]]) -> None:
    received, _ = receive_import(
        blacklist=Blacklist.objects.get(code="court-defaulters"),
        upload=upload(xlsx(LISTED, lines)),
        mode="changes",
        as_of=AS_OF,
        by=credit,
    )
    process_import(received.pk)
    confirm_import(submission=received, by=credit)
    run_screenings()


@pytest.mark.parametrize("entries_first", [True, False])
def test_registration_and_customs_numbers_block_and_need_review(
    officer: User, credit: User, entries_first: bool
) -> None:
    def lists() -> None:
        list_with_numbers(
            credit,
            [
                (*blacklist_line("某某公司", document="一号"), REGISTRATION, ""),
                (*blacklist_line("他某公司", document="二号"), "", "37016T0002"),
            ],
        )

    steps: list[Callable[[], None]] = [
        lists,
        lambda: roster_with_numbers(officer, [(*roster_line(1), REGISTRATION), (*roster_line(2), "")]),
    ]
    for step in steps if entries_first else reversed(steps):
        step()
    found = ScreeningHit.objects.order_by("enterprise__uscc").values_list(
        "enterprise__uscc", "match_type", "needs_decision", "is_current"
    )
    assert list(found) == [
        (uscc_of(1), "registration_number", True, True),
        (uscc_of(2), "customs_code", True, True),
    ]
    assert (state(1), state(2)) == (StandingState.BLOCKED, StandingState.BLOCKED)
    assert ScreeningHit.objects.waiting("number_review").count() == 2


def test_pair_dismissed_by_name_is_reopened_when_a_number_becomes_equal(officer: User, credit: User) -> None:
    roster_with_numbers(officer, [(*roster_line(1), "")])
    list_with_numbers(credit, [(*blacklist_line("济南泺岬0001进出口有限公司"), REGISTRATION, "")])
    hit = decide_hit(hit=ScreeningHit.objects.get(), decision=Decision.DISMISSED, reason="地址不同", by=credit)
    assert state(1) == StandingState.ELIGIBLE
    roster_with_numbers(officer, [(*roster_line(1), REGISTRATION)], as_of=date(2026, 7, 1))
    hit.refresh_from_db()
    assert (hit.match_type, hit.decision) == ("registration_number", Decision.UNDECIDED)
    assert state(1) == StandingState.BLOCKED


def test_former_customs_code_blocks(officer: User, credit: User) -> None:
    roster_with_numbers(officer, [(*roster_line(2), "")])
    roster_with_numbers(officer, [(*roster_line(2, customs_code="37012T0002"), "")], as_of=date(2026, 7, 1))
    assert Enterprise.objects.get().former("customs_code") == ["37016T0002"]
    list_with_numbers(credit, [(*blacklist_line("他某公司"), "", "37016T0002")])
    hit = ScreeningHit.objects.get()
    assert (hit.match_type, hit.reasons[0]["rule"]) == ("customs_code", "former_customs_code_same")
    assert state(2) == StandingState.BLOCKED


def test_entry_with_former_name_needs_decision(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    put_in_force(officer, [roster_line(1, name="济南汀澜国际物流有限公司")], as_of=date(2026, 7, 1))
    list_entries(credit, "court-defaulters", [blacklist_line("济南泺岬0001进出口有限公司")])
    hit = ScreeningHit.objects.get()
    assert (hit.needs_decision, [reason["rule"] for reason in hit.reasons]) == (True, ["name_same", "former_name"])
    assert state(1) == StandingState.ELIGIBLE


@pytest.mark.parametrize("number", [(REGISTRATION, ""), ("", "37016T0001")])
def test_number_of_entry_with_other_uscc_needs_decision_and_does_not_block(
    officer: User, credit: User, number: tuple[str, str]
) -> None:
    roster_with_numbers(officer, [(*roster_line(1, customs_code="37016T0001"), REGISTRATION)])
    list_with_numbers(credit, [(*blacklist_line("他某公司", uscc=uscc_of(9)), *number)])
    hit = ScreeningHit.objects.waiting("decision").get()
    assert (hit.match_type, hit.needs_decision, hit.due_on is None) == ("contradicted_number", True, False)
    assert state(1) == StandingState.ELIGIBLE
    decide_hit(hit=hit, decision=Decision.CONFIRMED, reason="同一企业，名单代码有误", by=credit)
    assert state(1) == StandingState.BLOCKED


def test_former_customs_code_of_entry_with_other_uscc_becomes_pending_after_the_term(
    officer: User, credit: User
) -> None:
    roster_with_numbers(officer, [(*roster_line(2), "")])
    roster_with_numbers(officer, [(*roster_line(2, customs_code="37012T0002"), "")], as_of=date(2026, 7, 1))
    list_with_numbers(credit, [(*blacklist_line("他某公司", uscc=uscc_of(9)), "", "37016T0002")])
    hit = ScreeningHit.objects.get()
    assert (hit.match_type, hit.reasons[0]["rule"]) == ("contradicted_number", "former_customs_code_same")
    assert state(2) == StandingState.ELIGIBLE
    assert hit.due_on is not None
    with at(f"{hit.due_on + timedelta(days=1)} 00:00:01"):
        reassess_due()
    assert state(2) == StandingState.PENDING


def test_contradicted_number_of_an_entry_that_counts_again_has_the_whole_term(officer: User, credit: User) -> None:
    """The entry had ended before its term passed, so that the enterprise was eligible until its row came back."""

    def push(**fields: str) -> None:
        row = {"source_id": "S1", "name": "他某公司", "uscc": uscc_of(9), "customs_code": "37016T0001", **fields}
        push_file(credit, "court-defaulters", json.dumps([row], ensure_ascii=False).encode(), as_of=date(2026, 7, 1))
        run_screenings()

    with at("2026-07-01 09:00:00"):
        roster_with_numbers(officer, [(*roster_line(1, customs_code="37016T0001"), "")])
        push(document_number="1号", expires_on="2026-07-03")
    with at("2026-07-20 09:00:00"):
        reassess_due()
        push(document_number="2号", expires_on="2026-12-31")
        assert (state(1), ScreeningHit.objects.get().due_on) == (StandingState.ELIGIBLE, date(2026, 7, 27))
