"""What an .xlsb shows beside the texts of its cells ([MS-XLSB])."""

import io
import struct
import zipfile
from collections.abc import Sequence

import pytest

from spreadsheets.sheets import CellMark, Sheet
from tests.cases.archives import OFFICE, PACKAGE
from tests.cases.reading import in_process
from tests.spreadsheets.workbooks import record, wide

TEXT_FORMULA = b"\x00" * 10


def cell(kind: int, column: int, content: bytes, cell_format: int = 0) -> bytes:
    return record(kind, struct.pack("<II", column, cell_format) + content)


def text(column: int, content: str, cell_format: int = 0) -> bytes:
    return cell(6, column, wide(content), cell_format)


def row(line: int, *cells: bytes, hidden: bool = False) -> bytes:
    return record(0, struct.pack("<II2xBB", line, 0, 0, 0x10 if hidden else 0) + bytes(5)) + b"".join(cells)


# Colours: kind, index and tint, red, green, blue, and opacity.
WHITE, NO_COLOUR = b"\x05\x40\0\0\xff\xff\xff\xff", bytes(8)


def font(*, struck: bool = False, colour: bytes = NO_COLOUR) -> bytes:
    return record(43, struct.pack("<HH", 220, 8 if struck else 0) + bytes(8) + colour + bytes(4))


def fill(pattern: int, colour: bytes = NO_COLOUR) -> bytes:
    return record(45, struct.pack("<I", pattern) + colour + bytes(48))


def cell_format(font: int, fill: int = 0) -> bytes:
    return record(47, struct.pack("<HHHH", 0, 0, font, fill) + bytes(8))


STYLES = (
    record(611, struct.pack("<I", 3))
    + font()
    + font(struck=True)
    + font(colour=WHITE)
    + record(612)
    + record(603, struct.pack("<I", 2))
    + fill(0)
    + fill(1, b"\x05\x40\0\0\x1f\x4e\x78\xff")
    + record(604)
    + record(617, struct.pack("<I", 4))
    + cell_format(0)
    + cell_format(1)
    + cell_format(2)
    + cell_format(2, 1)
    + record(618)
)


def read(
    rows: Sequence[bytes], *, columns: bytes = b"", behind: bytes = b"", comments: bytes = b"", book: bytes = b""
) -> Sheet:
    """Return the sheet with these rows."""
    sheet = record(129) + record(148, struct.pack("<4I", 0, len(rows) - 1, 0, 2)) + columns
    sheet += record(145) + b"".join(rows) + record(146) + behind + record(130)
    relations = {"rId1": ("worksheet", "worksheets/sheet1.bin"), "rId2": ("styles", "styles.bin")}
    parts = {
        "xl/workbook.bin": record(131)
        + book
        + record(143)
        + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("名单"))
        + record(144)
        + record(132),
        "xl/_rels/workbook.bin.rels": rels(relations),
        "_rels/.rels": rels({"rId1": ("officeDocument", "xl/workbook.bin")}),
        "xl/worksheets/sheet1.bin": sheet,
        "xl/styles.bin": STYLES,
        "xl/comments1.bin": comments,
        "xl/worksheets/_rels/sheet1.bin.rels": rels({"rId1": ("comments", "../comments1.bin")}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"/>')
        for name, content in parts.items():
            archive.writestr(name, content)
    (found,) = in_process(stream.getvalue())
    return found


def rels(targets: dict[str, tuple[str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="{identifier}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for identifier, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{entries}</Relationships>'


HEAD = row(0, text(0, "企业名称"), text(1, "代码"), text(2, "日期"))


@pytest.mark.parametrize("kind", [3, 11])
def test_formula_error_is_read_as_shown(kind: int) -> None:
    content = b"\x2a" + (TEXT_FORMULA if kind == 11 else b"")
    sheet = read([HEAD, row(1, text(0, "甲公司"), cell(kind, 2, content))])
    assert sheet.rows[1] == ["甲公司", "", "#N/A"]
    assert sheet.marks == [CellMark(2, 2, "error", "#N/A")]


def test_formula_with_an_empty_text_as_result_is_a_marked_blank() -> None:
    sheet = read([HEAD, row(1, text(0, "甲公司"), cell(8, 2, wide("") + TEXT_FORMULA))])
    assert sheet.marks == [CellMark(2, 2, "formula", "=…")]


def test_text_in_the_colour_of_its_background_is_marked() -> None:
    sheet = read([HEAD, row(1, text(0, "甲公司", 2), text(1, "1", 3))])
    assert sheet.marks == [CellMark(2, 0, "invisible")]


def test_struck_cells_and_struck_parts_are_marked() -> None:
    runs = struct.pack("<I", 2) + struct.pack("<HHHH", 0, 1, 1, 0)
    rich = cell(62, 0, b"\x01" + wide("旧新公司") + runs)
    sheet = read([HEAD, row(1, text(0, "甲公司", 1)), row(2, rich)])
    assert sheet.marks == [CellMark(2, 0, "struck"), CellMark(3, 0, "struck", "旧")]


def test_hidden_rows_and_columns_are_listed() -> None:
    columns = record(390) + record(60, struct.pack("<IIIIH", 1, 1, 2000, 0, 1)) + record(391)
    sheet = read([HEAD, row(1, text(0, "甲公司"), hidden=True)], columns=columns)
    assert (sheet.hidden_lines, sheet.hidden_columns) == ([2], [1])


def test_merged_day_stands_in_each_row() -> None:
    merged = record(177, struct.pack("<I", 1)) + record(176, struct.pack("<4I", 1, 2, 2, 2)) + record(178)
    rows = [HEAD, row(1, text(0, "甲公司"), text(2, "2019-07-10")), row(2, text(0, "乙公司"))]
    assert [cells[2] for cells in read(rows, behind=merged).rows] == ["日期", "2019-07-10", "2019-07-10"]


def test_comment_is_read_without_its_author() -> None:
    comments = (
        record(628)
        + record(632, wide("周"))
        + record(635, struct.pack("<IIIII", 0, 1, 1, 0, 0) + bytes(16))
        + record(637, b"\x00" + wide("周:\n已注销"))
    )
    sheet = read([HEAD, row(1, text(0, "甲公司"))], comments=comments)
    assert sheet.marks == [CellMark(2, 0, "comment", "已注销")]


def test_days_counted_from_1904_are_known() -> None:
    book = record(153, struct.pack("<II", 1, 0) + wide(""))
    assert read([HEAD, row(1, text(0, "甲公司"))], book=book).is_1904
