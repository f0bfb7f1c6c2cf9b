"""Reading a file into text cells: guarded first, then opened in a child process, whose death is an answer."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from spreadsheets.problems import ParamValue

PROJECT = Path(__file__).resolve().parent.parent
# Nothing of the portal's own environment, which holds its secrets.
READER_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(PROJECT)}
MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_ZIP_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
MAX_RATIO = 200

ZIP = b"PK\x03\x04"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# In the directory of an OLE2 file whose content is encrypted.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# What a zip must hold to be a workbook: .xlsx, .xlsb, .ods.
WORKBOOK_PARTS = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml"})
MACROS = "xl/vbaProject.bin"
# What pictures, documents, archives and programs begin with.
FOREIGN = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"%PDF",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x7fELF",
    b"MZ",
)


# Control characters that no person writes and no database keeps; tab and line breaks stay.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class SheetError(Exception):
    """A file that cannot be read as a table: a code of FAILURE_CODES with its parameters (wording.failure_text)."""

    def __init__(self, code: str, **params: ParamValue) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows[i] is spreadsheet line i + 1, each cell as text; `notes` what a reader should know of it.

    `is_1904`: a day that stands there as a bare number is counted from 1904. `is_data`: every row is a record, and none
    a note, a total or a blank that somebody left.
    """

    name: str
    rows: list[list[str]]
    hidden: bool = False
    notes: list[str] = field(default_factory=list)
    is_1904: bool = False
    is_data: bool = False


def bounded_rows(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """The rows without blank cells at their ends and without blank rows at the end; changes the lists it is given.

    Raises SheetError for more than MAX_ROWS rows, or more than MAX_COLUMNS cells in a row.
    """
    blank = 0
    for line, row in enumerate(rows, start=1):
        while row and not row[-1].strip():
            row.pop()
        if line > MAX_ROWS:
            raise SheetError("too_many_rows", limit=MAX_ROWS)
        if len(row) > MAX_COLUMNS:
            raise SheetError("too_many_columns", line=line, count=len(row), limit=MAX_COLUMNS)
        if not row:
            blank += 1
            continue
        yield from ([] for _ in range(blank))
        blank = 0
        yield row


def without_controls(rows: Iterable[list[str]]) -> list[list[str]]:
    """The rows without control characters in their cells."""
    return [[CONTROL.sub("", cell) for cell in row] for row in rows]


def looks_like_table(head: bytes) -> bool:
    """Whether a file that begins so may be a workbook or a text table, by its content and not by its name."""
    if head.startswith((ZIP, OLE2, *UTF_16)):
        return True
    return not head.startswith(FOREIGN) and b"\0" not in head


def check_container(path: Path, *, max_bytes: int = MAX_BYTES) -> None:
    """Reject a file that is dangerous or impossible to open, without opening it; raises SheetError."""
    size = path.stat().st_size
    if size == 0:
        raise SheetError("file_empty")
    if size > max_bytes:
        raise SheetError("file_too_large", size=size, limit=max_bytes)
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not looks_like_table(head):
        raise SheetError("not_a_table")
    if head.startswith(OLE2) and ENCRYPTED in path.read_bytes():
        raise SheetError("password_protected")
    if head.startswith(ZIP):
        _check_zip(path, size)


def _check_zip(path: Path, size: int) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise SheetError("damaged") from error
    if not WORKBOOK_PARTS & {entry.filename for entry in entries}:
        raise SheetError("not_a_workbook")
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ZIP_ENTRIES or unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * max(size, 65536):
        raise SheetError("unpacked_too_large", size=unpacked)


def read_file(
    path: Path, *, max_bytes: int = MAX_BYTES, timeout_seconds: float = 60, memory_bytes: int = 1 << 30
) -> list[Sheet]:
    """The sheets of the file that have anything in them, in its order; raises SheetError.

    The file is parsed in a child process with limits of memory (bytes), CPU and wall time (seconds): a workbook
    that kills whoever opens it kills the child, and the answer is a sentence.
    """
    check_container(path, max_bytes=max_bytes)
    with subprocess.Popen(
        [sys.executable, "-m", "spreadsheets.reader_process", str(path), str(memory_bytes), str(int(timeout_seconds))],
        cwd=PROJECT,
        env=READER_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=1 << 20,
        start_new_session=True,
    ) as child:
        started = time.monotonic()
        end = threading.Timer(timeout_seconds, os.killpg, (child.pid, signal.SIGKILL))
        end.start()
        try:
            sheets, is_whole = _received(child.stdout or ())
            if is_whole:
                child.wait()
        finally:
            end.cancel()
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
    if is_whole:
        return [sheet for sheet in sheets if sheet.rows]
    if time.monotonic() - started >= timeout_seconds:
        raise SheetError("timeout", seconds=round(timeout_seconds))
    raise SheetError("reader_aborted")


def _received(lines: Iterable[bytes]) -> tuple[list[Sheet], bool]:
    """What the child tells, a line of JSON at a time, while it goes on reading; and whether it came to its end."""
    sheets: list[Sheet] = []
    for line in lines:
        said = json.loads(line)
        if said is None:
            return sheets, True
        if isinstance(said, list):
            sheets[-1].rows.extend(said)
        elif "error" in said:
            raise SheetError(said["error"], **said["params"])
        else:
            sheets.append(Sheet(**said, rows=[]))
    return sheets, False
