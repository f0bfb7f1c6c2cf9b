"""What an .xls shows beside the texts of its cells."""

import io
import struct
from collections.abc import Callable
from typing import Any

import pytest
import xlwt
from xlwt.CompoundDoc import XlsDoc

from spreadsheets.problems import Note
from spreadsheets.sheets import CellMark, Sheet
from tests.cases.reading import in_process

LINES = [["企业名称", "代码", "日期"], ["甲公司", "1", "2"], ["乙公司", "3", "4"]]
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
END = struct.pack("<HH", 0x0A, 0)


def written(change: Callable[[Any, Any], object], more: bytes = b"", *, book_records: bytes = b"") -> Sheet:
    """Return the sheet of LINES after a change, with further records in the sheet, and others at its workbook's end."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单", cell_overwrite_ok=True)
    for row, line in enumerate(LINES):
        for column, text in enumerate(line):
            sheet.write(row, column, text)
    change(book, sheet)
    content = book.get_biff_data()
    assert content.endswith(END)
    # The record of the sheet states where the sheet begins, behind the end of the records of the workbook.
    start = content.index(END + record(0x809, b"")[:2]) + len(END)
    moved = struct.pack("<I", start), struct.pack("<I", start + len(book_records))
    content = content[: start - len(END)].replace(*moved) + book_records + content[start - len(END) :]
    stream = io.BytesIO()
    XlsDoc().save(stream, content.removesuffix(END) + more + END)
    (read,) = in_process(stream.getvalue())
    return read


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def comment(row: int, column: int, number: int, text: str, author: str) -> bytes:
    """Return the records of a comment ([MS-XLS] 2.4.179, 2.4.181, 2.4.329)."""
    head = struct.pack("<HHHH", 0x15, 0x12, 0x19, number) + bytes(14)
    name = struct.pack("<HB", len(author), 1) + author.encode("utf-16-le")
    return (
        record(0x5D, head)
        + record(0x1B6, struct.pack("<HH6xHHI", 0x212, 0, len(text), 16, 0))
        + record(0x3C, b"\x01" + text.encode("utf-16-le"))
        + record(0x3C, bytes(16))
        + record(0x1C, struct.pack("<HHHH", row, column, 0, number) + name)
    )


@pytest.mark.parametrize(("code", "error"), ERRORS.items())
def test_formula_error_is_read_as_shown(code: int, error: str) -> None:
    sheet = written(lambda book, sheet: sheet.row(2).set_cell_error(2, code))
    assert sheet.rows[2] == ["乙公司", "3", error]
    assert sheet.marks == [CellMark(3, 2, "error", error)]


def test_error_as_the_result_of_a_formula_is_read_as_shown() -> None:
    result = struct.pack("<HHHBBBBHHHI", 2, 2, 0, 2, 0, 0x17, 0, 0, 0xFFFF, 0, 0) + struct.pack("<H", 0)
    assert written(lambda book, sheet: None, record(0x06, result)).rows[2] == ["乙公司", "3", "#REF!"]


def test_formula_without_result_is_a_marked_blank() -> None:
    sheet = written(lambda book, sheet: sheet.write(2, 2, xlwt.Formula("A1")))
    assert sheet.rows[2] == ["乙公司", "3"]
    assert sheet.marks == [CellMark(3, 2, "formula", "=…")]


def test_formulas_that_name_another_workbook_are_noted() -> None:
    address = "\x01旧名单.xls"
    other = record(0x1AE, struct.pack("<HHB", 0, len(address), 1) + address.encode("utf-16-le"))
    this, functions = (record(0x1AE, struct.pack("<HH", 1, code)) for code in (0x0401, 0x3A01))
    assert written(lambda book, sheet: None, book_records=this + functions).notes == []
    assert written(lambda book, sheet: None, book_records=this + other).notes == [Note("other_workbooks")]


def test_hidden_rows_and_columns_are_listed() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet.row(2).hidden = True
        sheet.col(1).hidden = True

    sheet = written(change)
    assert (sheet.hidden_lines, sheet.hidden_columns) == ([3], [1])


def test_struck_cells_and_struck_parts_are_marked() -> None:
    struck = xlwt.easyfont("struck_out true")

    def change(book: Any, sheet: Any) -> None:
        sheet.write(1, 0, "甲公司", xlwt.easyxf("font: struck_out true"))
        sheet.write(1, 1, 5, xlwt.easyxf("font: struck_out true"))
        sheet.write(1, 2, 6, xlwt.easyxf("font: struck_out true"))
        sheet.write_rich_text(2, 0, ["乙", ("丙", struck), "公司"])

    assert written(change).marks == [
        CellMark(2, 0, "struck"),
        CellMark(2, 1, "struck"),
        CellMark(2, 2, "struck"),
        CellMark(3, 0, "struck", "丙"),
    ]


def test_text_in_the_colour_of_its_background_is_marked() -> None:
    def change(book: Any, sheet: Any) -> None:
        dark = "pattern: pattern solid, fore_colour dark_blue"
        sheet.write(1, 0, "甲公司", xlwt.easyxf("font: colour white"))
        sheet.write(1, 1, "乙", xlwt.easyxf(f"font: colour white; {dark}"))
        sheet.write(1, 2, "丙", xlwt.easyxf(f"font: colour dark_blue; {dark}"))

    assert written(change).marks == [CellMark(2, 0, "invisible"), CellMark(2, 2, "invisible")]


def test_struck_part_among_many_strings_is_found_behind_the_end_of_a_record() -> None:
    struck = xlwt.easyfont("struck_out true")

    def change(book: Any, sheet: Any) -> None:
        for row in range(3, 2_000):
            sheet.write(row, 0, f"第{row}家虚构有限公司" if row % 2 else f"Company {row}")
            sheet.write_rich_text(row, 1, [f"{row}甲", (f"{row}", struck), "乙"])

    marks = written(change).marks
    assert marks == [CellMark(row + 1, 1, "struck", f"{row}") for row in range(3, 2_000)]


def test_comments_are_read_without_their_authors() -> None:
    more = comment(1, 0, 1, "周:\n已注销", "周") + comment(2, 1, 2, "编码待查", "周")
    assert written(lambda book, sheet: None, more).marks == [
        CellMark(2, 0, "comment", "已注销"),
        CellMark(3, 1, "comment", "编码待查"),
    ]


def test_days_counted_from_1904_are_known() -> None:
    def change(book: Any, sheet: Any) -> None:
        book.dates_1904 = True
        sheet.write(1, 2, 42194)

    assert written(change).is_1904


def test_merged_day_stands_in_each_row() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet.merge(1, 2, 2, 3)
        sheet.write(1, 2, "2019-07-10")
        sheet.write(2, 2, "")

    sheet = written(change)
    assert [row[2] for row in sheet.rows[1:]] == ["2019-07-10", "2019-07-10"]
    assert sheet.marks == [CellMark(3, 2, "merged", "block")]
