"""Downloads of an uploaded table: the marked workbook with its problems, and the rows that are set aside."""

import io
from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any

import xlsxwriter

from exports.files import Format, write_table
from exports.tables import Columns, Table
from spreadsheets.cell_marks import kept_marks
from spreadsheets.columns import Column, index_of
from spreadsheets.problems import SET_ASIDE_REASONS, WHOLE_FILE
from spreadsheets.resident_ids import cut_ids
from spreadsheets.rows import CellEdit, Layout, parse_table
from spreadsheets.set_aside import shown_text
from spreadsheets.sheets import PORTAL_AUTHOR, Sheet, without_absent
from uploads.actions import stored_sheets
from uploads.models import FileProblem, FileSubmission

COLOURS = {"error": "#F8CBAD", "confirm": "#FFE699", "notice": "#DDEBF7"}
ERRORS_TITLE = "错误信息"
# Characters of a column of an empty table.
BLANK_WIDTH = 22
SET_ASIDE_COLUMNS: Columns = {
    "行": attrgetter("line"),
    "原因": lambda row: SET_ASIDE_REASONS[row.reason],
    "内容": shown_text,
}


def marked_workbook(submission: FileSubmission) -> io.BytesIO:
    """Return the uploaded table, line by line, as .xlsx: problem cells have a colour and a note.

    Column 错误信息 has the problems of each line. Every cell is text, and no cell is a formula. What the sender struck
    through and the sender's comments are kept. Raises SheetError where the file cannot be read.
    """
    sheets = stored_sheets(submission)
    found = submission.reading.get("sheet")
    sheet = next((sheet for sheet in sheets if sheet.name == found), sheets[0])
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True, "date_1904": sheet.is_1904}) as book:
        _write(book, sheet, submission)
    stream.seek(0)
    return stream


def blank_workbook(columns: Iterable[Column]) -> bytes:
    """Return an empty table to be filled in, as .xlsx; its cells keep codes as text."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page, text = book.add_worksheet(), book.add_format({"num_format": "@"})
        for place, column in enumerate(columns):
            page.set_column(place, place, BLANK_WIDTH, text)
            page.write_string(0, place, column.title)
    return stream.getvalue()


def _write(book: Any, sheet: Sheet, submission: FileSubmission) -> None:
    page = book.add_worksheet()
    # Severity, and whether the cell is struck through → format.
    formats = {("", True): book.add_format({"font_strikeout": True})}
    for severity, colour in COLOURS.items():
        for is_struck in (False, True):
            look = {"bg_color": colour, "font_strikeout": is_struck}
            formats[severity, is_struck] = book.add_format(look)
    struck = {(mark.line, mark.column) for mark in sheet.marks if mark.kind == "struck"}
    comments = {(mark.line, mark.column): mark.text for mark in kept_marks(sheet.marks) if mark.kind == "comment"}
    by_line: dict[int, list[FileProblem]] = {}
    for problem in submission.problems.all():
        by_line.setdefault(problem.line, []).append(problem)
    header_line = submission.reading.get("header_line", 0)
    # What concerns the whole file stands beside the header.
    of_file = by_line.pop(WHOLE_FILE, [])
    keys = {index_of(column["letter"]): column["key"] for column in submission.reading.get("columns", ())}
    rows = _with_cell_edits(sheet, submission, {key: place for place, key in keys.items()})
    last = _without_earlier_errors(rows, header_line)
    for line, row in enumerate(rows, start=1):
        problems = by_line.get(line, [])
        by_place = {index_of(problem.column): problem for problem in reversed(problems) if problem.column}
        for place in range(max(len(row), *(place + 1 for place in by_place), 0) if by_place else len(row)):
            text = cut_ids(row[place], keys.get(place, "")) if place < len(row) else ""
            problem = by_place.get(place)
            look = (problem.severity if problem else "", (line, place) in struck)
            page.write_string(line - 1, place, text, formats.get(look))
            if (line, place) in comments:
                page.write_comment(line - 1, place, comments[line, place])
            elif problem:
                page.write_comment(line - 1, place, f"{problem.message}。{problem.hint}", {"author": PORTAL_AUTHOR})
        if problems:
            page.write_string(line - 1, last, _texts(problems))
        elif line == header_line:
            page.write_string(line - 1, last, ERRORS_TITLE)
            if of_file:
                page.write_comment(line - 1, last, _texts(of_file), {"author": PORTAL_AUTHOR})
    if header_line:
        page.autofilter(header_line - 1, 0, len(rows) - 1, last)


def _texts(problems: Iterable[FileProblem]) -> str:
    return "；".join(f"{problem.message}。{problem.hint}" for problem in problems)


def _with_cell_edits(sheet: Sheet, submission: FileSubmission, places: Mapping[str, int]) -> list[list[str]]:
    """Return the rows of the sheet with the cell edits, which need not be made again in the marked workbook."""
    rows = list(map(without_absent, sheet.rows))
    for cell_edit in (CellEdit(**edit) for edit in submission.cell_edits):
        if cell_edit.line <= len(rows) and cell_edit.key in places:
            row, place = rows[cell_edit.line - 1], places[cell_edit.key]
            row += [""] * (place + 1 - len(row))
            row[place] = cell_edit.text
    return rows


def _without_earlier_errors(rows: list[list[str]], header_line: int) -> int:
    """Return the place of column 错误信息; the column of an earlier marked workbook is emptied and used again."""
    titles = rows[header_line - 1] if header_line else []
    if ERRORS_TITLE not in titles:
        return max(map(len, rows), default=0)
    place = titles.index(ERRORS_TITLE)
    for row in rows[header_line:]:
        if place < len(row):
            row[place] = ""
    return place


def set_aside_workbook(submission: FileSubmission) -> io.BytesIO:
    """Return all rows that are set aside as .xlsx: line, reason and text, without natural persons.

    The stored file is read once more with the sheet, header and columns of its reading. Raises SheetError.
    """
    reading = submission.reading
    columns = {column["key"]: column["letter"] for column in reading["columns"]}
    layout = Layout(sheet=reading["sheet"], header_line=reading["header_line"], columns=columns)
    decisions = dict(submission.decided_rows)
    table = parse_table(stored_sheets(submission), submission.columns, layout=layout, row_decisions=decisions)
    stream = io.BytesIO()
    write_table(Table("不是企业的行", table.set_aside, SET_ASIDE_COLUMNS), Format.XLSX, stream, made_by=PORTAL_AUTHOR)
    stream.seek(0)
    return stream
