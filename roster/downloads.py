"""Downloads of a submission: the uploaded table with its problems marked, and the whole material as one file."""

import csv
import io
import json
import platform
import zipfile
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import xlsxwriter
from django.utils import timezone

from roster.models import RosterProblem, RosterSubmission
from spreadsheets.cells import masked
from spreadsheets.columns import index_of
from spreadsheets.rows import CellEdit
from spreadsheets.sheets import Sheet, without_absent
from uploads.actions import stored_sheets

COLOURS = {"error": "#F8CBAD", "confirm": "#FFE699", "notice": "#DDEBF7"}
ERRORS_TITLE = "错误信息"
READERS = ("python-calamine", "python-stdnum", "django", "psycopg2-binary")
PROBLEM_TITLES = ("行", "列", "字段", "规则", "程度", "问题", "怎样改正", "单元格内容")


def marked_workbook(submission: RosterSubmission) -> io.BytesIO:
    """Return the uploaded table, line by line, as .xlsx: problem cells have a colour and a note.

    Column 错误信息 has the problems of each line. Every cell is text, and no cell is a formula. Raises SheetError where
    the file cannot be read.
    """
    sheets = stored_sheets(submission)
    found = submission.reading.get("sheet")
    sheet = next((sheet for sheet in sheets if sheet.name == found), sheets[0])
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True, "date_1904": sheet.is_1904}) as book:
        _write(book, sheet, submission)
    stream.seek(0)
    return stream


def _write(book: Any, sheet: Sheet, submission: RosterSubmission) -> None:
    page = book.add_worksheet()
    formats = {severity: book.add_format({"bg_color": colour}) for severity, colour in COLOURS.items()}
    by_line: dict[int, list[RosterProblem]] = {}
    for problem in submission.problems.all():
        by_line.setdefault(problem.line, []).append(problem)
    header_line = submission.reading.get("header_line", 0)
    keys = {index_of(column["letter"]): column["key"] for column in submission.reading.get("columns", ())}
    rows = _with_cell_edits(sheet, submission, {key: place for place, key in keys.items()})
    last = _without_earlier_errors(rows, header_line)
    for line, row in enumerate(rows, start=1):
        problems = by_line.get(line, [])
        by_place = {index_of(problem.column): problem for problem in reversed(problems) if problem.column}
        for place in range(max(len(row), *(place + 1 for place in by_place), 0) if by_place else len(row)):
            text = masked(row[place], keys.get(place, "")) if place < len(row) else ""
            if place in by_place:
                problem = by_place[place]
                page.write_string(line - 1, place, text, formats[problem.severity])
                page.write_comment(line - 1, place, f"{problem.message}。{problem.hint}")
            else:
                page.write_string(line - 1, place, text)
        if problems:
            page.write_string(line - 1, last, "；".join(f"{p.message}。{p.hint}" for p in problems))
        elif line == header_line:
            page.write_string(line - 1, last, ERRORS_TITLE)
    if header_line:
        page.autofilter(header_line - 1, 0, len(rows) - 1, last)


def _with_cell_edits(sheet: Sheet, submission: RosterSubmission, places: Mapping[str, int]) -> list[list[str]]:
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


def bundle_of(submission: RosterSubmission) -> bytes:
    """Return a .zip of the original file, how it was read, its problems, and the versions of the software."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        with submission.file.open("rb") as stored:
            archive.writestr(f"原文件/{submission.filename}", stored.read())
        archive.writestr("怎样读的.json", json.dumps(_reading(submission), ensure_ascii=False, indent=2))
        archive.writestr("问题.csv", "\ufeff" + _problems_csv(submission))
        archive.writestr("版本.txt", "\n".join(_versions()))
    return stream.getvalue()


def _reading(submission: RosterSubmission) -> dict[str, Any]:
    return {
        "报送": submission.pk,
        "海关": submission.office.name,
        "SHA-256": submission.sha256,
        "方式": submission.get_mode_display(),
        "截至日期": submission.as_of.isoformat(),
        "状态": submission.get_status_display(),
        "失败原因": submission.failure,
        "处理次数": submission.attempts,
        "指定的读法": submission.layout,
        "页面改正": submission.cell_edits,
        "读法": {**submission.reading, "notes": submission.reading_notes},
    }


def _problems_csv(submission: RosterSubmission) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(PROBLEM_TITLES)
    for p in submission.problems.all():
        severity = p.get_severity_display()
        # The apostrophe prevents a spreadsheet program from evaluating the content as a formula.
        writer.writerow([p.line, p.column, p.get_key_display(), p.rule, severity, p.message, p.hint, f"'{p.cell}"])
    return stream.getvalue()


def _versions() -> list[str]:
    lines = [f"{name} {version(name)}" for name in READERS]
    return [f"生成于 {timezone.localtime():%Y-%m-%d %H:%M:%S}", f"Python {platform.python_version()}", *lines]
