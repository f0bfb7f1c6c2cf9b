"""Equal numbers count from the transaction that confirms a file; names count after the screening."""

from datetime import date

import pytest

from accounts.models import User
from blacklists.models import BlacklistEntry
from matching.rules import Thresholds
from roster.actions.confirmations import confirm_roster
from roster.models import Enterprise
from roster.policies import RosterConfirmation
from screening.actions.candidates import number_matches_of_enterprises, number_matches_of_entries
from screening.models import Screening, ScreeningHit
from screening.states import StandingState
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import full_confirmation, list_entries, preview, put_in_force, run_screenings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("blacklists")]
NAME = "济南泺岬0001进出口有限公司"


def state() -> str:
    return Enterprise.objects.get(uscc=uscc_of(1)).standing.state


def test_enterprise_with_a_number_match_is_blocked_when_the_import_is_confirmed(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "court-defaulters", [blacklist_line("另一写法公司", uscc=uscc_of(1))], compare=False)
    assert state() == StandingState.BLOCKED
    before = list(ScreeningHit.objects.values())
    run_screenings()
    assert list(ScreeningHit.objects.values()) == before
    impact = Screening.objects.get(trigger="blacklist").impact
    assert (impact["added"], impact["transitions"]) == (1, [["eligible", "blocked", 1]])


def test_new_enterprise_with_a_number_match_is_blocked_when_the_roster_is_confirmed(
    officer: User, credit: User
) -> None:
    list_entries(credit, "court-defaulters", [blacklist_line("另一写法公司", uscc=uscc_of(1))])
    submission = preview(officer, [roster_line(1), roster_line(2)])
    confirm_roster(submission=submission, confirmation=RosterConfirmation(), by=officer)
    assert state() == StandingState.BLOCKED
    run_screenings()
    impact = Screening.objects.get(trigger="roster").impact
    assert sorted(impact["transitions"]) == [["unscreened", "blocked", 1], ["unscreened", "eligible", 1]]


def test_new_enterprise_with_a_name_match_during_its_screening_is_never_eligible(officer: User, credit: User) -> None:
    """The import is confirmed after the roster's screening was planned; the new enterprise waits for both."""
    submission = preview(officer, [roster_line(1)])
    confirm_roster(submission=submission, confirmation=RosterConfirmation(), by=officer)
    Screening.objects.update(started_at=None)
    roster_screening = Screening.objects.get()
    from_roster = roster_screening.pk
    list_entries(credit, "court-defaulters", [blacklist_line(NAME)], compare=False)
    Screening.objects.filter(pk=from_roster).update(started_at=submission.uploaded_at)
    run_screenings()
    states = Enterprise.objects.get().standings.values_list("state", flat=True)
    assert StandingState.ELIGIBLE not in states
    assert state() == StandingState.PENDING


def test_added_entry_with_an_equal_number_blocks_when_the_import_is_confirmed(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    with_number = blacklist_line("另一写法公司", uscc=uscc_of(1), document="1号")
    without = blacklist_line("另一写法公司", document="2号")
    list_entries(credit, "court-defaulters", [without])
    assert state() == StandingState.ELIGIBLE
    list_entries(credit, "court-defaulters", [with_number, without], as_of=date(2026, 7, 1), compare=False)
    assert state() == StandingState.BLOCKED


def test_renamed_enterprise_keeps_its_standing_until_it_is_screened(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    submission = preview(officer, [roster_line(1, name="济南泺岬新名进出口有限公司")], as_of=date(2026, 7, 1))
    confirm_roster(submission=submission, confirmation=full_confirmation(submission), by=officer)
    assert state() == StandingState.ELIGIBLE
    run_screenings()
    assert state() == StandingState.ELIGIBLE


@pytest.mark.parametrize("few", [0, 100])
def test_pairs_by_number_are_the_same_for_few_and_for_many(
    officer: User, credit: User, settings: object, few: int
) -> None:
    settings.SCREENING_FEW_ENTERPRISES = few
    put_in_force(officer, [roster_line(number) for number in range(1, 6)])
    lines = [blacklist_line(f"某{number}公司", uscc=uscc_of(number)) for number in (2, 4, 9)]
    list_entries(credit, "court-defaulters", [*lines, blacklist_line(NAME)])
    expected = {
        (Enterprise.objects.get(uscc=uscc_of(number)).pk, BlacklistEntry.objects.get(uscc=uscc_of(number)).pk)
        for number in (2, 4)
    }
    enterprises, entries = Enterprise.objects.all(), BlacklistEntry.objects.all()
    assert number_matches_of_entries(entries, enterprises, Thresholds()) == expected
    assert number_matches_of_enterprises(enterprises, entries, Thresholds()) == expected
