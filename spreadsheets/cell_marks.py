"""The marks of the cells of a table: those that are kept, and the notes on those of columns that are not read."""

from collections.abc import Iterable, Mapping, Sequence

from spreadsheets.columns import index_of, letter_of
from spreadsheets.problems import Note
from spreadsheets.resident_ids import cut_ids
from spreadsheets.set_aside import SIGNER
from spreadsheets.sheets import CellMark

LONGEST_SHOWN = 80


def kept_marks(marks: Iterable[CellMark]) -> list[CellMark]:
    """Return the marks with texts in which ID numbers of residents and the names of signers are masked."""
    return [mark._replace(text=SIGNER.sub(r"\1…", cut_ids(mark.text))) if mark.text else mark for mark in marks]


def notes_on_formulas(
    marks: Sequence[CellMark], titles: Mapping[str, str], read: Iterable[str], lines: Iterable[int]
) -> list[Note]:
    """Return a note for each column that is not read, in which formulas of the rows are errors or have no result.

    `titles` is column letter → title, `read` the letters of the columns that are read, `lines` those of the rows.
    """
    errors = [mark for mark in marks if mark.kind == "error"]
    if not errors:
        return []
    places, rows = set(map(index_of, read)), set(lines)
    by_column: dict[int, list[CellMark]] = {}
    for mark in errors:
        if mark.line in rows and mark.column not in places:
            by_column.setdefault(mark.column, []).append(mark)
    return [
        Note(
            "formulas_unread",
            {
                "letter": letter_of(column),
                "title": titles.get(letter_of(column), "").strip(),
                "count": len(found),
                "line": found[0].line,
                "text": found[0].text[:LONGEST_SHOWN],
            },
        )
        for column, found in sorted(by_column.items())
    ]
