"""The child process that opens one file: `python -m spreadsheets.reader_process PATH BYTES SECONDS`.

The process limits its memory (BYTES) and CPU time (SECONDS) and writes lines of JSON to standard output:

- for each sheet an object with its attributes, then arrays of at most CHUNK rows (the parent parses them meanwhile);
- at the end null, or {"error": code, "params": {…}} for a file that cannot be read.

It imports only what it needs, because it is started for every file.
"""

import csv
import gc
import io
import json
import os
import resource
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from spreadsheets.html_table import html_rows
from spreadsheets.json_table import looks_like_json, read_json, table_of
from spreadsheets.problems import Note
from spreadsheets.sheets import (
    MACROS,
    OLE2,
    UTF_16,
    ZIP,
    SheetError,
    bounded_rows,
    without_controls,
)
from spreadsheets.xlsx_flags import XlsxFlags, read_xlsx_flags

Cell = int | float | str | bool | time | date | datetime | timedelta | None
# Attributes of a sheet (the fields of Sheet but its rows), and its rows.
SheetStream = tuple[dict[str, object], Iterable[list[str]]]
CHUNK = 5_000
# Root element of an «XML Spreadsheet 2003», which some systems still export under the name .xls.
XML_WORKBOOK = "<Workbook"


def _text(cell: Cell) -> str:
    """Return a cell as text: days in ISO format, whole numbers without a decimal point."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _workbook(path: Path) -> Iterator[SheetStream]:
    """Yield attributes and rows of each sheet."""
    # calamine guesses the format of a path by its name, and that of a stream by its content.
    with path.open("rb") as stream:
        book = CalamineWorkbook.from_filelike(stream)
        for index in range(len(book.sheet_names)):
            yield _sheet(path, book, index)


def _sheet(path: Path, book: CalamineWorkbook, index: int) -> SheetStream:
    # Both release the GIL for most of their time, so that they run in parallel.
    with ThreadPoolExecutor(1) as executor:
        future = executor.submit(read_xlsx_flags, path, book.sheet_names[index])
        sheet = book.get_sheet_by_index(index)
        flags = future.result()
    # calamine gives the blank rows above the used range, but not the blank columns left of it.
    left = [""] * (sheet.start[1] if sheet.start else 0)
    rows = (left + [cell if type(cell) is str else _text(cell) for cell in row] for row in sheet.iter_rows())
    hidden = book.sheets_metadata[index].visible != SheetVisibleEnum.Visible
    merged = [(top, bottom, left) for (top, left), (bottom, right) in sheet.merged_cell_ranges or () if left == right]
    notes = _notes(path, flags)
    if merged:
        notes.append(Note("merged_cells", {"count": len(merged)}))
    attributes = _attributes(sheet.name, notes, hidden=hidden, is_1904=flags.is_1904)
    return attributes, _with_merged(_with_errors(rows, flags), merged)


def _attributes(
    name: str, notes: Sequence[Note] = (), *, hidden: bool = False, is_1904: bool = False, is_data: bool = False
) -> dict[str, object]:
    return {"name": name, "hidden": hidden, "notes": list(notes), "is_1904": is_1904, "is_data": is_data}


def _with_errors(rows: Iterable[list[str]], flags: XlsxFlags) -> Iterator[list[str]]:
    """Yield the rows with the text of each formula error (#N/A) in its cell. Calamine leaves these cells blank."""
    by_line: dict[int, list[tuple[int, str]]] = {}
    for (line, column), error in flags.errors.items():
        by_line.setdefault(line, []).append((column, error))
    for line, row in enumerate(rows):
        for column, error in by_line.get(line, ()):
            if column < len(row):
                row[column] = error
        yield row


def _with_merged(rows: Iterable[list[str]], merged: Sequence[tuple[int, int, int]]) -> Iterator[list[str]]:
    """Yield the rows with the text of each vertically merged cell in every row that it spans and that is not blank.

    `merged` has the first row, last row and column of each such cell, from 0.
    """
    begins: dict[int, list[tuple[int, int]]] = {}
    for top, bottom, column in merged:
        begins.setdefault(top, []).append((bottom, column))
    above: dict[int, tuple[int, str]] = {}
    for line, row in enumerate(rows):
        if above and any(map(str.strip, row)):
            for column, (bottom, text) in above.items():
                if line <= bottom and column < len(row):
                    row[column] = text
        for bottom, column in begins.get(line, ()):
            above[column] = (bottom, row[column] if column < len(row) else "")
        yield row


def _notes(path: Path, flags: XlsxFlags) -> list[Note]:
    notes = []
    if flags.hidden_rows:
        notes.append(Note("hidden_rows", {"count": flags.hidden_rows}))
    if flags.hidden_columns:
        notes.append(Note("hidden_columns", {"count": flags.hidden_columns}))
    if _is_zip(path):
        with ZipFile(path) as archive:
            if MACROS in archive.namelist():
                notes.append(Note("macros"))
    return notes


def _is_zip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == ZIP


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith(UTF_16) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError("unknown_encoding")


def _delimiter(head: str) -> str:
    """Return the separator that is in most lines; addresses may have more of another one, but not in every line."""
    lines = head.splitlines()
    return max(",\t;", key=lambda separator: (sum(separator in line for line in lines), head.count(separator)))


def _text_table(path: Path) -> Iterator[SheetStream]:
    """Yield the one sheet of a text file: CSV, JSON or a web page with tables."""
    text = _decoded(path.read_bytes())
    if text.lstrip()[:1] == "<":
        if XML_WORKBOOK in text[:2_000]:
            raise SheetError("xml_workbook")
        rows = html_rows(text)
        if not any(map(any, rows)):
            raise SheetError("web_page")
        yield _attributes("网页表格", [Note("web_page_table")]), rows
        return
    if "\0" in text:
        raise SheetError("nul_in_text")
    if looks_like_json(text):
        yield _attributes("JSON", is_data=True), table_of(read_json(text))
        return
    csv.field_size_limit(1_000_000)
    yield _attributes("文本表格"), csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text[:20_000]))


def _write_line(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def _write_error(error: SheetError) -> None:
    _write_line({"error": error.code, "params": error.params})


def _write_rows(rows: Iterable[list[str]]) -> None:
    rows = bounded_rows(rows)
    while chunk := list(islice(rows, CHUNK)):
        text = json.dumps(chunk, ensure_ascii=False)
        if "\\u00" in text:
            text = json.dumps(without_controls(chunk), ensure_ascii=False)
        sys.stdout.write(text + "\n")


def _read(path: Path) -> None:
    with path.open("rb") as stream:
        is_workbook = stream.read(8).startswith((ZIP, OLE2))
    for attributes, rows in _workbook(path) if is_workbook else _text_table(path):
        _write_line(attributes)
        _write_rows(rows)


def write_messages(path: Path) -> None:
    """Write the sheets of the file to standard output, or why it cannot be read."""
    try:
        _read(path)
    except SheetError as error:
        _write_error(error)
    except PasswordError:
        _write_error(SheetError("password_protected"))
    except CalamineError:
        _write_error(SheetError("damaged"))
    except csv.Error as error:
        _write_error(SheetError("csv_malformed", detail=str(error)))
    else:
        _write_line(None)


def main() -> None:
    """Limit the resources of the process, write the messages and end."""
    path, memory_bytes, cpu_seconds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The process makes a million small lists and ends; the collector would double its time.
    gc.disable()
    write_messages(path)
    sys.stdout.flush()
    # The operating system frees the memory faster than the interpreter would, and the parent waits.
    os._exit(0)


if __name__ == "__main__":
    main()
