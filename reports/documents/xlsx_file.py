"""An official document as a workbook: a sheet for the text and one for each attachment, with a chart of its numbers."""

import re
from collections.abc import Iterable, Sequence
from typing import IO, Any

import xlsxwriter

from exports.files import write_cell
from reports.counted import Counted
from reports.documents.content import DocumentTable, OfficialDocument

TEXT_WIDTH, FIRST_WIDTH, OTHER_WIDTH = 100, 36, 16
FIRST_ROW = 2
# What Excel refuses in the name of a sheet, and the most characters of one.
NOT_IN_A_NAME, LONGEST_NAME = re.compile(r"[\[\]:*?/\\]"), 31
# Pixels of a chart, and how much higher each bar makes it.
CHART_WIDTH, CHART_HEIGHT, BAR_HEIGHT = 720, 120, 22


def write_xlsx(document: OfficialDocument, stream: IO[bytes], annexes: Iterable[DocumentTable] = ()) -> None:
    """Write the document row by row, so that no table is in memory; `annexes` are further tables of any length."""
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        head = book.add_format({"bold": True, "font_size": 14})
        _write_text(book, document, head)
        for number, table in enumerate((*document.attachments, *annexes), start=1):
            _write_table(book, table, _sheet_name(number, table.title), head)


def _sheet_name(number: int, title: str) -> str:
    """Return the name of the sheet of a table: its number, and as much of its title as Excel takes."""
    return f"{number} {NOT_IN_A_NAME.sub('', title)}"[:LONGEST_NAME]


def _write_text(book: Any, document: OfficialDocument, head: Any) -> None:
    page = book.add_worksheet("报告")
    page.set_column(0, 0, TEXT_WIDTH, book.add_format({"text_wrap": True, "valign": "top"}))
    lines = [document.title, f"{document.addressee}：", document.opening]
    for part in document.parts:
        lines += [part.heading, *part.paragraphs]
    for line, text in enumerate([*lines, document.signed_by, document.signed_on_text]):
        page.write_string(line, 0, text, head if line == 0 else None)


def _write_table(book: Any, table: DocumentTable, sheet: str, head: Any) -> None:
    page = book.add_worksheet(sheet)
    page.write_string(0, 0, table.title, head)
    page.set_column(0, 0, FIRST_WIDTH)
    page.set_column(1, len(table.headings) - 1, OTHER_WIDTH)
    page.freeze_panes(FIRST_ROW, 0)
    title = book.add_format({"bold": True, "bg_color": "#EEF2F2", "bottom": 1, "text_wrap": True})
    for place, heading in enumerate(table.headings):
        page.write_string(1, place, heading, title)
    number = -1
    for number, row in enumerate(table.rows):
        _write_row(page, FIRST_ROW + number, row)
    if number < 0:
        page.write_string(FIRST_ROW, 0, table.none)
    elif table.charted is not None:
        _add_chart(book, page, table, sheet, number + 1)


def _write_row(page: Any, line: int, cells: Sequence[Any]) -> None:
    for place, cell in enumerate(cells):
        write_cell(page, line, place, cell.number if isinstance(cell, Counted) else cell)


def _add_chart(book: Any, page: Any, table: DocumentTable, sheet: str, count: int) -> None:
    """Add the bars of the charted column beside the table, the first row on top."""
    last = FIRST_ROW + count - 1
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": table.headings[table.charted],
            "categories": [sheet, FIRST_ROW, 0, last, 0],
            "values": [sheet, FIRST_ROW, table.charted, last, table.charted],
        }
    )
    chart.set_title({"name": table.title})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT + BAR_HEIGHT * count})
    page.insert_chart(1, len(table.headings) + 1, chart)
