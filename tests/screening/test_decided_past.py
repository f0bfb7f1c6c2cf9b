"""Decisions and possible matches, and the days before them (docs/adr/0012)."""

from datetime import date

import pytest

from accounts.models import User
from roster.models import Enterprise
from screening.actions.decisions import reopen_decision
from screening.models import ScreeningHit
from screening.states import Decision
from screening.tasks import reassess_due
from tests.clock import at
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import decide_hit, list_entries, put_in_force, versions_of

pytestmark = pytest.mark.usefixtures("blacklists")
NAME = "济南泺岬0001进出口有限公司"


@pytest.fixture
def eligible(officer: User, credit: User) -> None:
    """An enterprise that is eligible since 1 July 2026."""
    with at("2026-07-01 09:00:00"):
        list_entries(credit, "court-defaulters", [blacklist_line("失信一号公司")], as_of=date(2026, 6, 30))
        put_in_force(officer, [roster_line(1)])


@pytest.fixture
def number_match(eligible: None, credit: User) -> None:
    """An entry with the USCC of the enterprise, listed on 5 July and imported on the 10th."""
    with at("2026-07-10 09:00:00"):
        line = blacklist_line("另一写法公司", uscc=uscc_of(1), document="2号", listed_on="2026-07-05")
        list_entries(credit, "court-defaulters", [line], as_of=date(2026, 7, 9), mode="changes")


def states() -> list[tuple[int, str]]:
    """Return the first day in July and the state of each period, as known now."""
    found: list[tuple[int, str]] = []
    for since, state in Enterprise.objects.get().standings.known().order_by("since").values_list("since", "state"):
        if not found or found[-1][1] != state:
            found.append((since.day, state))
    return found


def decide(user: User, decision: Decision) -> None:
    decide_hit(hit=ScreeningHit.objects.get(), decision=decision, reason="已核对登记资料", by=user)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (10, [(1, "eligible")]),
        (14, [(1, "eligible"), (10, "blocked"), (14, "eligible")]),
    ],
)
def test_dismissed_number_match_never_blocked_before_it_was_found(
    number_match: None, credit: User, day: int, expected: list[tuple[int, str]]
) -> None:
    assert states() == [(1, "eligible"), (5, "blocked")]
    with at(f"2026-07-{day} 15:00:00"):
        decide(credit, Decision.DISMISSED)
    assert states() == expected


def test_confirmed_number_match_blocks_from_the_listing(number_match: None, credit: User) -> None:
    with at("2026-07-14 15:00:00"):
        decide(credit, Decision.CONFIRMED)
    assert states() == [(1, "eligible"), (5, "blocked")]


def test_days_before_a_number_match_was_found_follow_the_newest_decision(number_match: None, credit: User) -> None:
    with at("2026-07-14 15:00:00"):
        decide(credit, Decision.DISMISSED)
    with at("2026-07-16 15:00:00"):
        hit = ScreeningHit.objects.get()
        reopen_decision(hit=hit, expected_versions=versions_of(hit), reason="资料有误", by=credit)
        assert states() == [(1, "eligible"), (5, "blocked"), (14, "eligible"), (16, "blocked")]
        decide(credit, Decision.DISMISSED)
    assert states() == [(1, "eligible"), (10, "blocked"), (14, "eligible")]


@pytest.mark.parametrize("revived_on", [6, 13, 20])
@pytest.mark.parametrize("kept", ["失信一号公司", "失信二号公司"], ids=["nothing_to_screen", "new_entry"])
def test_possible_match_open_again_changes_no_day_before(
    eligible: None, credit: User, revived_on: int, kept: str
) -> None:
    """A possible match of 2 July has its deadline on the 9th; its entry is removed on the 4th and listed again.

    The full list of the 4th has one entry, which is known already or new.
    """
    line = blacklist_line(NAME, listed_on="2026-07-01")
    with at("2026-07-02 09:00:00"):
        list_entries(credit, "court-defaulters", [line], as_of=date(2026, 7, 2), mode="changes")
    with at("2026-07-04 09:00:00"):
        list_entries(credit, "court-defaulters", [blacklist_line(kept)], as_of=date(2026, 7, 4))
    with at(f"2026-07-{revived_on:02} 08:00:00"):
        reassess_due()
        before = list(Enterprise.objects.get().standings.known().order_by("since").values_list("since", "reasons"))
    with at(f"2026-07-{revived_on:02} 09:00:00"):
        list_entries(credit, "court-defaulters", [line], as_of=date(2026, 7, revived_on))
        after = list(Enterprise.objects.get().standings.known().order_by("since").values_list("since", "reasons"))
    assert states() == [(1, "eligible")]
    assert after[:-1] == before


def test_possible_match_open_again_keeps_the_days_on_which_its_enterprise_was_pending(
    eligible: None, credit: User
) -> None:
    """The deadline passes on 9 July, the entry is removed on the 13th with effect from the 11th, listed on the 20th."""
    line = blacklist_line(NAME, listed_on="2026-07-01")
    with at("2026-07-02 09:00:00"):
        list_entries(credit, "court-defaulters", [line], as_of=date(2026, 7, 2))
    with at("2026-07-10 00:01:00"):
        reassess_due()
    with at("2026-07-13 09:00:00"):
        list_entries(credit, "court-defaulters", [blacklist_line("失信二号公司")], as_of=date(2026, 7, 11))
    assert states() == [(1, "eligible"), (10, "pending"), (11, "eligible")]
    with at("2026-07-20 09:00:00"):
        list_entries(credit, "court-defaulters", [line], as_of=date(2026, 7, 20))
    assert states() == [(1, "eligible"), (10, "pending"), (11, "eligible")]
