"""The child process that opens one file, started for every file: PATH BYTES SECONDS are its arguments.

workbook_reader.py and text_reader.py are its two programs, so that neither imports what only the other needs. The
process limits its memory (BYTES) and CPU time (SECONDS) and writes lines of JSON to standard output:

- for each sheet an object with its attributes, then arrays of at most CHUNK rows (the parent parses them meanwhile);
- at the end null, or {"error": code, "params": {…}} for a file that cannot be read.
"""

import gc
import json
import sys
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, PasswordError

from spreadsheets.process_limits import end_process, limit_process
from spreadsheets.sheets import MAX_CHARACTERS, SheetError, SheetStream, Volume, bounded_rows, without_controls

CHUNK = 5_000
# Returns attributes and rows of each sheet in the content of a file.
Read = Callable[[bytes], Iterable[SheetStream]]


def _write_line(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def _write_error(error: SheetError) -> None:
    _write_line({"error": error.code, "params": error.params})


def _write_rows(rows: Iterable[list[str]], volume: Volume) -> None:
    rows = bounded_rows(rows)
    while chunk := list(islice(rows, CHUNK)):
        volume.add(cells=sum(len(row) - row.count("") for row in chunk), characters=0)
        text = json.dumps(chunk, ensure_ascii=False)
        if "\\u00" in text:
            text = json.dumps(without_controls(chunk), ensure_ascii=False)
        volume.add(characters=len(text))
        sys.stdout.write(text + "\n")


def write_messages(path: Path, read: Read) -> None:
    """Write the sheets of the file to standard output, or why it cannot be read."""
    volume = Volume()
    try:
        for attributes, rows in read(path.read_bytes()):
            _write_line(attributes)
            _write_rows(rows, volume)
    except SheetError as error:
        _write_error(error)
    except PasswordError:
        _write_error(SheetError("password_protected"))
    except CalamineError:
        _write_error(SheetError("damaged"))
    except MemoryError:
        _write_error(SheetError("too_much_text", limit=MAX_CHARACTERS))
    else:
        _write_line(None)


def main(read: Read) -> None:
    """Limit the resources of the process, write the messages and end."""
    path = Path(sys.argv[1])
    limit_process(memory_bytes=int(sys.argv[2]), cpu_seconds=int(sys.argv[3]))
    # The process makes a million small lists and ends; the collector would double its time.
    gc.disable()
    write_messages(path, read)
    end_process()
