"""The column that only counts the rows (序号): numbers that are missing or repeated may mean missing rows."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from operator import eq

from spreadsheets.columns import index_of
from spreadsheets.headers import title_key
from spreadsheets.problems import Note
from spreadsheets.sheets import CellMark

NumberedRow = tuple[int, list[str]]
TITLE = re.compile("序|序号|no|行号|项次")
NUMBER = re.compile(r"[^\w]*([0-9]{1,6})(?:\.0+)?[^\w]*")
# Larger numbers, as a multiple of the count of rows, are no counts of them.
MOST_TIMES = 100
RANGES_SHOWN = 10


def notes_on_serial_numbers(
    titles: Mapping[str, str],
    rows: Sequence[NumberedRow],
    others: Sequence[NumberedRow],
    marks: Sequence[CellMark],
) -> list[Note]:
    """Return the notes on missing and on repeated numbers.

    `titles` is column letter → title; `rows` are spreadsheet line and cells of the rows that are read, `others` those
    of the rows below the header that are set aside, whose numbers are not missing. The numbers may begin again at 1
    for each section.
    """
    place = next((index_of(letter) for letter, title in titles.items() if TITLE.fullmatch(title_key(title))), None)
    if place is None or _are_consecutive(rows, place):
        return []
    merged = {mark.line for mark in marks if mark.kind == "merged" and mark.column == place}
    texts = [(line, _cell(cells, place)) for line, cells in sorted([*rows, *others]) if line not in merged]
    numbers = [(line, int(found[1])) for line, text in texts if (found := NUMBER.fullmatch(text))]
    if max((number for _, number in numbers), default=0) > MOST_TIMES * len(numbers):
        return []
    missing: list[str] = []
    gap_count = 0
    repeated: list[tuple[int, int, int]] = []
    for lines in _series(numbers, repeated):
        gaps = sorted(set(range(1, max(lines) + 1)) - lines.keys())
        gap_count += len(gaps)
        missing += _ranges(gaps)
    notes = []
    if missing:
        shown = "、".join(missing[:RANGES_SHOWN]) + ("等" if len(missing) > RANGES_SHOWN else "")
        notes.append(Note("serial_gaps", {"missing": shown, "count": gap_count}))
    if repeated:
        number, line, other = repeated[0]
        notes.append(
            Note("serial_repeats", {"number": number, "line": line, "other_line": other, "count": len(repeated)})
        )
    return notes


def _are_consecutive(rows: Sequence[NumberedRow], place: int) -> bool:
    """Return whether the column numbers the rows from 1 on, as most do."""
    try:
        return all(map(eq, (cells[place] for _, cells in rows), map(str, count(1))))
    except IndexError:
        return False


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _series(numbers: Iterable[tuple[int, int]], repeated: list[tuple[int, int, int]]) -> Iterator[dict[int, int]]:
    """Yield number → line of each series; adds number and both lines of each repeated number to `repeated`."""
    lines: dict[int, int] = {}
    for line, number in numbers:
        if number == 1 and 1 in lines:
            yield lines
            lines = {}
        if number in lines:
            repeated.append((number, lines[number], line))
        lines.setdefault(number, line)
    if lines:
        yield lines


def _ranges(numbers: Sequence[int]) -> Iterator[str]:
    """Yield the numbers as texts, consecutive ones as one: 3, 5至7."""
    start = 0
    for place, number in enumerate(numbers):
        if place + 1 == len(numbers) or numbers[place + 1] != number + 1:
            yield str(number) if place == start else f"{numbers[start]}至{number}"
            start = place + 1
