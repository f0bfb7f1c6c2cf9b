"""The child process that opens one file: `python -m roster.intake.child PATH` prints the sheet as JSON.

It imports only what it needs, for it is started for every file, and its limits are set by whoever starts it.
"""

import csv
import io
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from roster.intake.sheets import MAX_COLUMNS, MAX_ROWS, SAVE_AGAIN, ZIP, SheetError

Cell = int | float | str | bool | time | date | datetime | timedelta | None


def _text(cell: Cell) -> str:
    """A cell as a person sees it; days in ISO, whole numbers without a decimal point."""
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


def _bounded(rows: Iterator[list[str]]) -> list[list[str]]:
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


def _workbook(path: Path) -> tuple[str, list[list[str]]]:
    """The first sheet with more than one row that has anything in it, else the first."""
    try:
        book = CalamineWorkbook.from_path(str(path))
        found = [(name, _sheet(book, name)) for name in book.sheet_names]
    except CalamineError as error:
        raise SheetError(f"这份工作簿不完整或已损坏，无法打开。{SAVE_AGAIN}") from error
    tables = [(name, rows) for name, rows in found if sum(map(bool, rows)) > 1]
    return (tables or found or [("", [])])[0]


def _sheet(book: CalamineWorkbook, name: str) -> list[list[str]]:
    sheet = book.get_sheet_by_name(name)
    # Rows above the used range are handed over, columns left of it are not; both count in what a person sees.
    left = [""] * (sheet.start[1] if sheet.start else 0)
    return _bounded([*left, *map(_text, row)] for row in sheet.iter_rows())


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError("文本文件的编码不能识别，请另存为 UTF-8 或 GB18030（ANSI）编码的 CSV 后重新上传。")


def _text_table(path: Path) -> tuple[str, list[list[str]]]:
    text = _decoded(path.read_bytes())
    head = text[:20_000]
    delimiter = max(",\t;", key=head.count)
    csv.field_size_limit(1_000_000)
    try:
        return "CSV", _bounded(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise SheetError(f"文本表格的格式有误（{error}）。{SAVE_AGAIN}") from error


def main() -> None:
    """Print {"name", "rows"} or {"error"}."""
    path = Path(sys.argv[1])
    with path.open("rb") as stream:
        is_workbook = stream.read(4) == ZIP
    try:
        name, rows = _workbook(path) if is_workbook else _text_table(path)
        answer: dict[str, object] = {"name": name, "rows": rows}
    except SheetError as error:
        answer = {"error": error.sentence}
    json.dump(answer, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
