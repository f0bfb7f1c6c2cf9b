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
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, PasswordError

from spreadsheets.html_table import html_rows
from spreadsheets.json_table import looks_like_json, read_json, table_of
from spreadsheets.problems import Note
from spreadsheets.sheets import (
    OLE2,
    UTF_16,
    ZIP,
    SheetError,
    SheetStream,
    bounded_rows,
    sheet_attributes,
    without_controls,
)
from spreadsheets.workbooks import workbook_sheets

CHUNK = 5_000
# Root element of an «XML Spreadsheet 2003», which some systems still export under the name .xls.
XML_WORKBOOK = "<Workbook"


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
        yield sheet_attributes("网页表格", [Note("web_page_table")]), rows
        return
    if "\0" in text:
        raise SheetError("nul_in_text")
    if looks_like_json(text):
        yield sheet_attributes("JSON", is_data=True), table_of(read_json(text))
        return
    csv.field_size_limit(1_000_000)
    yield sheet_attributes("文本表格"), csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text[:20_000]))


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
    for attributes, rows in workbook_sheets(path) if is_workbook else _text_table(path):
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
