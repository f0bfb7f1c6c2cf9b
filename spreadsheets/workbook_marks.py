"""Opening the part of a workbook's file that holds its marks, in each format of workbooks."""

import io
from typing import BinaryIO, Protocol
from zipfile import BadZipFile, ZipFile

from spreadsheets.file_kinds import ZIP
from spreadsheets.ods_marks import OdsMarks
from spreadsheets.problems import Note
from spreadsheets.sheet_marks import SheetMarks
from spreadsheets.sheets import SheetError
from spreadsheets.xls_marks import XlsMarks
from spreadsheets.xls_stream import BROKEN
from spreadsheets.xlsb_marks import XlsbMarks
from spreadsheets.xlsx_marks import XlsxMarks
from spreadsheets.xlsx_package import Package


class WorkbookMarks(Protocol):
    """The marks of the sheets of one workbook; the notes on the workbook as a whole."""

    book_notes: list[Note]

    def of_sheet(self, name: str) -> SheetMarks:
        """Return the marks of the sheet with this name."""
        ...

    def readable_copy(self) -> BinaryIO:
        """Return a copy of the workbook that calamine reads; raises SheetError where there is none."""
        ...


def open_marks(content: bytes) -> WorkbookMarks:
    """Return the marks of the workbook, whatever its format; raises SheetError for a broken file."""
    try:
        return _open(content)
    except (BadZipFile, NotImplementedError, *BROKEN) as error:
        raise SheetError("damaged") from error


def _open(content: bytes) -> WorkbookMarks:
    if not content.startswith(ZIP):
        return XlsMarks(content)
    package = Package(ZipFile(io.BytesIO(content)))
    if package.main_part.endswith(".xml"):
        return XlsxMarks(package)
    return XlsbMarks(package) if package.main_part else OdsMarks(package)
