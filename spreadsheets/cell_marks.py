"""The marks of the cells of a table: those that are kept, and the notes on those outside of the cells that are read."""

import re
from collections.abc import Iterable, Mapping, Sequence

from spreadsheets.columns import index_of, letter_of
from spreadsheets.problems import Note, Params
from spreadsheets.set_aside import SIGNER
from spreadsheets.sheets import CellMark

LONGEST_SHOWN = 80
TEXTS_SHOWN = 6
MOBILE_NUMBER = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def kept_marks(marks: Iterable[CellMark]) -> list[CellMark]:
    """Return the marks with texts from which mobile numbers and the names of signers are cut out.

    Other personal data is cut before (personal_data.py).
    """
    return [mark._replace(text=_kept_text(mark.text)) if mark.text else mark for mark in marks]


def _kept_text(text: str) -> str:
    return SIGNER.sub(r"\1…", MOBILE_NUMBER.sub("…", text))


def notes_on_comments(marks: Sequence[CellMark], lines: Iterable[int]) -> list[Note]:
    """Return the note on the comments outside of the rows, such as those on titles; `lines` are those of the rows."""
    comments = [mark for mark in marks if mark.kind == "comment"]
    rows = set(lines) if comments else set()
    others = [mark for mark in comments if mark.line not in rows]
    if not others:
        return []
    first = others[0]
    params: Params = {
        "count": len(others),
        "line": first.line,
        "letter": letter_of(first.column),
        "text": first.text[:LONGEST_SHOWN],
    }
    return [Note("comments_elsewhere", params)]


def note_on_page_texts(marks: Sequence[CellMark]) -> list[Note]:
    """Return the note on what the printed pages have as header or footer."""
    texts = list(dict.fromkeys(mark.text[:LONGEST_SHOWN] for mark in marks if mark.kind == "page"))
    return [Note("page_texts", {"texts": texts[:TEXTS_SHOWN]})] if texts else []


def note_on_pictures(marks: Sequence[CellMark]) -> list[Note]:
    """Return the note that the sheet has pictures, such as a stamp or a watermark, whose texts are not read."""
    count = sum(mark.kind == "picture" for mark in marks)
    return [Note("pictures", {"count": count})] if count else []


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
