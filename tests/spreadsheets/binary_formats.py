"""Writers of workbooks of records: .xls and .xlsb."""

import io
import struct
from collections.abc import Mapping
from html import escape

import xlwt
from xlwt.CompoundDoc import XlsDoc

from tests.cases.archives import OFFICE, PACKAGE
from tests.spreadsheets.format_model import AUTHOR, NUMBER_OF_ERROR, Book, Cell, Page, zipped
from tests.spreadsheets.workbooks import record, wide


def xls(book: Book) -> bytes:
    written = xlwt.Workbook(encoding="utf-8")
    written.dates_1904 = book.is_1904
    struck, invisible = xlwt.easyfont("struck_out on"), xlwt.easyfont("colour white")
    styles = {"": xlwt.XFStyle(), "struck": xlwt.XFStyle(), "invisible": xlwt.XFStyle(), "crossed": xlwt.XFStyle()}
    styles["crossed"].borders.need_diag1 = styles["crossed"].borders.diag = 1
    styles["struck"].font, styles["invisible"].font = struck, invisible
    more = b""
    for page in book.pages:
        sheet = written.add_sheet(page.name, cell_overwrite_ok=True)
        sheet.visibility = int(page.hidden)
        sheet.header_str = sheet.footer_str = b""
        for row, line in enumerate(page.cells):
            for column, cell in enumerate(line):
                height, width = page.span_of(row, column)
                if not height:
                    continue
                if height > 1 or width > 1:
                    sheet.write_merge(row, row + height - 1, column, column + width - 1, cell.text)
                elif cell.struck_part:
                    parts = (cell.struck_part, struck), cell.text.removeprefix(cell.struck_part)
                    sheet.write_rich_text(row, column, parts)
                elif cell.kind == "error":
                    sheet.row(row).set_cell_error(column, NUMBER_OF_ERROR)
                elif cell.kind == "number":
                    sheet.write(row, column, float(cell.text), styles[cell.style])
                elif cell.text:
                    sheet.write(row, column, cell.text, styles[cell.style])
                if cell.comment:
                    more += _xls_comment(row, column, cell.comment)
        for number in page.hidden_lines:
            sheet.row(number).hidden = True
        for column in page.hidden_columns:
            sheet.col(column).hidden = True
        if page.box:
            more += _xls_box(page.box)
        if page.has_picture:
            more += _xls_record(0x5D, struct.pack("<HHHH", 0x15, 0x12, 0x08, 11) + bytes(14))
        if page.line:
            more += _xls_line(*page.line)
        if page.header:
            header = f"&C{page.header}"
            more += _xls_record(0x14, struct.pack("<HB", len(header), 1) + header.encode("utf-16-le"))
    end = struct.pack("<HH", 0x0A, 0)
    stream = io.BytesIO()
    XlsDoc().save(stream, written.get_biff_data().removesuffix(end) + more + end)
    return stream.getvalue()


def _xls_comment(row: int, column: int, text: str) -> bytes:
    """Return the records of a comment ([MS-XLS] 2.4.179, 2.4.329)."""
    name = struct.pack("<HB", len(AUTHOR), 1) + AUTHOR.encode("utf-16-le")
    note = struct.pack("<HHHH", row, column, 0, 7) + name
    return _xls_text(0x19, 7, text) + _xls_record(0x1C, note)


def _xls_box(text: str) -> bytes:
    """Return the records of a text box at B2 ([MS-XLS] 2.5.193, 2.4.181)."""
    anchor = struct.pack("<HHI", 0, 0xF010, 18) + struct.pack("<9H", 2, 1, 0, 1, 0, 4, 0, 4, 0)
    return _xls_record(0xEC, anchor) + _xls_text(0x06, 9, text)


def _xls_line(top: int, left: int, bottom: int, right: int) -> bytes:
    """Return the record of a drawn line ([MS-ODRAW] 2.2.40)."""
    shape = struct.pack("<HHIII", 20 << 4 | 2, 0xF00A, 8, 1025, 0xA00)
    anchor = struct.pack("<HHI", 0, 0xF010, 18) + struct.pack("<9H", 2, left, 512, top, 128, right, 512, bottom, 128)
    return _xls_record(0xEC, shape + anchor)


def _xls_text(kind: int, number: int, text: str) -> bytes:
    return (
        _xls_record(0x5D, struct.pack("<HHHH", 0x15, 0x12, kind, number) + bytes(14))
        + _xls_record(0x1B6, struct.pack("<HH6xHHI", 0x212, 0, len(text), 16, 0))
        + _xls_record(0x3C, b"\x01" + text.encode("utf-16-le"))
        + _xls_record(0x3C, bytes(16))
    )


def _xls_record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


WHITE, NO_COLOUR = b"\x05\x40\0\0\xff\xff\xff\xff", bytes(8)
FORMATS: dict[str, int] = {"": 0, "struck": 1, "invisible": 2, "crossed": 3}


def xlsb(book: Book) -> bytes:
    fonts = [(0, NO_COLOUR), (8, NO_COLOUR), (0, WHITE)]
    styles = record(611, struct.pack("<I", 3))
    for flags, colour in fonts:
        styles += record(43, struct.pack("<HH", 220, flags) + bytes(8) + colour + bytes(4))
    styles += record(612) + record(603, struct.pack("<I", 1)) + record(45, bytes(60)) + record(604)
    crossed = b"\x01" + bytes(40) + b"\x01" + bytes(9)
    styles += record(613, struct.pack("<I", 2)) + record(46, bytes(51)) + record(46, crossed)
    styles += record(614) + record(617, struct.pack("<I", 4))
    for font, border in ((0, 0), (1, 0), (2, 0), (0, 1)):
        styles += record(47, struct.pack("<5H", 0, 0, font, 0, border) + bytes(6))
    styles += record(618)
    parts: dict[str, bytes] = {"xl/styles.bin": styles}
    relations = {"rIdS": ("styles", "styles.bin")}
    sheets = b""
    for number, page in enumerate(book.pages, start=1):
        sheets += record(156, struct.pack("<II", int(page.hidden), number) + wide(f"rId{number}") + wide(page.name))
        relations[f"rId{number}"] = ("worksheet", f"worksheets/sheet{number}.bin")
        parts[f"xl/worksheets/sheet{number}.bin"] = _xlsb_sheet(page)
        own = {
            "rId1": ("comments", f"../comments{number}.bin"),
            "rId2": ("drawing", f"../drawings/drawing{number}.xml"),
        }
        parts[f"xl/comments{number}.bin"] = _xlsb_comments(page)
        parts[f"xl/worksheets/_rels/sheet{number}.bin.rels"] = relations_part(own)
        parts[f"xl/drawings/drawing{number}.xml"] = drawing(page)
    book_records = record(131) + record(153, struct.pack("<II", int(book.is_1904), 0) + wide(""))
    parts["xl/workbook.bin"] = book_records + record(143) + sheets + record(144) + record(132)
    parts["xl/_rels/workbook.bin.rels"] = relations_part(relations)
    parts["_rels/.rels"] = relations_part({"rId1": ("officeDocument", "xl/workbook.bin")})
    parts["[Content_Types].xml"] = f'<Types xmlns="{PACKAGE}/content-types"/>'.encode()
    return zipped(parts)


def _xlsb_sheet(page: Page) -> bytes:
    width = max(map(len, page.cells))
    rows = b""
    for row, line in enumerate(page.cells):
        hidden = 0x10 if row in page.hidden_lines else 0
        rows += record(0, struct.pack("<II2xBB", row, 0, 0, hidden) + bytes(5))
        rows += b"".join(_xlsb_cell(column, cell) for column, cell in enumerate(line) if page.span_of(row, column)[0])
    columns = b"".join(record(60, struct.pack("<IIIIH", at, at, 2000, 0, 1)) for at in page.hidden_columns)
    merged = b"".join(
        record(176, struct.pack("<4I", top, bottom, left, right)) for top, left, bottom, right in page.merged
    )
    header = struct.pack("<H", 0) + wide(f"&C{page.header}") + struct.pack("<I", 0xFFFFFFFF) * 5
    return (
        record(129)
        + record(148, struct.pack("<4I", 0, len(page.lines) - 1, 0, width - 1))
        + record(390) * bool(columns)
        + columns
        + record(391) * bool(columns)
        + record(145)
        + rows
        + record(146)
        + (record(177, struct.pack("<I", len(page.merged))) + merged + record(178)) * bool(merged)
        + (record(479, header) + record(480)) * bool(page.header)
        + record(130)
    )


def _xlsb_cell(column: int, cell: Cell) -> bytes:
    head = struct.pack("<II", column, FORMATS[cell.style])
    if cell.kind == "error":
        return record(3, head + bytes([NUMBER_OF_ERROR]))
    if cell.kind == "number":
        return record(5, head + struct.pack("<d", float(cell.text)))
    if cell.struck_part:
        runs = struct.pack("<I", 2) + struct.pack("<HHHH", 0, 1, len(cell.struck_part), 0)
        return record(62, head + b"\x01" + wide(cell.text) + runs)
    return record(6, head + wide(cell.text)) if cell.text else b""


def _xlsb_comments(page: Page) -> bytes:
    found = record(628) + record(632, wide(AUTHOR))
    for row, line in enumerate(page.cells):
        for column, cell in enumerate(line):
            if cell.comment:
                found += record(635, struct.pack("<IIIII", 0, row, row, column, column) + bytes(16))
                found += record(637, b"\x00" + wide(cell.comment))
    return found


def drawing(page: Page) -> bytes:
    """Return the part with the text box, the picture and the line of a page."""
    namespace = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    return (
        f'<xdr:wsDr xmlns:xdr="{namespace}" xmlns:a="a"><xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col>'
        f"<xdr:row>1</xdr:row></xdr:from><xdr:sp><xdr:txBody><a:p><a:r><a:t>{escape(page.box)}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
        f"{'<xdr:pic/>' if page.has_picture else ''}"
        f"</xdr:twoCellAnchor>{_drawn_line(*page.line) if page.line else ''}</xdr:wsDr>"
    ).encode()


def _drawn_line(top: int, left: int, bottom: int, right: int) -> str:
    ends = "".join(
        f"<xdr:{end}><xdr:col>{column}</xdr:col><xdr:colOff>400000</xdr:colOff><xdr:row>{row}</xdr:row>"
        f"<xdr:rowOff>90000</xdr:rowOff></xdr:{end}>"
        for end, row, column in (("from", top, left), ("to", bottom, right))
    )
    return f"<xdr:twoCellAnchor>{ends}<xdr:cxnSp/><xdr:clientData/></xdr:twoCellAnchor>"


def relations_part(targets: Mapping[str, tuple[str, str]]) -> bytes:
    entries = "".join(
        f'<Relationship Id="{identifier}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for identifier, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{entries}</Relationships>'.encode()
