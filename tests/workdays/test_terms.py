"""Terms in working days of the Chinese calendar, and the explanation that a page shows."""

from datetime import date

import pytest

from workdays.terms import add_working_days, count_working_days, explain_term
from workdays.years import DayNotCovered

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "count", "due_on"),
    [
        (date(2026, 7, 6), 5, date(2026, 7, 13)),
        (date(2026, 7, 10), 1, date(2026, 7, 13)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        # The make-up Saturday 10 October counts.
        (date(2026, 9, 30), 5, date(2026, 10, 13)),
        (date(2026, 10, 9), 1, date(2026, 10, 10)),
        # Saturday 29 December 2018 is a working day, the Monday after it is not (notice for 2019).
        (date(2018, 12, 28), 2, date(2019, 1, 2)),
        # The Spring Festival of 2020 was extended to Sunday 2 February.
        (date(2020, 1, 23), 1, date(2020, 2, 3)),
        (date(2026, 9, 30), 0, date(2026, 9, 30)),
    ],
)
def test_term_ends_on_a_working_day_of_the_chinese_calendar(day: date, count: int, due_on: date) -> None:
    assert add_working_days(day, count) == due_on
    assert count_working_days(day, due_on) == count


def test_term_into_a_year_without_notice_counts_monday_to_friday() -> None:
    assert add_working_days(date(2098, 12, 30), 3) == date(2099, 1, 2)


def test_term_before_the_first_year_is_refused() -> None:
    with pytest.raises(DayNotCovered):
        add_working_days(date(2009, 6, 1), 5)


@pytest.mark.parametrize(
    ("after", "until", "explanation"),
    [
        (date(2026, 7, 6), date(2026, 7, 13), "5个工作日"),
        (
            date(2026, 9, 30),
            date(2026, 10, 13),
            "5个工作日，扣除10月1日至7日（国庆节），10月10日上班（国办发明电〔2025〕7号）",
        ),
        (
            date(2026, 9, 18),
            date(2026, 10, 13),
            "13个工作日，扣除9月25日（中秋节）、10月1日至7日（国庆节），9月20日、10月10日上班（国办发明电〔2025〕7号）",
        ),
        # A holiday on a weekend changes nothing.
        (date(2026, 5, 1), date(2026, 5, 3), "0个工作日"),
        (date(2099, 9, 30), date(2099, 10, 2), "2个工作日，2099年放假安排尚未公布，按周一至周五计算，为暂定期限"),
        (
            date(2098, 12, 30),
            date(2099, 1, 2),
            "3个工作日，2098年、2099年放假安排尚未公布，按周一至周五计算，为暂定期限",
        ),
        (date(2026, 7, 6), date(2026, 7, 6), "0个工作日"),
    ],
)
def test_explanation_names_what_differs_from_monday_to_friday(after: date, until: date, explanation: str) -> None:
    assert explain_term(after, until) == explanation
