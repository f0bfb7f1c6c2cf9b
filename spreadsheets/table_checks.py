"""Checks of the table as a whole: which of two columns is read, and cells beyond the header."""

from collections.abc import Iterator, Sequence
from typing import Any

from spreadsheets.columns import index_of, letter_of
from spreadsheets.person_names import is_person_name
from spreadsheets.problems import PROBLEM_CODES, Params, Problem
from spreadsheets.row_kinds import CONTENT
from spreadsheets.rows import Table

LONGEST_TEXT = 40


def check_column_choices(table: Table, context: Any) -> Iterator[Problem]:
    """Report for each column that is read in place of another one the first row in which the two differ."""
    for choice in table.column_choices:
        place, other = index_of(choice.letter), index_of(choice.other)
        code = "column_chosen" if choice.is_same_title else "column_preferred"
        for index, cells in enumerate(table.raw):
            text = _cell(cells, other)
            if text and text != _cell(cells, place):
                params = {
                    "letter": choice.letter,
                    "title": _title(table, choice.letter),
                    "other_letter": choice.other,
                    "other_title": _title(table, choice.other),
                    "text": "…" if is_person_name(text) else text[:LONGEST_TEXT],
                }
                yield _problem(table, index, choice.letter, choice.key, code, params)
                break


def check_surplus_cells(table: Table, context: Any) -> Iterator[Problem]:
    """Report text to the right of the last column of the header, unless most rows have such text."""
    if table.untitled_columns:
        return
    width = table.header_width
    for index, cells in enumerate(table.raw if width else ()):
        if len(cells) > width:
            place = next((place for place in range(width, len(cells)) if CONTENT.search(cells[place])), None)
            if place is not None:
                params = {"letter": letter_of(place), "text": cells[place].strip()[:LONGEST_TEXT]}
                yield _problem(table, index, params["letter"], "name", "surplus_cells", params)


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def _title(table: Table, letter: str) -> str:
    return table.titles.get(letter, "").strip()


def _problem(table: Table, index: int, letter: str, key: str, code: str, params: Params) -> Problem:
    return Problem(
        line=table.lines[index],
        column=letter,
        key=key,
        code=code,
        params=params,
        severity=PROBLEM_CODES[code].severity,
        cell=_cell(table.raw[index], index_of(letter)),
    )
