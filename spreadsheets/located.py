"""Locating the table in the sheets of a file: each sheet with its header, and the columns that it lacks."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from spreadsheets.column_choices import ColumnChoice
from spreadsheets.columns import Column, letter_of
from spreadsheets.headers import (
    HEADER_WITHIN,
    LONGEST_TITLE,
    MANY_COLUMNS,
    Header,
    find_header,
    known_title,
    titles_of,
)
from spreadsheets.near_titles import understand_near_titles
from spreadsheets.problems import Note
from spreadsheets.sheets import Sheet, SheetError

NO_HEADER = Header(0, [], {})
# The titles of a transposed table stand in one of the first columns, behind a number or a heading.
TITLES_WITHIN = 3
TITLES_SHOWN = 5
SUBJECT_KEYS = frozenset(("name", "uscc"))


class Located(NamedTuple):
    """A sheet with its header, the notes on near titles, and the choices between columns of one title."""

    sheet: Sheet
    header: Header
    notes: list[Note]
    choices: list[ColumnChoice]


def locate(sheet: Sheet, columns: Sequence[Column], known_headings: Mapping[str, str]) -> Located:
    """Return the sheet with its header, in which near titles are understood."""
    header = find_header(sheet.rows, columns, known_headings)
    return Located(sheet, *understand_near_titles(sheet, header, columns), [])


def without_transposed(located: Sequence[Located], columns: Sequence[Column]) -> list[Located]:
    """Return the sheets that are not transposed; raises SheetError where that leaves none with the needed columns."""
    kept: list[Located] = []
    errors: list[SheetError] = []
    for found in located:
        if error := _transposed(found, columns, name=found.sheet.name if len(located) > 1 else ""):
            errors.append(error)
        else:
            kept.append(found)
    if errors and all(found.header.missing(columns) for found in kept):
        raise errors[0]
    return kept


def _transposed(found: Located, columns: Sequence[Column], *, name: str) -> SheetError | None:
    """Return the error of a sheet with its titles below each other in one of the first columns, None for another one.

    There are more titles in that column than in the header, and cells beside them. `name` names the sheet in the error.
    """
    titles_known = titles_of(tuple(columns))
    if len(found.header.places) >= MANY_COLUMNS:
        return None
    for place in range(TITLES_WITHIN):
        titles: dict[str, str] = {}
        for row in found.sheet.rows[:HEADER_WITHIN]:
            text = row[place] if len(row) > place + 1 else ""
            if 1 < len(text) <= LONGEST_TITLE and (known := known_title(text, titles_known)):
                titles.setdefault(known.key, text.strip())
        if len(titles) > max(len(found.header.places), 1) and not SUBJECT_KEYS.isdisjoint(titles):
            shown = list(titles.values())[:TITLES_SHOWN]
            return SheetError("transposed", sheet=name, letter=letter_of(place), titles=shown)
    return None


def missing_columns(located: Sequence[Located], columns: Sequence[Column], *, can_assign: bool) -> SheetError:
    """Return the error that names the needed columns which the best sheet lacks, or the titles near to them."""
    best = max(located, key=lambda found: len(found.header.places), default=Located(Sheet("", []), NO_HEADER, [], []))
    missing = best.header.missing(columns)
    where: dict[str, Any] = {"sheet": best.sheet.name if len(located) > 1 else "", "line": best.header.line}
    near: dict[Any, Any] = {
        note.params["column"]: note.params["titles"] for note in best.notes if note.code == "near_titles_unread"
    }
    if missing and near.keys() >= {column.title for column in missing}:
        titles = [title for column in missing for title in near[column.title]]
        return SheetError("near_titles", **where, titles=titles, columns=[column.key for column in missing])
    code = "columns_unassigned" if can_assign else "columns_missing"
    return SheetError(code, **where, columns=[column.key for column in missing])
