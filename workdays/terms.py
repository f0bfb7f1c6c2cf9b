"""Deadlines in working days, and how they were counted."""

from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from django.utils import timezone

from workdays.years import Calendar, is_published, is_working_day, read_calendar

ONE_DAY = timedelta(days=1)


def add_working_days(day: date, count: int) -> date:
    """The day that is `count` working days after `day`.

    The day itself does not count; counting begins on the next day (民法典第二百零一条). In a year whose notice is not
    published Monday to Friday count; `explain_term` mentions it. Raises DayNotCovered for a day before the first year.
    """
    while count > 0:
        day += ONE_DAY
        count -= is_working_day(day)
    return day


def latest_elapsed(count: int, *, on: date) -> date:
    """Return the latest day from which `count` working days have passed on the day `on`."""
    day = on - ONE_DAY
    while count > 0:
        count -= is_working_day(day)
        day -= ONE_DAY
    return day


class Term(NamedTuple):
    """So many working days after a day. It is stored beside its last day, which depends on the calendar."""

    after: date
    working_days: int

    @property
    def due_on(self) -> date:
        return add_working_days(self.after, self.working_days)


def elapsed_deadline(day: date) -> date:
    """Return a deadline that has just passed on `day`: the day before it."""
    return day - ONE_DAY


def elapsed_term(day: date) -> Term:
    """Return a term that has just passed on `day`; it stays so in every calendar."""
    return Term(elapsed_deadline(day), 0)


def count_working_days(after: date, until: date) -> int:
    """Count the working days from the day after the first day to the second day, which is included."""
    return sum(map(is_working_day, _days(after, until)))


def working_days_overdue(until: date) -> int:
    """Return how many working days have passed since the end of a term, today included."""
    return count_working_days(until, timezone.localdate())


def is_provisional(until: date) -> bool:
    """Whether a term that ends on the day is 暂定: the notice for its year is not known yet."""
    return not is_published(until.year)


def explain_term(after: date, until: date) -> str:
    """Explain in Chinese, for the page, how the term from the day after `after` until `until` is counted.

    For example: 5个工作日，扣除10月1日至7日（国庆节），10月10日上班（国办发明电〔2025〕7号）. It names the holidays
    that fall on Monday to Friday, the make-up days, the documents that order them, and the years without a notice.
    Raises DayNotCovered.
    """
    calendar = read_calendar()
    days = _days(after, until)
    holidays = [day for day in days if day.weekday() < 5 and day in calendar.holidays]
    make_up_days = [day for day in days if day in calendar.make_up_days]
    parts = [f"{count_working_days(after, until)}个工作日"]
    if holidays:
        parts.append(f"扣除{'、'.join(_periods(holidays, calendar))}")
    if make_up_days:
        parts.append(f"{'、'.join(f'{day.month}月{day.day}日' for day in make_up_days)}上班")
    if documents := _documents([*holidays, *make_up_days], calendar):
        parts[-1] += f"（{'、'.join(documents)}）"
    if unpublished := [f"{year}年" for year in _years(days) if not is_published(year)]:
        parts.append(f"{'、'.join(unpublished)}放假安排尚未公布，按周一至周五计算，为暂定期限")
    return "，".join(parts)


def _periods(holidays: list[date], calendar: Calendar) -> list[str]:
    """Each holiday from its first to its last day that is left out of the term."""
    named = groupby(holidays, key=lambda day: (day.year, calendar.holidays[day]))
    return [f"{_period(list(days))}（{name}）" for (_, name), days in named]


def _period(days: list[date]) -> str:
    first, last = days[0], days[-1]
    text = f"{first.month}月{first.day}日"
    if first == last:
        return text
    return f"{text}至{last.day}日" if first.month == last.month else f"{text}至{last.month}月{last.day}日"


def _documents(days: list[date], calendar: Calendar) -> list[str]:
    """The numbers of the notices and exceptions that order the days, each once."""
    ordered = _years([day for day in days if day not in calendar.exceptions])
    notices = [notice for year in ordered if year in calendar.years for notice in calendar.years[year].notices]
    exceptions = [calendar.exceptions[day] for day in days if day in calendar.exceptions]
    return list(dict.fromkeys([*(notice.document_number for notice in notices), *exceptions]))


def _days(after: date, until: date) -> list[date]:
    """The days from the day after `after` to `until`."""
    return [after + ONE_DAY * number for number in range(1, (until - after).days + 1)]


def _years(days: list[date]) -> list[int]:
    return sorted({day.year for day in days})
