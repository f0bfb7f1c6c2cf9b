"""The days of a year as lines of text: reading them, and naming how two years differ.

A line is a day off with the name of the holiday (2027-01-01 放假 元旦), or a weekend day that is worked
(2027-02-06 上班).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from spreadsheets.days import read_day

OFF, WORKED = "放假", "上班"
MOST_DAYS = 366
SATURDAY = 5
WEEKDAYS = "一二三四五六日"


class Notice(NamedTuple):
    """A notice of the State Council: its number, and the day on which it was issued."""

    document_number: str
    issued_on: date


class YearDays(NamedTuple):
    """A year: its notices, day off → name of the holiday, and the weekend days worked."""

    notices: Sequence[Notice]
    holidays: dict[date, str]
    make_up_days: frozenset[date]


def text_of_rows(rows: Iterable[Sequence[str]]) -> str:
    """Return the rows of a table as lines; the row of titles, which begins with 日期, is left out."""
    filled = ([cell.strip() for cell in row if cell.strip()] for row in rows)
    return "\n".join(" ".join([_day_text(cells[0]), *cells[1:]]) for cells in filled if cells and cells[0] != "日期")


def _day_text(text: str) -> str:
    day = read_day(text).day
    return day.isoformat() if day else text


def read_days(text: str, *, year: int, notices: Sequence[Notice]) -> YearDays:
    """Read the lines of the year. Raises ActionDenied with the first line that is wrong."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if not lines:
        raise ActionDenied("请选择文件，或逐行填写放假的日子和调休上班的日子。")
    if len(lines) > MOST_DAYS:
        raise ActionDenied(f"列有{len(lines)}天，一年至多{MOST_DAYS}天。请核对后重新上传。")
    holidays: dict[date, str] = {}
    make_up_days: set[date] = set()
    for number, cells in enumerate(lines, 1):
        day, kind = _day_of(cells, number=number), cells[1]
        _check_day(day, kind, year=year)
        if day in holidays or day in make_up_days:
            is_same = (day in holidays) == (kind == OFF)
            raise ActionDenied(f"{chinese_date(day)}{'列了两次' if is_same else '既列为放假，又列为上班'}。请改正。")
        if kind == WORKED:
            make_up_days.add(day)
        else:
            holidays[day] = " ".join(cells[2:])
    return YearDays(notices, holidays, frozenset(make_up_days))


def _day_of(cells: Sequence[str], *, number: int) -> date:
    day = read_day(cells[0]).day
    if day is None or len(cells) == 1 or cells[1] not in (OFF, WORKED):
        shown = " ".join(cells)[:60]
        raise ActionDenied(
            f"第{number}行“{shown}”无法读取日期和安排。请写成“2027-01-01 放假 元旦”或“2027-02-06 上班”。"
        )
    if cells[1] == OFF and len(cells) == 2:
        raise ActionDenied(f"第{number}行{chinese_date(day)}放假，没有写明节日。请补上节日名称。")
    return day


def _check_day(day: date, kind: str, *, year: int) -> None:
    """Require a day of the year, or of the December before it; and that a day worked is on a weekend."""
    if day.year != year and (day.year, day.month) != (year - 1, 12):
        raise ActionDenied(f"{chinese_date(day)}不属于{year}年。一份安排只列本年的日子，以及上一年12月的日子。")
    if kind == WORKED and day.weekday() < SATURDAY:
        raise ActionDenied(f"{chinese_date(day)}是星期{WEEKDAYS[day.weekday()]}，不需要列为上班。请核对日期。")


def differences(before: YearDays | None, after: YearDays) -> Iterator[str]:
    """Return one sentence for each day on which the years differ; before is None for a year without a notice."""
    stated = _stated(before) if before else {}
    for day in sorted({*stated, *_stated(after)}):
        former, new = stated.get(day, "不作安排"), _stated(after).get(day, "不作安排")
        if former != new:
            yield f"{chinese_date(day)}：{former} → {new}"


def _stated(year: YearDays) -> dict[date, str]:
    off = {day: f"{OFF}（{name}）" for day, name in year.holidays.items()}
    return {**off, **dict.fromkeys(year.make_up_days, WORKED)}
