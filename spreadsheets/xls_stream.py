"""The stream of records in the OLE2 file of an old workbook (.xls)."""

import io
import struct

import olefile

from spreadsheets.sheets import SheetError

# Excel 97 and later, Excel 5 and 95.
NAMES = ("Workbook", "Book")
# What olefile raises for broken files.
BROKEN = (OSError, ValueError, LookupError, TypeError, struct.error)


def xls_stream(content: bytes, length: int = -1) -> bytes:
    """Return the stream with the workbook, or its first bytes; raises SheetError for a broken file."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as archive:
            name = next((name for name in NAMES if archive.exists(name)), "")
            return archive.openstream(name).read(length) if name else b""
    except BROKEN as error:
        raise SheetError("damaged") from error
