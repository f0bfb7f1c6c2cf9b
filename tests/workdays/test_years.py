"""The files of holidays and make-up days, compared with two libraries that collect the same notices."""

import re
from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from workdays.years import FIRST_YEAR, DayNotCovered, is_published, is_working_day, read_calendar

pytestmark = pytest.mark.django_db
LAST_YEAR = 2026
EVERY_DAY = [
    date.fromordinal(ordinal)
    for ordinal in range(date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal() + 1)
]


def test_working_days_agree_with_chinesecalendar_library() -> None:
    assert [day for day in EVERY_DAY if is_working_day(day) != chinese_calendar.is_workday(day)] == []


def test_working_days_agree_with_holidays_library() -> None:
    china = holidays.country_holidays("CN", years=range(FIRST_YEAR - 1, LAST_YEAR + 1))
    assert [day for day in EVERY_DAY if is_working_day(day) != china.is_working_day(day)] == []


def test_every_year_names_its_notices_with_number_and_day() -> None:
    years = read_calendar().years
    assert list(years) == list(range(FIRST_YEAR, LAST_YEAR + 1))
    numbers = []
    for year, days in years.items():
        for number, issued_on in days.notices:
            assert re.fullmatch(rf"国(办)?发明电〔{issued_on.year}〕\d+号", number)
            assert date(year - 1, 10, 1) < issued_on < date(year, 12, 31), number
            numbers.append(number)
    assert len(set(numbers)) == len(numbers)


def test_holidays_and_make_up_days_exclude_each_other() -> None:
    calendar = read_calendar()
    assert not calendar.make_up_days & set(calendar.holidays)
    assert {day.weekday() for day in calendar.make_up_days} == {5, 6}


def test_year_without_notice_counts_monday_to_friday() -> None:
    monday = date(2099, 10, 5)
    assert not is_published(monday.year)
    assert [is_working_day(monday + timedelta(days=number)) for number in range(7)] == [True] * 5 + [False] * 2


def test_day_before_the_first_year_is_refused_in_chinese() -> None:
    with pytest.raises(DayNotCovered, match="2009年的放假安排没有收录（自2010年起收录），无法计算工作日。"):
        is_working_day(date(2009, 12, 31))
