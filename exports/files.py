"""The files of a table: a workbook for people, CSV for programs."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import IO, Any, cast
from unicodedata import east_asian_width

import xlsxwriter
from django.db import connection, transaction
from django.db.models import Case, CharField, F, QuerySet, TextChoices, TextField, Value, When
from django.db.models.functions import Concat
from django.utils import timezone

from exports.tables import Cell, Table
from foundation.web.dates import chinese_date
from spreadsheets.sheets import WORKBOOK_CELL


class Format(TextChoices):
    """The format of a file; its value is also the end of the file's name."""

    XLSX = "xlsx", "Excel"
    CSV = "csv", "CSV"


CONTENT_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
}
# Rows of a workbook, which are kept in memory until their number is known.
MOST_ROWS = 100_000
# A spreadsheet runs a cell of a CSV file that begins with one of these as a formula.
FORMULA_PREFIXES = tuple("=+-@＝＋－＠\t\r")
FORMULA = f"^[{re.escape(''.join(FORMULA_PREFIXES))}]"
CUT = "……（超出Excel单元格的长度，全文见CSV文件）"
# Excel has no days before this year.
FIRST_YEAR = 1900
# Characters of the narrowest and of the widest column, and rows that are measured.
NARROWEST, WIDEST, MEASURED_ROWS = 8, 60, 500
# The formats of a sheet's cells by type; a type without one is written plain.
NO_FORMATS: Mapping[type, Any] = {}


def write_table(table: Table, format: str, stream: IO[bytes], *, made_by: str) -> int:
    """Write the table in the format, and return its number of rows.

    The rows are read by one cursor inside of one transaction, so that a pooler of transactions may stand before the
    database. `made_by` is the department and the name of the person who asked.
    """
    with transaction.atomic():
        if format == Format.CSV:
            return _write_csv(table, stream)
        return _write_workbook(table, list(table.cells()), stream, made_by=made_by)


def _write_csv(table: Table, stream: IO[bytes]) -> int:
    """Write headings and rows in UTF-8 with a byte order mark, which Excel needs."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(table.columns)
    count = 0
    for cells in () if table.fields else table.cells():
        writer.writerow(map(csv_text, cells))
        count += 1
    text.detach()
    return _copy_rows(table, stream) if table.fields else count


class _Rows:
    """The stream to which COPY gives one row after another; their lines end as those of other CSV files (RFC 4180)."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream

    def write(self, row: bytes) -> None:
        self.stream.write(row[:-1] + b"\r\n")


def _copy_rows(table: Table, stream: IO[bytes]) -> int:
    """Let PostgreSQL write the rows of a table of fields, and return their number; none of them is kept in memory."""
    rows = cast(QuerySet[Any], table.rows)
    texts = {
        f"{field}_text": Case(
            When(**{f"{field}__regex": FORMULA}, then=Concat(Value("'"), F(field))),
            default=F(field),
            output_field=TextField(),
        )
        for field in table.fields
        if _is_text(rows, field)
    }
    names = [f"{field}_text" if f"{field}_text" in texts else field for field in table.fields]
    query, parameters = rows.annotate(**texts).values_list(*names).query.sql_with_params()
    with connection.cursor() as cursor:
        statement = cursor.mogrify(query, parameters).decode()
        cursor.copy_expert(f"COPY ({statement}) TO STDOUT (FORMAT csv)", _Rows(stream))
        return int(cursor.rowcount)


def _is_text(rows: QuerySet[Any], field: str) -> bool:
    of_row = rows.query.annotations.get(field) or rows.model._meta.get_field(field)
    return isinstance(getattr(of_row, "output_field", of_row), CharField | TextField)


def csv_text(cell: Cell) -> str:
    """Return the text of a cell: days and moments in ISO 8601, what begins like a formula as plain text."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(FORMULA_PREFIXES) else text


def _write_workbook(table: Table, rows: Sequence[Sequence[Cell]], stream: IO[bytes], *, made_by: str) -> int:
    """Write one sheet: what the list is, the headings, the rows. Every text is a text cell, and none is a formula."""
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        page = book.add_worksheet("列表")
        head = _head(table, len(rows), made_by)
        page.write_string(0, 0, table.name, book.add_format({"bold": True, "font_size": 14}))
        for line, text in enumerate(head, start=1):
            page.write_string(line, 0, text)
        title_line = len(head) + 1
        title = book.add_format({"bold": True, "bg_color": "#EEF2F2", "bottom": 1})
        for place, heading in enumerate(table.columns):
            page.write_string(title_line, place, heading, title)
        formats = {
            str: book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
            date: book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"}),
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left", "valign": "top"}),
            float: book.add_format({"valign": "top"}),
        }
        for line, cells in enumerate(rows, start=title_line + 1):
            for place, cell in enumerate(cells):
                write_cell(page, line, place, cell, formats)
        for place, heading in enumerate(table.columns):
            page.set_column(place, place, _width([heading, *(cells[place] for cells in rows[:MEASURED_ROWS])]))
        _lay_out(page, title_line, len(rows), len(table.columns))
    return len(rows)


def _head(table: Table, count: int, made_by: str) -> list[str]:
    """Return the lines between the title and the headings."""
    now = timezone.localtime()
    moment = f"{chinese_date(now.date())}{now:%H:%M}"
    return [
        f"筛选：{table.filter_text or '无'}",
        f"数据截至：{chinese_date(table.as_of) if table.as_of else moment}；共{count}条",
        f"制表人：{made_by}；制表时间：{moment}",
    ]


def write_cell(page: Any, line: int, place: int, cell: Cell, formats: Mapping[type, Any] = NO_FORMATS) -> None:
    """Write a cell of a sheet: a text as a text cell, never as a formula, cut to what a cell holds."""
    if isinstance(cell, date) and cell.year >= FIRST_YEAR:
        page.write_datetime(line, place, cell, formats.get(type(cell)))
    elif isinstance(cell, int | float):
        page.write_number(line, place, cell, formats.get(float))
    else:
        page.write_string(line, place, _cut(csv_text(cell) if isinstance(cell, date) else cell), formats.get(str))


def _cut(text: str) -> str:
    """Return the text, cut to what a cell of a workbook holds."""
    return text if len(text) <= WORKBOOK_CELL else text[: WORKBOOK_CELL - len(CUT)] + CUT


def _width(cells: Iterable[Cell]) -> int:
    """Return the width of a column in characters; a Chinese character counts as two."""
    widest = max(sum(2 if east_asian_width(c) in "WF" else 1 for c in csv_text(cell)[:WIDEST]) for cell in cells)
    return min(max(widest + 2, NARROWEST), WIDEST)


def _lay_out(page: Any, title_line: int, rows: int, columns: int) -> None:
    """Keep the headings in sight, on the screen and on every printed page; offer Excel's own filter."""
    page.freeze_panes(title_line + 1, 0)
    page.autofilter(title_line, 0, title_line + rows, columns - 1)
    page.repeat_rows(title_line)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_footer("&C第&P页，共&N页")
