"""Reading a file into sheets of text cells.

The container is checked first. Then a child process with limits of memory and time parses the file, because a
workbook can abort the process that opens it; the parent reports an aborted child as SheetError.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from spreadsheets.personal_data import find_suspects
from spreadsheets.problems import Note
from spreadsheets.sheets import MAX_BYTES, CellMark, Sheet, SheetError, Volume, check_container, is_workbook

PROJECT = Path(__file__).resolve().parent.parent
# The address space of the reader. A workbook of 200,000 rows needs less than 400 MB; a worker has 1 GB (docs/ops.md).
MEMORY_BYTES = 600_000_000
# The reader gets no variable of the portal's own environment, which holds secrets.
READER_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(PROJECT)}


def read_file(
    path: Path, *, max_bytes: int = MAX_BYTES, timeout_seconds: float = 60, memory_bytes: int = MEMORY_BYTES
) -> list[Sheet]:
    """Return the non-empty sheets of the file in order; raises SheetError.

    The file has at most `max_bytes`. It is parsed in a child process with limits of memory (bytes) and of CPU and
    wall time (seconds).
    """
    check_container(path, max_bytes=max_bytes)
    program = f"spreadsheets.{'workbook' if is_workbook(path) else 'text'}_reader"
    started = time.monotonic()
    with running_reader(program, path, timeout_seconds=timeout_seconds, memory_bytes=memory_bytes) as child:
        sheets, is_whole = received_sheets(child.stdout or ())
        if is_whole:
            child.wait()
    if is_whole:
        return [sheet for sheet in sheets if sheet.rows]
    if time.monotonic() - started >= timeout_seconds:
        raise SheetError("timeout", seconds=round(timeout_seconds))
    raise SheetError("reader_aborted")


def read_chunks(chunks: Iterable[bytes], *, name: str, max_bytes: int) -> list[Sheet]:
    """Return the non-empty sheets of a file that is not stored; `name` is that of the file. Raises SheetError."""
    with NamedTemporaryFile(suffix=Path(name).suffix) as file:
        file.writelines(chunks)
        file.flush()
        return read_file(Path(file.name), max_bytes=max_bytes)


@contextmanager
def running_reader(
    program: str, path: Path, *, timeout_seconds: float, memory_bytes: int = MEMORY_BYTES
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run the child process that reads the file; it is killed after that time, and at the end of the block."""
    with start_reader(program, path, memory_bytes, int(timeout_seconds)) as child:
        killer = threading.Timer(timeout_seconds, os.killpg, (child.pid, signal.SIGKILL))
        killer.start()
        try:
            yield child
        finally:
            killer.cancel()
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)


def start_reader(program: str, path: Path, memory_bytes: int, cpu_seconds: int) -> "subprocess.Popen[bytes]":
    """Start the child process that reads the file, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", program, str(path), str(memory_bytes), str(cpu_seconds)],
        cwd=PROJECT,
        env=READER_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=1 << 20,
        start_new_session=True,
    )


def received_sheets(lines: Iterable[bytes]) -> tuple[list[Sheet], bool]:
    """Collect the sheets from the child's lines of JSON (reader_process.py); return them and whether the end came.

    Raises SheetError where the child reports one, or writes more than the limit.
    """
    sheets: list[Sheet] = []
    volume = Volume()
    for line in lines:
        if not line.endswith(b"\n"):
            # The child was stopped while it wrote this line.
            break
        text = line.decode()
        volume.add(characters=len(text))
        message = json.loads(text)
        if message is None:
            return sheets, True
        if isinstance(message, list):
            _append_rows(sheets[-1], message)
        elif "error" in message:
            raise SheetError(message["error"], **message["params"])
        else:
            notes = [Note(code, params) for code, params in message.pop("notes")]
            marks = [CellMark(*mark) for mark in message.pop("marks", ())]
            sheets.append(Sheet(**message, notes=notes, marks=marks, rows=[], suspects=[]))
    return sheets, False


def _append_rows(sheet: Sheet, rows: list[list[str]]) -> None:
    """Add rows to the sheet, and search them for personal data while the child reads the next ones."""
    assert sheet.suspects is not None
    if sheet.cut_cells is None:
        sheet.suspects.extend(len(sheet.rows) + index for index in find_suspects(rows))
    sheet.rows.extend(rows)
