"""Which enterprises are screened, and which enterprises a failed screening makes unscreened."""

from datetime import date

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from roster.actions.confirmations import confirm_roster
from roster.models import Enterprise
from screening.actions.finishing import run_screening
from screening.actions.screenings import (
    plan_screening,
    repeat_screening,
    retry_screening,
    run_chunk,
    screen_everything,
)
from screening.models import Screening, ScreeningChunk, ScreeningHit
from screening.states import ScreeningState, StandingState
from tests.factories import make_department, make_user
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import full_confirmation, list_entries, preview, put_in_force, run_screenings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("blacklists")]
ELIGIBLE, UNSCREENED = StandingState.ELIGIBLE, StandingState.UNSCREENED
OTHER = blacklist_line("别家", uscc=uscc_of(90))


def states(*numbers: int) -> list[str]:
    return [Enterprise.objects.get(uscc=uscc_of(number)).standing.state for number in numbers]


def fail(screening: Screening) -> Screening:
    """Give up every chunk of the screening."""
    ScreeningChunk.objects.filter(pk__in=plan_screening(screening.pk)).update(attempts=3)
    run_screening(screening.pk)
    screening.refresh_from_db()
    assert screening.state == ScreeningState.FAILED
    return screening


def fail_last() -> Screening:
    return fail(Screening.objects.latest("pk"))


@pytest.fixture
def second_officer() -> User:
    """An officer of the other customs office."""
    return make_user(Role.CUSTOMS, department=make_department("laiwu-customs"))


def confirm(officer: User, lines: list[list[str]], *, as_of: date) -> None:
    submission = preview(officer, lines, as_of=as_of)
    confirm_roster(submission=submission, confirmation=full_confirmation(submission), by=officer)


def test_failed_screening_of_a_hint_blacklist_changes_no_standing(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "abnormal-operation", [OTHER], compare=False)
    fail_last()
    assert states(1) == [ELIGIBLE]


def test_failed_screening_of_one_roster_does_not_affect_the_other(officer: User, second_officer: User) -> None:
    put_in_force(officer, [roster_line(1)])
    confirm(second_officer, [roster_line(2)], as_of=date(2026, 7, 1))
    fail_last()
    assert states(1, 2) == [ELIGIBLE, UNSCREENED]


@pytest.mark.parametrize(
    "request_screening", [screen_everything, lambda by: repeat_screening(screening=Screening.objects.get(), by=by)]
)
def test_failed_screening_of_enterprises_screened_before_changes_no_standing(
    officer: User, credit: User, request_screening
) -> None:
    put_in_force(officer, [roster_line(1)])
    fail(request_screening(by=credit))
    assert states(1) == [ELIGIBLE]


def test_failed_screening_of_an_excluding_blacklist_makes_enterprises_unscreened(
    officer: User, credit: User, second_officer: User
) -> None:
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "court-defaulters", [OTHER], compare=False)
    failed = fail_last()
    put_in_force(second_officer, [roster_line(2)], as_of=date(2026, 7, 2))
    assert states(1, 2) == [UNSCREENED, ELIGIBLE]
    run_screening(retry_screening(screening=failed, by=credit).pk)
    assert states(1, 2) == [ELIGIBLE, ELIGIBLE]


def test_failure_ends_when_everything_was_screened_again(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "court-defaulters", [OTHER], compare=False)
    fail_last()
    screen_everything(by=credit)
    run_screenings()
    assert states(1) == [ELIGIBLE]


@pytest.mark.parametrize("lines", [[OTHER], [OTHER, blacklist_line("又一家", uscc=uscc_of(91))]])
def test_failure_ends_when_a_newer_import_was_screened(officer: User, credit: User, lines: list[list[str]]) -> None:
    """The screening of the newer file also compares the entries of the failed screening."""
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "court-defaulters", [OTHER], compare=False)
    fail_last()
    list_entries(credit, "court-defaulters", lines, as_of=date(2026, 7, 1))
    assert states(1) == [ELIGIBLE]


def test_entry_of_a_failed_screening_is_found_by_the_screening_of_a_newer_import(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    named = blacklist_line("济南泺岬0001进出口有限公司")
    list_entries(credit, "court-defaulters", [named], compare=False)
    fail_last()
    list_entries(credit, "court-defaulters", [named, OTHER], as_of=date(2026, 7, 1))
    assert ScreeningHit.objects.get().needs_decision
    assert states(1) == [ELIGIBLE]


def test_possible_match_during_a_failure_gets_the_whole_term(officer: User, credit: User) -> None:
    """The enterprise was eligible before, so a match by name does not end its standing at once."""
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "tax-violations", [OTHER], compare=False)
    failed = fail_last()
    assert states(1) == [UNSCREENED]
    list_entries(credit, "court-defaulters", [blacklist_line("济南泺岬0001进出口有限公司")], compare=False)
    newest = Screening.objects.latest("pk")
    for chunk in plan_screening(newest.pk):
        run_chunk(chunk)
    run_screenings()
    run_screening(retry_screening(screening=failed, by=credit).pk)
    assert ScreeningHit.objects.get().due_on > timezone.localdate()
    assert states(1) == [ELIGIBLE]


def test_failed_screening_of_a_changed_name_makes_the_enterprise_unscreened(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    confirm(officer, [roster_line(1, name="济南泺岬新名有限公司"), roster_line(2)], as_of=date(2026, 7, 1))
    failed = fail_last()
    assert states(1, 2) == [UNSCREENED, ELIGIBLE]
    run_screening(retry_screening(screening=failed, by=credit).pk)
    assert states(1, 2) == [ELIGIBLE, ELIGIBLE]


def test_screening_of_the_first_roster_does_not_compare_the_name_of_a_later_one(officer: User, credit: User) -> None:
    """Only the screening of the later roster compares the new name; the first one leaves the enterprise out."""
    renamed = roster_line(1, name="济南泺岬新名有限公司")
    list_entries(credit, "court-defaulters", [blacklist_line("济南泺岬新名有限公司")])
    confirm(officer, [roster_line(1), roster_line(2)], as_of=date(2026, 6, 30))
    first = Screening.objects.latest("pk")
    confirm(officer, [renamed, roster_line(2)], as_of=date(2026, 7, 1))
    run_screening(first.pk)
    assert states(1, 2) == [UNSCREENED, ELIGIBLE]
    list_entries(credit, "tax-violations", [OTHER], compare=False)
    run_screening(Screening.objects.latest("pk").pk)
    assert states(1, 2) == [UNSCREENED, ELIGIBLE]
    run_screenings()
    assert states(1, 2) == [StandingState.PENDING, ELIGIBLE]


def test_failed_screening_of_the_first_roster_says_nothing_about_the_name_of_a_later_one(
    officer: User, credit: User
) -> None:
    confirm(officer, [roster_line(1)], as_of=date(2026, 6, 30))
    first = Screening.objects.latest("pk")
    confirm(officer, [roster_line(1, name="济南泺岬新名有限公司")], as_of=date(2026, 7, 1))
    run_screening(Screening.objects.latest("pk").pk)
    assert states(1) == [ELIGIBLE]
    fail(first)
    list_entries(credit, "court-defaulters", [OTHER])
    assert states(1) == [ELIGIBLE]
