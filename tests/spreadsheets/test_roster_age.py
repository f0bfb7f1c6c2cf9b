"""A roster older than the known ones, or older than its office's habit, is asked about."""

from collections.abc import Sequence
from datetime import date

import pytest

from spreadsheets.roster_age import check_age
from spreadsheets.wording import problem_text

MONTHLY = [date(2026, month, 1) for month in (3, 4, 5, 6, 7)]


def sentences(as_of: date, today: date, earlier: Sequence[date] = MONTHLY) -> list[str]:
    newest = max(earlier, default=None)
    found = check_age(as_of, today=today, newest=newest, earlier=earlier)
    return [problem_text(problem.code, problem.params, columns=()).message for problem in found]


def test_roster_older_than_the_newest_one_is_an_error_with_both_days() -> None:
    assert sentences(date(2026, 6, 30), date(2026, 8, 1)) == [
        "截至日期2026年6月30日早于本关已确认名单的截至日期2026年7月1日"
    ]


def test_roster_much_older_than_the_usual_interval_is_a_problem_to_confirm() -> None:
    assert sentences(date(2026, 7, 10), date(2026, 11, 30)) == [
        "名单截至2026年7月10日，已过去143天；本关近几次名单约30天一次，最近一次截至2026年7月1日"
    ]


@pytest.mark.parametrize(
    ("as_of", "today", "earlier"),
    [
        (date(2026, 7, 31), date(2026, 8, 20), MONTHLY),
        (date(2026, 7, 1), date(2026, 8, 30), MONTHLY),
        (date(2026, 7, 10), date(2026, 11, 30), MONTHLY[-2:]),
        (date(2026, 7, 10), date(2026, 11, 30), [MONTHLY[-1]] * 5),
        (date(2026, 7, 3), date(2026, 7, 10), [date(2026, 7, day) for day in (1, 2, 3)]),
        (date(2020, 7, 10), date(2026, 11, 30), []),
    ],
)
def test_roster_in_keeping_with_the_habit_or_of_an_office_without_one_is_no_problem(
    as_of: date, today: date, earlier: list[date]
) -> None:
    assert sentences(as_of, today, earlier) == []


def test_habit_follows_the_last_rosters() -> None:
    yearly = [date(year, 12, 31) for year in range(2010, 2020)]
    lately = [date(2026, month, 1) for month in (1, 2, 3, 4, 5, 6)]
    assert len(sentences(date(2026, 6, 1), date(2026, 8, 30), yearly + lately)) == 1
