"""The files of a data set: CSV and JSON for programs, a workbook for people. The same rows give the same bytes."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from typing import IO, Any

import xlsxwriter
from django.db.models import TextChoices

from exports.files import csv_text, write_cell
from foundation.web.dates import chinese_date
from publicity.open_data.datasets import LICENCE, Dataset
from publicity.open_data.fields import SCHEMA_VERSION, Field

Row = tuple[Any, ...]
# The workbook states this moment as that of its making where the data has no day.
NO_DAY = date(2019, 7, 10)
WIDTH = 24


class Format(TextChoices):
    """The format of a file; its value is also the end of the file's name."""

    CSV = "csv", "CSV"
    JSON = "json", "JSON"
    XLSX = "xlsx", "Excel"


CONTENT_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write_csv(dataset: Dataset, rows: Iterable[Row], as_of: date | None, stream: IO[bytes]) -> None:
    """Write headings and rows in UTF-8 with a byte order mark, which Excel needs."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(field.label for field in dataset.fields)
    writer.writerows(["" if cell is None else csv_text(cell) for cell in row] for row in rows)
    text.detach()


def dictionary(fields: Iterable[Field]) -> str:
    """Return the dictionary of the fields as CSV."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("字段名", "名称", "类型", "说明"))
    writer.writerows((field.key, field.label, field.type_label, field.description) for field in fields)
    return text.getvalue()


def write_json(dataset: Dataset, rows: Iterable[Row], as_of: date | None, stream: IO[bytes]) -> None:
    """Write one object with the rows, each on a line of its own."""
    for text in _json_parts(dataset, rows, as_of):
        stream.write(text.encode())


def _json_parts(dataset: Dataset, rows: Iterable[Row], as_of: date | None) -> Iterator[str]:
    head = {
        "dataset": dataset.key,
        "schema_version": SCHEMA_VERSION,
        "schema": dataset.schema_url,
        "licence": LICENCE,
        "as_of": as_of and as_of.isoformat(),
    }
    yield f'{json.dumps(head, ensure_ascii=False)[:-1]}, "rows": ['
    keys = [field.key for field in dataset.fields]
    before = "\n"
    for row in rows:
        yield before + json.dumps(dict(zip(keys, row, strict=True)), ensure_ascii=False, default=str)
        before = ",\n"
    yield "\n]}\n"


def write_workbook(dataset: Dataset, rows: Iterable[Row], as_of: date | None, stream: IO[bytes]) -> None:
    """Write the rows to one sheet, what they are to another. Every text is a text cell, never a formula."""
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        book.set_properties({"title": dataset.title, "created": datetime.combine(as_of or NO_DAY, time.min)})
        title = book.add_format({"bold": True, "bg_color": "#EEF2F2", "bottom": 1})
        formats = {str: book.add_format({"num_format": "@"}), date: book.add_format({"num_format": "yyyy-mm-dd"})}
        page = book.add_worksheet("数据")
        page.set_column(0, len(dataset.fields) - 1, WIDTH)
        page.freeze_panes(1, 0)
        for place, field in enumerate(dataset.fields):
            page.write_string(0, place, field.label, title)
        for line, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if cell is not None:
                    write_cell(page, line, place, cell, formats)
        _write_dictionary(book.add_worksheet("说明"), dataset, as_of)


def _write_dictionary(page: Any, dataset: Dataset, as_of: date | None) -> None:
    page.set_column(0, 3, WIDTH)
    lines = [
        (dataset.title, dataset.description),
        ("数据截至", chinese_date(as_of) if as_of else "暂无数据"),
        ("使用条款", LICENCE),
        (),
        ("字段名", "名称", "类型", "说明"),
        *((field.key, field.label, field.type_label, field.description) for field in dataset.fields),
    ]
    for line, texts in enumerate(lines):
        for place, text in enumerate(texts):
            page.write_string(line, place, text)


WRITERS: dict[str, Callable[[Dataset, Iterable[Row], date | None, IO[bytes]], None]] = {
    Format.CSV: write_csv,
    Format.JSON: write_json,
    Format.XLSX: write_workbook,
}
