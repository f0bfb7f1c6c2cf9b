"""Tables in the format of offices: a merged title, a header, numbered rows, notes under the table."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

DAY_FORMAT = "yyyy-mm-dd"
# The fixed time gives the same bytes for the same content.
MADE_AT = datetime(2026, 1, 1)


class Column(NamedTuple):
    """A header, and the function that returns the cell of an item below it: text, or a day."""

    header: str
    value: Callable[[Any], str | date]


@dataclass(frozen=True)
class Table:
    """The content of the one sheet of a file; the serial column 序号 is part of header and rows."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str | date]]
    notes: Sequence[str]


def tabulate(title: str, columns: Sequence[Column], items: Iterable[object], notes: Sequence[str]) -> Table:
    """Return a table with one row per item and the serial column as its first column."""
    rows = [[str(serial), *(column.value(item) for column in columns)] for serial, item in enumerate(items, start=1)]
    return Table(title, ["序号", *(column.header for column in columns)], rows, notes)


def chinese_day(day: date | None) -> str:
    """Return the day in Chinese, such as 2026年7月10日; "" for no day."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def write_workbook(path: Path, table: Table) -> None:
    """Write an .xlsx; days become real date cells."""
    last = len(table.header) - 1
    with xlsxwriter.Workbook(path) as workbook:
        workbook.set_properties({"created": MADE_AT})
        titled = workbook.add_format({"bold": True, "font_size": 16, "align": "center"})
        headed = workbook.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center"})
        boxed = workbook.add_format({"border": 1})
        dated = workbook.add_format({"border": 1, "num_format": DAY_FORMAT})
        sheet = workbook.add_worksheet("名单")
        sheet.set_column(1, last, 24)
        sheet.merge_range(0, 0, 0, last, table.title, titled)
        for column, text in enumerate(table.header):
            sheet.write_string(1, column, text, headed)
        for line, row in enumerate(table.rows, start=2):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(line, column, cell, dated)
                else:
                    sheet.write_string(line, column, cell, boxed)
        for line, note in enumerate(table.notes, start=2 + len(table.rows)):
            sheet.merge_range(line, 0, line, last, note)


def write_csv(path: Path, table: Table, *, encoding: str) -> None:
    """Write a .csv with the title and the notes in its first column, as a spreadsheet program saves it."""
    blank = [""] * (len(table.header) - 1)
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream)
        writer.writerows([[table.title, *blank], table.header, *table.rows])
        writer.writerows([note, *blank] for note in table.notes)
