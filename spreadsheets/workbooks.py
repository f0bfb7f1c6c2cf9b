"""Reading the sheets of a workbook (.xlsx, .xls, .xlsb, .ods): the texts of their cells, and their marks."""

import io
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from itertools import zip_longest

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from spreadsheets.encryption import decrypted, is_encrypted
from spreadsheets.problems import Note
from spreadsheets.sheet_marks import Merged, SheetMarks
from spreadsheets.sheets import MAX_CELLS, CellMark, SheetError, SheetStream, sheet_attributes
from spreadsheets.workbook_marks import WorkbookMarks, open_marks
from spreadsheets.xls_stream import BROKEN

Cell = int | float | str | bool | time | date | datetime | timedelta | None


# Rows of merged cells of a sheet, in all; each has a mark.
MAX_MARKS = 500_000


def workbook_sheets(content: bytes) -> Iterator[SheetStream]:
    """Yield attributes and rows of each sheet; raises SheetError for a workbook that cannot be opened."""
    if is_encrypted(content):
        content = decrypted(content)
    # calamine guesses the format of a path by its name, and that of a stream by its content.
    marks, stream = open_marks(content), io.BytesIO(content)
    try:
        book = CalamineWorkbook.from_filelike(stream)
    except PasswordError:
        raise
    except (CalamineError, OSError):
        book = CalamineWorkbook.from_filelike(marks.readable_copy())
    for index in range(len(book.sheet_names)):
        yield _sheet(book, marks, index)


def _sheet(book: CalamineWorkbook, workbook_marks: WorkbookMarks, index: int) -> SheetStream:
    # Both release the GIL for most of their time, so that they run in parallel.
    with ThreadPoolExecutor(1) as executor:
        future = executor.submit(workbook_marks.of_sheet, book.sheet_names[index])
        try:
            sheet = book.get_sheet_by_index(index)
        except (CalamineError, OSError):
            sheet = CalamineWorkbook.from_filelike(workbook_marks.readable_copy()).get_sheet_by_index(index)
        try:
            marks = future.result()
        except BROKEN as error:
            raise SheetError("damaged") from error
    # calamine gives the blank rows above the used range, but not the blank columns left of it.
    left = [""] * (sheet.start[1] if sheet.start else 0)
    rows = (left + [cell if type(cell) is str else _text(cell) for cell in row] for row in sheet.iter_rows())
    marks.merged = [(*start, *end) for start, end in sheet.merged_cell_ranges or ()] or marks.merged
    # A merged cell may reach below the last row with content.
    last = sheet.end[0] if sheet.end else 0
    marks.merged = [(top, left, min(bottom, last), right) for top, left, bottom, right in marks.merged]
    is_hidden = book.sheets_metadata[index].visible != SheetVisibleEnum.Visible
    texts = _with_texts(rows, marks) if marks.texts else rows
    return sheet_stream(sheet.name, texts, marks, hidden=is_hidden, book_notes=workbook_marks.book_notes)


def sheet_stream(
    name: str, rows: Iterable[list[str]], marks: SheetMarks, *, hidden: bool, book_notes: Sequence[Note] = ()
) -> SheetStream:
    """Return the attributes of a sheet with these marks, and its rows with the texts of merged cells.

    Raises SheetError for merged cells over more rows than any table has, in all.
    """
    merged = [each for each in marks.merged if each[0] < each[2]]
    if sum(bottom - top for top, _, bottom, _ in merged) > MAX_MARKS:
        raise SheetError("too_many_cells", limit=MAX_CELLS)
    marks.marks += [
        CellMark(row + 1, left, "merged", "block" if left < right else "column")
        for top, left, bottom, right in merged
        for row in range(top + 1, bottom + 1)
    ]
    attributes = sheet_attributes(
        name,
        [*_notes(marks, merged), *book_notes],
        hidden=hidden,
        is_1904=marks.is_1904,
        hidden_lines=marks.hidden_lines,
        hidden_columns=marks.hidden_columns,
        marks=marks.marks,
    )
    return attributes, _with_merged(rows, merged) if merged else rows


def _notes(marks: SheetMarks, merged: Sequence[Merged]) -> list[Note]:
    counts = {
        "hidden_rows": len(marks.hidden_lines),
        "hidden_columns": len(marks.hidden_columns),
        "merged_cells": sum(left == right for _, left, _, right in merged),
    }
    return [Note(code, {"count": count}) for code, count in counts.items() if count]


def _text(cell: Cell) -> str:
    """Return a cell as text: days in ISO format, whole numbers without a decimal point."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else str(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _with_texts(rows: Iterable[list[str]], marks: SheetMarks) -> Iterator[list[str]]:
    """Yield the rows with the texts of the marks: formula errors, and formulas without a stored result."""
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in marks.texts.items():
        by_row.setdefault(row, []).append((column, text))
    last = range(max(by_row) + 1)
    for row, (cells, _) in enumerate(zip_longest(rows, last)):
        cells = cells or []
        for column, text in by_row.get(row, ()):
            cells += [""] * (column + 1 - len(cells))
            cells[column] = text
        yield cells


def _with_merged(rows: Iterable[list[str]], merged: Sequence[Merged]) -> Iterator[list[str]]:
    """Yield the rows with the text of each merged cell in its first column of every row that is not blank otherwise."""
    begins: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom, _ in merged:
        begins.setdefault(top, []).append((bottom, left))
    above: dict[int, tuple[int, str]] = {}
    for line, row in enumerate(rows):
        if above and any(map(str.strip, row)):
            for column, (bottom, text) in above.items():
                if line <= bottom and column < len(row):
                    row[column] = text
        for bottom, column in begins.get(line, ()):
            above[column] = (bottom, row[column] if column < len(row) else "")
        yield row
