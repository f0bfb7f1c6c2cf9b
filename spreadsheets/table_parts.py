"""Tables in parts: side by side in one sheet, or continued in further sheets. The parts are put below one another.

Every row so gets a line of its own; a note states which lines the rows of a part have.
"""

from collections.abc import Sequence
from dataclasses import replace

from spreadsheets.columns import CODES, Column, letter_of
from spreadsheets.headers import Header, age_of, find_header, title_key
from spreadsheets.problems import Note
from spreadsheets.row_kinds import CODE, FULL_NAME, plain
from spreadsheets.sheets import CellMark, Sheet

CONTINUED = "续"


def join_parts(sheets: Sequence[Sheet], columns: Sequence[Column]) -> list[Sheet]:
    """Return the sheets in which each table is in one piece; sheets that continue another one are part of it."""
    joined = [sheet if sheet.is_data else _below_one_another(sheet, columns) for sheet in sheets]
    headers = [find_header(sheet.rows, columns) for sheet in joined]
    complete = [
        place
        for place, (sheet, header) in enumerate(zip(joined, headers, strict=True))
        if not (sheet.hidden or sheet.is_data or header.missing(columns) or CONTINUED in sheet.name)
    ]
    if len(complete) != 1:
        return joined
    (first,) = complete
    main, kept = joined[first], []
    for place, sheet in enumerate(joined):
        if place > first and not sheet.hidden and _continues(sheet, headers[place], headers[first]):
            main = _appended(main, sheet)
        elif place != first:
            kept.append(sheet)
    return [*kept[:first], main, *kept[first:]]


def _below_one_another(sheet: Sheet, columns: Sequence[Column]) -> Sheet:
    """Return the sheet with the tables to the right of the first one below it."""
    header = find_header(sheet.rows, columns)
    starts = _starts(sheet, header) if header.alternatives else []
    if len(starts) < 2 or any(place >= starts[1] for place in header.places.values()):
        return sheet
    left, right, *_ = starts
    rows, moved = [], []
    for line, cells in enumerate(sheet.rows, start=1):
        rows.append(cells if line < header.first_line else cells[:right])
        if line > header.line:
            moved += [
                (line, start, part) for start in starts[1:] if any(map(str.strip, part := _part(cells, start, starts)))
            ]
    moved.sort(key=lambda found: found[1])
    new_lines = {(line, start): len(rows) + number for number, (line, start, _) in enumerate(moved, start=1)}
    marks = [_moved_mark(mark, starts, new_lines) for mark in sheet.marks]
    hidden = set(sheet.hidden_lines)
    hidden |= {new_line for (line, _), new_line in new_lines.items() if line in hidden}
    count = {"count": len(moved), "first": len(rows) + 1, "last": len(rows) + len(moved)}
    note = Note("side_by_side", {"letter": letter_of(right), **count})
    rows += [[""] * left + part for _, _, part in moved]
    notes = [*sheet.notes, note]
    return replace(sheet, rows=rows, suspects=None, marks=marks, hidden_lines=sorted(hidden), notes=notes)


def _starts(sheet: Sheet, header: Header) -> list[int]:
    """Return the first column of each table whose titles are those of the first one, in the same order.

    Two tables under different words, such as 企业 and 关联企业, are not two parts of one table.
    """
    keys = [f"{title_key(title)}{age_of(title) or ''}" for title in header.titles]
    left = next(place for place, key in enumerate(keys) if key)
    right = next((place for place in range(left + 2, len(keys)) if keys[place] == keys[left]), len(keys))
    titles = keys[left:right]
    while titles and not titles[-1]:
        titles.pop()
    width = right - left
    starts = [start for start in range(left, len(keys), width) if keys[start : start + len(titles)] == titles]
    above = sheet.rows[header.first_line - 2] if header.first_line > 1 else []
    over = ["".join(_part(above, start, starts)).strip() for start in starts]
    return starts if len(titles) > 1 and all(text in ("", over[0]) for text in over[1:]) else []


def _part(cells: Sequence[str], start: int, starts: Sequence[int]) -> list[str]:
    """Return the cells of the table that begins in this column; the last table has all further cells."""
    width = starts[1] - starts[0] if len(starts) > 1 else len(cells)
    return list(cells[start:] if start == starts[-1] else cells[start : start + width])


def _moved_mark(mark: CellMark, starts: Sequence[int], new_lines: dict[tuple[int, int], int]) -> CellMark:
    start = max((start for start in starts if start <= mark.column), default=starts[0])
    line = new_lines.get((mark.line, start))
    return mark._replace(line=line, column=mark.column - start + starts[0]) if line else mark


def _continues(sheet: Sheet, header: Header, main: Header) -> bool:
    """Return whether the rows of the sheet go on with those of the main one: in the same columns, without a header.

    A sheet that is called a continuation (续表) may repeat the titles.
    """
    if CONTINUED in sheet.name and header.places == main.places:
        return True
    filled = [cells for cells in sheet.rows if any(map(str.strip, cells))]
    return len(header.places) < 2 and sum(_fits(cells, main) for cells in filled) * 2 >= len(filled) > 0


def _fits(cells: Sequence[str], main: Header) -> bool:
    """Return whether the row has a code, or the full name of an enterprise, in the columns of the main table."""
    codes = [place for key, place in main.places.items() if key in CODES]
    name = main.places.get("name", -1)
    if codes:
        return any(place < len(cells) and CODE.fullmatch(plain(cells[place])) for place in codes)
    return 0 <= name < len(cells) and FULL_NAME.fullmatch(cells[name]) is not None


def _appended(main: Sheet, sheet: Sheet) -> Sheet:
    """Return the main sheet with the rows of the other one below."""
    lines = len(main.rows)
    count = {"count": len(sheet.rows), "first": lines + 1, "last": lines + len(sheet.rows)}
    note = Note("continued_sheet", {"sheet": sheet.name, **count})
    return replace(
        main,
        rows=[*main.rows, *sheet.rows],
        suspects=None,
        notes=[*main.notes, *sheet.notes, note],
        hidden_lines=[*main.hidden_lines, *(lines + line for line in sheet.hidden_lines)],
        marks=[*main.marks, *(mark._replace(line=lines + mark.line) for mark in sheet.marks)],
    )
