"""Natural persons and residents' ID numbers are not kept: the stored file is replaced by one without them."""

import io
from collections.abc import Sequence, Set
from pathlib import PurePath
from typing import Any

import xlsxwriter
from django.core.files.base import ContentFile
from django.db import transaction

from audit.recording import record
from audit.types import EventType
from blacklists.models import BlacklistImport, ParsedTable
from spreadsheets.columns import index_of
from spreadsheets.resident_ids import cut_ids_in_row, cut_ids_in_rows, may_hold_ids
from spreadsheets.rows import Table
from spreadsheets.sheets import Sheet, without_absent

# The maximum length of a cell of a workbook.
LONGEST_CELL = 32_767
# Added to the name of a file without personal data.
REDACTED = "（已去除个人信息）"


def redact_personal_data(
    submission: BlacklistImport, sheets: Sequence[Sheet], *, table: Table | None = None, private: Set[int] = frozenset()
) -> None:
    """Replace a file that names natural persons or contains ID numbers by an .xlsx file without them, line by line.

    `table` is the parsed table, None where none was found; `private` are the lines about natural persons in its sheet.
    The SHA-256 stays that of the received file, so that the same bytes are recognised. Called in the transaction of
    the results.
    """
    if not private and not any(may_hold_ids(sheet.rows) for sheet in sheets):
        return
    kept = [_without(sheet, table if table and sheet.name == table.sheet else None, private) for sheet in sheets]
    if not private and kept == [sheet.rows for sheet in sheets]:
        return
    storage, original = submission.file.storage, str(submission.file.name)
    submission.file.save("", ContentFile(_workbook(sheets, kept)), save=False)
    stem = PurePath(submission.filename).stem.removesuffix(REDACTED)
    submission.filename = f"{stem[:180]}{REDACTED}.xlsx"
    submission.redacted_rows = (submission.redacted_rows or 0) + len(private)
    submission.save(update_fields=["file", "filename", "redacted_rows"])
    transaction.on_commit(lambda: storage.delete(original))


def discard_unread(submission: BlacklistImport) -> None:
    """Delete the stored file of an import that was not read, because it may name natural persons; keep the row.

    The first lines of its sheets, which the page shows, are deleted as well.
    """
    if not submission.file:
        return
    storage, original = submission.file.storage, str(submission.file.name)
    submission.file, submission.reading = "", {}
    submission.save(update_fields=["file", "reading"])
    transaction.on_commit(lambda: storage.delete(original))


def discard_parsed() -> None:
    """Discard the parsed tables of the imports that no worker has to read any more."""
    ParsedTable.objects.exclude(submission__in=BlacklistImport.objects.waiting()).delete()


def discard_expired() -> None:
    """Discard the unreadable files whose retention has ended, and the files that a killed worker left."""
    discard_parsed()
    for pk in BlacklistImport.objects.expired_unreadable().values_list("pk", flat=True):
        _discard_expired(pk)


@transaction.atomic
def _discard_expired(pk: int) -> None:
    # A person may have withdrawn it a moment ago.
    still = BlacklistImport.objects.expired_unreadable().select_for_update(of=("self",)).filter(pk=pk).first()
    if still:
        discard_unread(still)
        record(EventType.IMPORT_DISCARDED, target=still, data={"sha256": still.sha256}, by=None)


def _without(sheet: Sheet, table: Table | None, private: Set[int]) -> list[list[str]]:
    """Return the rows without ID numbers. Rows of natural persons are blank, so that later rows keep their line."""
    if table is None:
        return cut_ids_in_rows(sheet.rows, {})
    keys = {index_of(letters): key for key, letters in table.columns.items()}
    return [[] if line in private else cut_ids_in_row(row, keys) for line, row in enumerate(sheet.rows, start=1)]


def _workbook(sheets: Sequence[Sheet], kept: Sequence[Sequence[Sequence[str]]]) -> bytes:
    """Return a workbook of the sheets under their names, in which every cell is text."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        for number, (sheet, rows) in enumerate(zip(sheets, kept, strict=True), start=1):
            page = _page(book, sheet.name, number)
            if sheet.hidden and number > 1:
                page.hide()
            for line, row in enumerate(rows):
                for column, text in enumerate(without_absent(row)):
                    if text:
                        page.write_string(line, column, text[:LONGEST_CELL])
    return stream.getvalue()


def _page(book: Any, name: str, number: int) -> Any:
    """Add a sheet of that name, or of a default name where a workbook does not accept it."""
    try:
        return book.add_worksheet(name)
    except xlsxwriter.exceptions.XlsxWriterException:
        return book.add_worksheet(f"工作表{number}")
