"""The same workbook is read alike in every format: the same rows, problems, rows set aside and notes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.cases.case import roster_lines
from tests.cases.reading import in_process, read_roster
from tests.spreadsheets.every_format import WRITERS
from tests.spreadsheets.format_model import Book, Cell, Page

# Notes that name the format itself, and the parameters by which other notes name the sheet.
OF_A_FORMAT = {"web_page_table", "web_archive_table"}
LINES = roster_lines(0, 1, 2, 3)
WORKBOOKS = frozenset(("xls", "xlsb", "ods", "xml"))
PAGES = WORKBOOKS | {"mhtml"}
ALL = PAGES | {"html"}


def roster(*changes: tuple[int, int, Cell], **page: Any) -> Book:
    """Return a workbook of LINES with changed cells: row, column, cell."""
    lines: list[list[Cell | str]] = [list(line) for line in LINES]
    for row, column, cell in changes:
        lines[row][column] = cell._replace(text=cell.text or LINES[row][column])
    return Book([Page(lines, **page)])


def with_lines(*lines: Sequence[str], **page: Any) -> Book:
    return Book([Page([*LINES, *lines], **page)])


# Name → workbook, and the formats beside .xlsx that can hold it.
BOOKS: dict[str, tuple[Book, frozenset[str]]] = {
    "plain": (roster(), ALL),
    "hidden row": (roster(hidden_lines=[2]), ALL),
    "hidden column": (roster(hidden_columns=[1]), ALL),
    "hidden sheet": (Book([Page(LINES), Page([["存档"]], name="存档", hidden=True)]), WORKBOOKS),
    "roster in a hidden sheet": (Book([Page([["封面", "说明"]], name="封面"), Page(LINES, hidden=True)]), WORKBOOKS),
    "struck row": (roster(*((1, at, Cell(style="struck")) for at in range(5))), ALL),
    "crossed row": (roster(*((1, at, Cell(style="crossed")) for at in range(5))), ALL),
    "crossed blank": (roster((1, 4, Cell(" ", style="crossed"))), ALL),
    "struck part": (roster((1, 0, Cell(struck_part=LINES[1][0][:3]))), ALL),
    "white text": (roster((1, 0, Cell(style="invisible")), (1, 1, Cell(style="invisible"))), ALL),
    "comment": (roster((1, 0, Cell(comment="编码待查"))), WORKBOOKS),
    "comment about a loss": (roster((1, 0, Cell(comment="已注销"))), WORKBOOKS),
    "comment beside the rows": (roster((0, 0, Cell(comment="本表作废"))), WORKBOOKS),
    "formula error": (roster((1, 1, Cell(kind="error"))), ALL),
    "formula error in the address": (roster((1, 4, Cell(kind="error"))), ALL),
    "formula without a result": (roster((1, 3, Cell("=A1", kind="formula"))), frozenset(("ods", "xml"))),
    "merged day": (roster((2, 3, Cell(" ")), merged=[(1, 3, 2, 3)]), ALL),
    "merged title": (
        Book([Page([["泉城海关高级认证企业名单", "", "", "", ""], *LINES], merged=[(0, 0, 0, 4)])]),
        ALL,
    ),
    "merged code": (roster(merged=[(1, 1, 2, 1)]), ALL),
    "side table": (Book([Page([[*line, "", "区县", "家数"] for line in LINES])]), ALL),
    "side by side": (Book([Page([[*line, "", *line] for line in LINES])]), ALL),
    "continued sheet": (Book([Page(LINES), Page(roster_lines(4, 5)[1:], name="续表")]), PAGES),
    "another sheet with rows": (Book([Page(LINES), Page([["附表"], *roster_lines(4, 5)[1:]], name="附表")]), PAGES),
    "title twice": (Book([Page([[*LINES[0], "企业名称"], *([*line, "别家公司"] for line in LINES[1:])])]), ALL),
    "older and newer title": (
        Book([Page([["企业名称（变更前）", *LINES[0]], *(["济南旧名有限公司", *line] for line in LINES[1:])])]),
        ALL,
    ),
    "state": (Book([Page([[*LINES[0], "状态"], *([*line, "已注销"] for line in LINES[1:])])]), ALL),
    "section": (with_lines(["二、取消高级认证资格企业"], roster_lines(4)[1]), ALL),
    "total and signature": (with_lines(["合计", "5家"], ["制表人：", "", "审核人："]), ALL),
    "rounded codes": (roster((1, 1, Cell("913701000000000000", kind="number"))), WORKBOOKS),
    "day as a number": (roster((1, 3, Cell("43656", kind="number"))), WORKBOOKS),
    "days from 1904": (replace(roster((1, 3, Cell("42194", kind="number"))), is_1904=True), WORKBOOKS),
    "header of pages": (roster(header="内部资料"), ALL),
    "header that voids the file": (roster(header="作废"), ALL),
    "picture": (roster(has_picture=True), ALL),
    "line over a row": (roster(line=(2, 0, 2, 4)), frozenset(("xls", "xlsb", "ods"))),
    "line over two rows": (roster(line=(1, 0, 2, 3)), frozenset(("xls", "xlsb", "ods"))),
    "text box": (roster(box="请注意格式"), ALL),
    "text box that voids the file": (roster(box="作废样表"), ALL),
}
CASES = [(name, kind) for name, (_, kinds) in BOOKS.items() for kind in sorted(kinds)]


def reading_of(content: bytes) -> dict[str, Any]:
    """Return what the portal reads and states, without the names of sheets."""
    reading = read_roster(content)
    if reading.failure:
        return {"failure": (reading.failure.code, _without_sheets(reading.failure.params))}
    table = reading.table
    return {
        "rows": reading.rows,
        "problems": [(each.line, each.column, each.code, each.params, each.suggestion) for each in reading.problems],
        "set aside": [(row.line, row.reason) for row in table.set_aside],
        "notes": sorted(
            (note.code, repr(_without_sheets(note.params))) for note in table.notes if note.code not in OF_A_FORMAT
        ),
        "hidden": table.hidden_lines,
    }


def _without_sheets(params: Any) -> dict[str, Any]:
    return {name: value for name, value in params.items() if name not in ("sheet", "sheets", "others", "other")}


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_workbook_is_read_as_its_xlsx(name: str, kind: str) -> None:
    book = BOOKS[name][0]
    assert reading_of(WRITERS[kind](book)) == reading_of(WRITERS["xlsx"](book))


@pytest.mark.parametrize("kind", WRITERS)
def test_every_writer_writes_the_same_rows(kind: str) -> None:
    (sheet,) = in_process(WRITERS[kind](roster()))
    assert sheet.rows == LINES
