"""The working days of each year, from the notices of the State Council about holidays (部分节假日安排的通知).

`years/` has one file for each year whose notice was published when the portal was released: the notices with number
and date, the holidays from their first to their last day, and the weekend days that are worked to make up for them
(调休上班). The file of a year may hold days of the December before it: the notice for 2019 gives 30 December 2018 off.
The system administrator adds later years, and days that differ from their notice (workdays/models.py). A year that
is added takes the place of its file; an exception holds whatever its year says. The files begin with 2010; earlier
days are not covered. In a later year without a notice Monday to Friday count as working days.
"""

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.db.models import BooleanField, IntegerField, Value

from workdays.cache import read
from workdays.models import CalendarException, CalendarYear
from workdays.year_days import Notice, YearDays, read_days

FILES = Path(__file__).parent / "years"
FIRST_YEAR = 2010


class DayNotCovered(ValueError):
    """The day is before the first year of the data; the message is for the page."""

    def __init__(self, day: date) -> None:
        super().__init__(f"{day.year}年的放假安排没有收录（自{FIRST_YEAR}年起收录），无法计算工作日。")


class Calendar(NamedTuple):
    """The calendar in force: year → its notices and days, and all years and exceptions together.

    `holidays` has day off → name of the holiday or reason, `make_up_days` the weekend days worked, `exceptions` day →
    document number.
    """

    years: dict[int, YearDays]
    holidays: dict[date, str]
    make_up_days: frozenset[date]
    exceptions: dict[date, str]


def read_calendar() -> Calendar:
    """Return the calendar in force. It is read once in a request or a task."""
    if read.calendar is None:
        read.calendar = _calendar_in_force()
    calendar: Calendar = read.calendar
    return calendar


class AddedRow(NamedTuple):
    """A year that was added, with its lines of text; or, where `year` is None, an exception with its reason."""

    document_number: str
    day: date
    text: str
    year: int | None
    is_working: bool | None


def _added_rows() -> Iterator[AddedRow]:
    """Yield the newest row of each year and of each exception, in one query: many pages read the calendar."""
    years = CalendarYear.objects.newest_of("year")
    exceptions = CalendarException.objects.newest_of("day")
    fields = years.values_list("document_number", "issued_on", "days", "year", Value(None, BooleanField()))
    others = exceptions.values_list("document_number", "day", "reason", Value(None, IntegerField()), "is_working")
    return (AddedRow(*row) for row in fields.union(others, all=True))


def _calendar_in_force() -> Calendar:
    years, exceptions = dict(shipped_years()), []
    for row in _added_rows():
        if row.year is None:
            exceptions.append(row)
        else:
            notices = [Notice(row.document_number, row.day)]
            years[row.year] = read_days(row.text, year=row.year, notices=notices)
    holidays = {day: name for year in years.values() for day, name in year.holidays.items()}
    make_up_days = {day for year in years.values() for day in year.make_up_days}
    for exception in exceptions:
        holidays.pop(exception.day, None)
        make_up_days.discard(exception.day)
        if not exception.is_working:
            holidays[exception.day] = exception.text
        elif exception.day.weekday() >= 5:
            make_up_days.add(exception.day)
    numbers = {exception.day: exception.document_number for exception in exceptions}
    return Calendar(years, holidays, frozenset(make_up_days), numbers)


@cache
def shipped_years() -> dict[int, YearDays]:
    """Read the files of all years, once in a process."""
    return {int(path.stem): _read_year(path) for path in sorted(FILES.glob("*.toml"))}


def _read_year(path: Path) -> YearDays:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    holidays: dict[date, str] = {}
    for holiday in content["holidays"]:
        days = range(holiday["first"].toordinal(), holiday["last"].toordinal() + 1)
        holidays.update(dict.fromkeys(map(date.fromordinal, days), holiday["name"]))
    notices = [Notice(**notice) for notice in content["notices"]]
    return YearDays(notices, holidays, frozenset(content["make_up_days"]))


def is_working_day(day: date) -> bool:
    """Whether the day is worked: a make-up day, or Monday to Friday and no holiday. Raises DayNotCovered."""
    if day.year < FIRST_YEAR:
        raise DayNotCovered(day)
    calendar = read_calendar()
    return day in calendar.make_up_days or (day.weekday() < 5 and day not in calendar.holidays)


def is_published(year: int) -> bool:
    """Whether the notice for the year is known; without it, Monday to Friday count (module docstring)."""
    return year in read_calendar().years
