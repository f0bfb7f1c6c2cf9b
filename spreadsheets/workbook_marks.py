"""Opening the part of a workbook's file that holds its marks, in each format of workbooks."""

from typing import BinaryIO, Protocol
from zipfile import BadZipFile, ZipFile

from spreadsheets.file_kinds import ZIP
from spreadsheets.sheet_marks import SheetMarks
from spreadsheets.sheets import SheetError
from spreadsheets.xlsx_marks import XlsxMarks
from spreadsheets.xlsx_package import Package


class WorkbookMarks(Protocol):
    """The marks of the sheets of one workbook; whether it has macros."""

    has_macros: bool

    def of_sheet(self, name: str) -> SheetMarks:
        """Return the marks of the sheet with this name."""
        ...

    def readable_copy(self) -> BinaryIO:
        """Return a copy of the workbook that calamine reads; raises SheetError where there is none."""
        ...


class NoMarks:
    """The marks of a workbook of which only the cells are known."""

    has_macros = False

    def of_sheet(self, name: str) -> SheetMarks:
        """Return no marks."""
        return SheetMarks()

    def readable_copy(self) -> BinaryIO:
        """Raise SheetError: what calamine does not read is damaged."""
        raise SheetError("damaged")


def open_marks(stream: BinaryIO) -> WorkbookMarks:
    """Return the marks of the workbook in the stream, whatever its format; raises SheetError for a broken archive."""
    if stream.read(len(ZIP)) != ZIP:
        return NoMarks()
    try:
        package = Package(ZipFile(stream))
    except (BadZipFile, NotImplementedError) as error:
        raise SheetError("damaged") from error
    return XlsxMarks(package) if package.main_part.endswith(".xml") else NoMarks()
