"""Locating the table in the sheets of a file: each sheet with its header, and the columns that it lacks."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from spreadsheets.column_choices import ColumnChoice
from spreadsheets.columns import Column
from spreadsheets.headers import Header, find_header
from spreadsheets.near_titles import understand_near_titles
from spreadsheets.problems import Note
from spreadsheets.sheets import Sheet, SheetError

NO_HEADER = Header(0, [], {})


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
