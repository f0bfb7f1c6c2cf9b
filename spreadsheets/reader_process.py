"""The child process that opens one file: `python -m spreadsheets.reader_process PATH BYTES SECONDS`.

The process limits its memory (BYTES) and CPU time (SECONDS) and writes lines of JSON to standard output:

- for each sheet an object with its attributes, then arrays of at most CHUNK rows (the parent parses them meanwhile);
- at the end null, or {"error": code, "params": {…}} for a file that cannot be read.

It imports only what it needs, because it is started for every file.
"""

import gc
import json
import os
import resource
import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, PasswordError

from spreadsheets.file_kinds import OLE2, ZIP
from spreadsheets.sheets import SheetError, bounded_rows, without_controls
from spreadsheets.text_files import text_sheets
from spreadsheets.workbooks import workbook_sheets

CHUNK = 5_000


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
    for attributes, rows in workbook_sheets(path) if is_workbook else text_sheets(path.read_bytes()):
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
