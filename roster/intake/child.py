"""The child process that opens one file: `python -m roster.intake.child PATH` prints its sheets as JSON.

It imports only what it needs, for it is started for every file, and its limits are set by whoever starts it.
"""

import csv
import gc
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from roster.intake.html_table import html_rows
from roster.intake.json_table import json_rows, looks_like_json
from roster.intake.marks import Marks, marks_of
from roster.intake.sheets import MACROS, MAX_COLUMNS, MAX_ROWS, OLE2, SAVE_AGAIN, UTF_16, ZIP, Sheet, SheetError

Cell = int | float | str | bool | time | date | datetime | timedelta | None
# Control characters that no person writes and no database keeps; tab and line breaks stay.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
MACROS_NOTE = "工作簿含有宏，没有运行，只读取单元格。"


def _text(cell: Cell) -> str:
    """A cell as a person sees it; days in ISO, whole numbers without a decimal point."""
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


def _bounded(rows: Iterable[list[str]]) -> list[list[str]]:
    kept: list[list[str]] = []
    for row in rows:
        while row and not row[-1].strip():
            row.pop()
        kept.append(row)
        if len(kept) > MAX_ROWS:
            raise SheetError(f"表格超过{MAX_ROWS}行，请分次上传。")
        if len(row) > MAX_COLUMNS:
            raise SheetError(f"第{len(kept)}行有{len(row)}列，超过{MAX_COLUMNS}列，请删去无关的列后重新上传。")
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _workbook(path: Path) -> list[Sheet]:
    """The sheets that have anything in them."""
    try:
        # By content: a path would be judged by its name.
        with path.open("rb") as stream:
            book = CalamineWorkbook.from_filelike(stream)
            sheets = [_sheet(path, book, index) for index in range(len(book.sheet_names))]
    except PasswordError as error:
        raise SheetError("这份工作簿设有打开密码，无法读取。请取消密码后重新上传。") from error
    except CalamineError as error:
        raise SheetError(f"这份工作簿不完整或已损坏，无法打开。{SAVE_AGAIN}") from error
    return [sheet for sheet in sheets if sheet.rows]


def _sheet(path: Path, book: CalamineWorkbook, index: int) -> Sheet:
    # Both take their time outside Python's lock: at once, then.
    with ThreadPoolExecutor(1) as aside:
        looking = aside.submit(marks_of, path, book.sheet_names[index])
        sheet = book.get_sheet_by_index(index)
        marks = looking.result()
    # Rows above the used range are handed over, columns left of it are not; both count in what a person sees.
    left = [""] * (sheet.start[1] if sheet.start else 0)
    rows = (left + [cell if type(cell) is str else _text(cell) for cell in row] for row in sheet.iter_rows())
    hidden = book.sheets_metadata[index].visible != SheetVisibleEnum.Visible
    return Sheet(sheet.name, _bounded(_with_errors(rows, marks)), hidden=hidden, notes=_notes(path, marks))


def _with_errors(rows: Iterable[list[str]], marks: Marks) -> Iterator[list[str]]:
    """The rows, with what a formula gone wrong shows in its cell."""
    by_line: dict[int, list[tuple[int, str]]] = {}
    for (line, column), error in marks.errors.items():
        by_line.setdefault(line, []).append((column, error))
    for line, row in enumerate(rows):
        for column, error in by_line.get(line, ()):
            if column < len(row):
                row[column] = error
        yield row


def _notes(path: Path, marks: Marks) -> list[str]:
    notes = []
    if marks.hidden_rows:
        notes.append(f"有{marks.hidden_rows}个隐藏行，已一并读取。")
    if marks.hidden_columns:
        notes.append(f"有{marks.hidden_columns}个隐藏列，已一并读取。")
    if _is_zip(path):
        with ZipFile(path) as archive:
            if MACROS in archive.namelist():
                notes.append(MACROS_NOTE)
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
    raise SheetError("文本文件的编码不能识别，请另存为 UTF-8 或 GB18030（ANSI）编码的 CSV 后重新上传。")


def _text_table(path: Path) -> list[Sheet]:
    text = _decoded(path.read_bytes())
    if text.lstrip()[:1] == "<":
        rows = _bounded(html_rows(text))
        if not rows:
            raise SheetError("这是一个网页，里面没有表格（常见于登录页、报错页），请重新取得数据文件。")
        return [Sheet("网页表格", rows, notes=["这是另存为 .xls 的网页，已按其中的表格读取。"])]
    if "\0" in text:
        raise SheetError(f"文本文件含有空字符（NUL），不是表格。{SAVE_AGAIN}")
    if looks_like_json(text):
        return [Sheet("JSON", _bounded(json_rows(text)))]
    head = text[:20_000]
    delimiter = max(",\t;", key=head.count)
    csv.field_size_limit(1_000_000)
    try:
        return [Sheet("文本表格", _bounded(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))]
    except csv.Error as error:
        raise SheetError(f"文本表格的格式有误（{error}）。{SAVE_AGAIN}") from error


def _as_json(sheets: list[Sheet]) -> str:
    text = json.dumps({"sheets": [vars(sheet) for sheet in sheets]}, ensure_ascii=False)
    if "\\u00" not in text:
        return text
    for sheet in sheets:
        sheet.rows[:] = [[CONTROL.sub("", cell) for cell in row] for row in sheet.rows]
    return json.dumps({"sheets": [vars(sheet) for sheet in sheets]}, ensure_ascii=False)


def main() -> None:
    """Print {"sheets"} or {"error"}."""
    # It makes a million small lists and ends: looking for cycles among them would double its time.
    gc.disable()
    path = Path(sys.argv[1])
    with path.open("rb") as stream:
        is_workbook = stream.read(8).startswith((ZIP, OLE2))
    try:
        answer = _as_json(_workbook(path) if is_workbook else _text_table(path))
    except SheetError as error:
        answer = json.dumps({"error": error.sentence}, ensure_ascii=False)
    sys.stdout.write(answer)


if __name__ == "__main__":
    main()
