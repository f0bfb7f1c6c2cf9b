"""No personal data of natural persons stays: the stored file is replaced by a workbook without it.

Until the file is settled, its sheets are kept as well, as the reader gave them, so that it can be read again with all
marks. They have no personal data, except in the rows that are held until a person decides what they are, at most for
HELD_RETENTION.
"""

import gzip
import io
import json
from collections.abc import Iterable, Sequence, Set
from contextlib import suppress
from dataclasses import replace
from pathlib import PurePath
from typing import Any, NamedTuple

import xlsxwriter
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from spreadsheets.columns import index_of
from spreadsheets.file_reading import received_sheets
from spreadsheets.person_names import Subject, subject_of
from spreadsheets.personal_data import ROW_MASK, cut_person_cells
from spreadsheets.problems import MAY_BE_PERSON, NATURAL_PERSON, Problem
from spreadsheets.rows import Table
from spreadsheets.set_aside import MAY_BE_PERSONS
from spreadsheets.sheets import WORKBOOK_CELL, Sheet, without_absent
from uploads.models import UNSETTLED, FileSubmission
from uploads.unread_texts import names_persons_elsewhere


class PrivateLines(NamedTuple):
    """The lines of the table about natural persons, and those that are held until a person decides."""

    persons: Set[int] = frozenset()
    held: Set[int] = frozenset()


NO_LINES = PrivateLines()


def private_lines(table: Table, problems: Iterable[Problem]) -> PrivateLines:
    """Return the lines of which no text is kept: rows of the table, and rows set aside that look like persons."""
    persons = {problem.line for problem in problems if problem.code == NATURAL_PERSON}
    held = {problem.line for problem in problems if problem.code == MAY_BE_PERSON}
    place = index_of(table.columns["name"]) if "name" in table.columns else 0
    for row in table.set_aside:
        name = row.cells[place] if place < len(row.cells) else ""
        if row.reason in MAY_BE_PERSONS and name.strip():
            subject = subject_of(name)
            if subject is Subject.PERSON or (row.reason == "decided" and subject is not Subject.ENTERPRISE):
                persons.add(row.line)
    return PrivateLines(persons, held)


def redact_personal_data(
    submission: FileSubmission,
    sheets: Sequence[Sheet],
    *,
    table: Table | None = None,
    lines: PrivateLines = NO_LINES,
) -> None:
    """Replace a file with personal data by one without it, line by line; leave any other file as it came.

    `sheets` are the sheets as the worker read them, without numbers of identity documents; `table` is None where none
    was found. The SHA-256 stays that of the received file, so that the same bytes are recognised. Called in the
    transaction of the results.
    """
    found = [sheet if table and sheet.name == table.sheet else _without_person_cells(sheet) for sheet in sheets]
    is_changed = any(sheet.cut_cells for sheet in found) or any(lines) or bool(submission.sheets_file)
    if not is_changed and not _names_persons_elsewhere(submission):
        return
    place = index_of(table.columns["name"]) if table and "name" in table.columns else 0
    for_reading = [_without_lines(sheet, table, lines.persons, place) for sheet in found]
    for_download = [_without_lines(sheet, table, lines.held, place) for sheet in for_reading]
    _replace_file(submission, "file", _workbook(for_download))
    _replace_file(submission, "sheets_file", _packed(for_reading))
    if submission.redacted_rows is None:
        submission.filename = f"{PurePath(submission.filename).stem[:180]}（已去除个人信息）.xlsx"
    submission.redacted_rows = len(lines.persons | lines.held)
    _cut_previews(submission, table, lines)
    submission.save(update_fields=["file", "sheets_file", "filename", "redacted_rows", "reading"])


def downloads_folder(submission: FileSubmission) -> str:
    """Return the folder of the downloads that workers made of the file (kept_downloads.py)."""
    return f"{submission._meta.model_name}/downloads/{submission.pk}"


def discard_held_rows(submission: FileSubmission) -> None:
    """Delete the kept sheets and the downloads, which contain the held rows, because the file is settled."""
    transaction.on_commit(lambda: _delete_folder(downloads_folder(submission)))
    if submission.sheets_file:
        storage, name = submission.sheets_file.storage, str(submission.sheets_file.name)
        submission.sheets_file = ""
        submission.save(update_fields=["sheets_file"])
        transaction.on_commit(lambda: storage.delete(name))


def discard_unread(submission: FileSubmission) -> None:
    """Delete the stored file of a submission that was not read, because it may name natural persons; keep the row.

    The first lines of its sheets, which the page shows, are deleted as well.
    """
    if not submission.file:
        return
    storage, original = submission.file.storage, str(submission.file.name)
    submission.file, submission.reading = "", {}
    submission.save(update_fields=["file", "reading"])
    transaction.on_commit(lambda: storage.delete(original))


def discard_expired_held(submissions: type[FileSubmission]) -> None:
    """Delete the held rows of the unsettled files about which nobody decided within their retention."""
    for pk in submissions.objects.expired_held().values_list("pk", flat=True):
        with transaction.atomic():
            # A person may have had it read again or settled it a moment ago.
            still = submissions.objects.select_for_update(of=("self",)).filter(pk=pk, status__in=UNSETTLED).first()
            if still:
                discard_held_rows(still)


def _delete_folder(folder: str) -> None:
    """Delete the files in a folder of the storage, which may not exist."""
    with suppress(FileNotFoundError):
        for name in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{name}")


def kept_sheets(submission: FileSubmission) -> list[Sheet]:
    """Return the sheets that were kept for reading the file again; none for a file that is kept as it came."""
    if not submission.sheets_file:
        return []
    with submission.sheets_file.open("rb") as stored, gzip.open(stored) as unpacked:
        sheets, _ = received_sheets(unpacked)
    return sheets


def _cut_previews(submission: FileSubmission, table: Table | None, lines: PrivateLines) -> None:
    """Empty the lines about natural persons in the first lines that the page shows of the sheet of the table."""
    for preview in submission.reading.get("sheets", ()):
        if table and preview["name"] == table.sheet:
            for line in filter(range(1, len(preview["lines"]) + 1).__contains__, lines.persons | lines.held):
                preview["lines"][line - 1] = []


def _replace_file(submission: FileSubmission, field: str, content: bytes) -> None:
    """Store the content in place of the file in the field, which is deleted after the commit."""
    file = getattr(submission, field)
    storage, earlier = file.storage, str(file.name or "")
    file.save("", ContentFile(content), save=False)
    if earlier:
        transaction.on_commit(lambda: storage.delete(earlier))


def _without_person_cells(sheet: Sheet) -> Sheet:
    """Return a sheet that is not read without the cells that are names of natural persons."""
    rows = cut_person_cells(sheet.rows)
    is_cut = any(row is not before for row, before in zip(rows, sheet.rows, strict=True))
    return replace(sheet, rows=rows, cut_cells=1) if is_cut else sheet


def _without_lines(sheet: Sheet, table: Table | None, lines: Set[int], place: int) -> Sheet:
    """Return the sheet of the table with a mark in place of these lines, so that later rows keep their line."""
    if not lines or table is None or sheet.name != table.sheet:
        return sheet
    mark = [""] * place + [ROW_MASK]
    rows = [mark if line in lines else row for line, row in enumerate(sheet.rows, start=1)]
    return replace(sheet, rows=rows, marks=[found for found in sheet.marks if found.line not in lines])


def _names_persons_elsewhere(submission: FileSubmission) -> bool:
    with submission.file.open("rb") as stored:
        return names_persons_elsewhere(stored)


def _packed(sheets: Sequence[Sheet]) -> bytes:
    """Return the sheets as lines of JSON in the form of the reader's messages, compressed."""
    lines = []
    for sheet in sheets:
        fields = {name: value for name, value in vars(sheet).items() if name not in ("rows", "suspects")}
        fields["notes"] = [list(note) for note in sheet.notes]
        lines += [fields, sheet.rows]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in [*lines, None])
    return gzip.compress(text.encode(), compresslevel=1)


def _workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook of the sheets under their names, in which every cell is text."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        styles = {
            "struck": book.add_format({"font_strikeout": True}),
            "crossed": book.add_format({"diag_type": 3, "diag_border": 1}),
        }
        for number, sheet in enumerate(sheets, start=1):
            page = _page(book, sheet.name, number)
            if sheet.hidden and number > 1:
                page.hide()
            marks = {(mark.line, mark.column): mark for mark in sheet.marks}
            for line in sheet.hidden_lines:
                page.set_row(line - 1, None, None, {"hidden": True})
            for line, row in enumerate(sheet.rows, start=1):
                for column, text in enumerate(without_absent(row)):
                    mark = marks.get((line, column))
                    if text:
                        style = styles.get(mark.kind) if mark else None
                        page.write_string(line - 1, column, text[:WORKBOOK_CELL], style)
                    if mark and mark.kind == "comment":
                        page.write_comment(line - 1, column, mark.text)
    return stream.getvalue()


def _page(book: Any, name: str, number: int) -> Any:
    """Add a sheet of that name, or of a default name where a workbook does not accept it."""
    try:
        return book.add_worksheet(name)
    except xlsxwriter.exceptions.XlsxWriterException:
        return book.add_worksheet(f"工作表{number}")
