"""The working days of each year, from the notices of the State Council about holidays (部分节假日安排的通知).

`years/` has one file for each year whose notice is published: the notices with number and date, the holidays from
their first to their last day, and the weekend days that are worked to make up for them (调休上班). The file of a year
may hold days of the December before it: the notice for 2019 gives 30 December 2018 off. The files begin with 2010;
earlier days are not covered. In a later year without a file Monday to Friday count as working days.
"""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

FILES = Path(__file__).parent / "years"
FIRST_YEAR = 2010


class DayNotCovered(ValueError):
    """The day is before the first year of the data; the message is for the page."""

    def __init__(self, day: date) -> None:
        super().__init__(f"{day.year}年的放假安排没有收录（自{FIRST_YEAR}年起收录），无法计算工作日。")


class Notice(NamedTuple):
    """A notice of the State Council: its number, and the day on which it was issued."""

    document_number: str
    issued_on: date


class Calendar(NamedTuple):
    """What the files hold: year → its notices, day off → name of the holiday, and the weekend days worked."""

    notices: dict[int, list[Notice]]
    holidays: dict[date, str]
    make_up_days: frozenset[date]


@cache
def read_calendar() -> Calendar:
    """Read the files of all years, once in a process."""
    notices: dict[int, list[Notice]] = {}
    holidays: dict[date, str] = {}
    make_up_days: set[date] = set()
    for path in sorted(FILES.glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        notices[int(path.stem)] = [Notice(**notice) for notice in content["notices"]]
        for holiday in content["holidays"]:
            days = range(holiday["first"].toordinal(), holiday["last"].toordinal() + 1)
            holidays.update(dict.fromkeys(map(date.fromordinal, days), holiday["name"]))
        make_up_days.update(content["make_up_days"])
    return Calendar(notices, holidays, frozenset(make_up_days))


def is_working_day(day: date) -> bool:
    """Whether the day is worked: a make-up day, or Monday to Friday and no holiday. Raises DayNotCovered."""
    if day.year < FIRST_YEAR:
        raise DayNotCovered(day)
    calendar = read_calendar()
    return day in calendar.make_up_days or (day.weekday() < 5 and day not in calendar.holidays)


def is_published(year: int) -> bool:
    """Whether the notice for the year is among the files; without it, Monday to Friday count (module docstring)."""
    return year in read_calendar().notices
