"""Sheets of text cells, their limits, and the check of a file before it is opened."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

from spreadsheets.columns import letter_of
from spreadsheets.file_kinds import HEAD, OLE2, ZIP, fault_of_head, fault_of_ole2, fault_of_zip
from spreadsheets.problems import Fault, Note, ParamValue

# Limit of the file where the caller sets none.
MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 200
# Limits of all sheets together: a workbook may refer to one text of a kilobyte from a million cells.
MAX_CELLS = 4_000_000
MAX_CHARACTERS = 40_000_000
MAX_ZIP_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
MAX_RATIO = 200

# A zip archive with such a part is a workbook: .xlsx, .xlsb, .ods. Windows programs may write the other slash.
WORKBOOK_PART = re.compile(r"(?:xl[/\\])?workbook\d*\.(?:xml|bin)|content\.xml", re.IGNORECASE)
MACROS = "xl/vbaProject.bin"
# Control characters that PostgreSQL or XML cannot store. Tab and line breaks are not among them.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# The cell of a JSON table whose object lacks the key of the column. No text contains this noncharacter of Unicode.
ABSENT = "\ufdd0"


class SheetError(Exception):
    """A file cannot be read as a table. `code` is a code of FAILURE_CODES, `params` are its parameters."""

    def __init__(self, code: str, **params: ParamValue) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


def too_many_columns(line: int, count: int) -> SheetError:
    """Return the error of a row with so many cells, which names the last one."""
    return SheetError("too_many_columns", cell=f"{letter_of(count - 1)}{line}", count=count, limit=MAX_COLUMNS)


MarkKind = Literal[
    "struck", "crossed", "invisible", "conditional", "comment", "error", "formula", "merged", "page", "picture"
]


class CellMark(NamedTuple):
    """A mark that the text of a cell does not show: spreadsheet line, index of the column, and its kind.

    `struck`: the cell is struck through, or only the part that is `text`. `crossed`: a diagonal border or a drawn
    line goes through it. `invisible`: the text has nearly the colour
    of its background. `conditional`: the first cell of the range `text`, in which a conditional format strikes some
    cells through or hides their texts. `comment`: the cell has a comment with this text. `error`: the cell has a
    formula error, or a formula without a stored result, and its text is this. `formula`: the cell is blank as the
    result of this formula. `merged`: the cell has the text of one that is merged over several rows, and over one column
    or several (`text` is column or block). `page`: no cell, but a header or footer of the printed pages with this text.
    `picture`: a picture begins at the cell, or is in the header of the pages.
    """

    line: int
    column: int
    kind: MarkKind
    text: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows[i] has the cells of spreadsheet line i + 1 as text; `notes` state how the sheet was read.

    `hidden_lines` are spreadsheet lines and `hidden_columns` indexes of columns that the program does not show; `marks`
    are the marks of cells. `is_1904`: days stored as plain numbers count from 1904. `is_data`: every row is a record,
    and none is a note, a total or blank; a cell is ABSENT where the JSON object of the row lacks the key.
    `suspects` are the indexes of the rows whose texts may hold personal data, None where nobody looked for it;
    `cut_cells` is the number of cells and comments from which it was cut, None before that.
    """

    name: str
    rows: list[list[str]]
    hidden: bool = False
    notes: list[Note] = field(default_factory=list)
    is_1904: bool = False
    is_data: bool = False
    hidden_lines: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    marks: list[CellMark] = field(default_factory=list)
    suspects: list[int] | None = None
    cut_cells: int | None = None


# The author of the notes that the portal writes into marked workbooks.
PORTAL_AUTHOR = "信用济南"
# The most characters of a cell of a workbook.
WORKBOOK_CELL = 32_767
# Attributes of a sheet (the fields of Sheet but its rows), and its rows.
SheetStream = tuple[dict[str, object], Iterable[list[str]]]


def sheet_attributes(name: str, notes: Sequence[Note] = (), **more: object) -> dict[str, object]:
    """Return the attributes of a sheet for the parent process; `more` are fields of Sheet other than the usual."""
    return {"name": name, "notes": list(notes), **more}


class Volume:
    """Counts the cells and characters of a file, over all of its sheets, against the limits."""

    def __init__(self) -> None:
        self.cells = 0
        self.characters = 0

    def add(self, *, cells: int = 0, characters: int) -> None:
        """Count more cells and characters; raises SheetError above a limit."""
        self.cells += cells
        self.characters += characters
        if self.cells > MAX_CELLS:
            raise SheetError("too_many_cells", limit=MAX_CELLS)
        if self.characters > MAX_CHARACTERS:
            raise SheetError("too_much_text", limit=MAX_CHARACTERS)


def bounded_rows(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """Yield the rows without trailing blank cells and without trailing blank rows; shortens the lists in place.

    Raises SheetError for more than MAX_ROWS rows, or more than MAX_COLUMNS cells in a row.
    """
    blank = 0
    for line, row in enumerate(rows, start=1):
        while row and not row[-1].strip():
            row.pop()
        if line > MAX_ROWS:
            raise SheetError("too_many_rows", limit=MAX_ROWS)
        if len(row) > MAX_COLUMNS:
            raise too_many_columns(line, len(row))
        if not row:
            blank += 1
            continue
        if blank:
            yield from ([] for _ in range(blank))
            blank = 0
        yield row


def without_controls(rows: Iterable[list[str]]) -> list[list[str]]:
    """Return the rows without control characters in their cells."""
    return [[CONTROL.sub("", cell) for cell in row] for row in rows]


def without_absent(row: Sequence[str]) -> list[str]:
    """Return the row with an empty text for every key that its JSON object lacks."""
    return ["" if cell == ABSENT else cell for cell in row]


def is_workbook(path: Path) -> bool:
    """Return whether the file begins like a workbook; any other file is read as text."""
    with path.open("rb") as stream:
        return stream.read(8).startswith((ZIP, OLE2))


def check_head(head: bytes) -> None:
    """Raise SheetError, which names the kind of the file, for first bytes that no workbook or text table has."""
    if fault := fault_of_head(head):
        raise _error_of(fault)


def check_container(path: Path, *, max_bytes: int = MAX_BYTES) -> None:
    """Reject a file that is dangerous or impossible to open, without opening it; raises SheetError."""
    size = path.stat().st_size
    if size == 0:
        raise SheetError("file_empty")
    if size > max_bytes:
        raise SheetError("file_too_large", size=size, limit=max_bytes)
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    check_head(head)
    if head.startswith(OLE2) and (fault := fault_of_ole2(path.read_bytes())):
        raise _error_of(fault)
    if head.startswith(ZIP):
        check_archive(path, size)


def _error_of(fault: Fault) -> SheetError:
    code, params = fault
    return SheetError(code, **params)


def check_archive(file: Path | BinaryIO, size: int) -> None:
    """Reject an archive of this size that is no workbook or is dangerous to open; raises SheetError."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        # NotImplementedError: the archive names a version of the format that does not exist.
        raise SheetError("damaged") from error
    names = {entry.filename for entry in entries}
    if not any(map(WORKBOOK_PART.fullmatch, names)):
        raise _error_of(fault_of_zip(names))
    check_unpacked(entries, size)


def check_unpacked(entries: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Reject an archive of this size that unpacks to too much; raises SheetError."""
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ZIP_ENTRIES or unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * max(size, 65536):
        raise SheetError("unpacked_too_large", size=unpacked)
