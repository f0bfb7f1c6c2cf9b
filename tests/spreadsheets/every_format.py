"""The same workbook in every format: .xlsx, .xls, .xlsb, .ods, XML 2003, web archive, web page.

It has what is not seen in the texts of cells: marks, comments, hidden rows, columns and sheets, merged cells, headers
of the printed pages, text boxes, and days that count from 1904.
"""

import base64
import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal, NamedTuple

import xlsxwriter
import xlwt
from xlwt.CompoundDoc import XlsDoc

from tests.cases.archives import OFFICE, PACKAGE
from tests.spreadsheets.workbooks import record, wide

Style = Literal["", "struck", "invisible"]
# A picture of one pixel.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
# Error and the number that stands for it in .xls and .xlsb.
ERROR, NUMBER_OF_ERROR = "#N/A", 0x2A
AUTHOR = "导出程序"


class Cell(NamedTuple):
    """A cell: its text, number, error, or formula without a stored result; a struck part is at its beginning."""

    text: str = ""
    kind: Literal["text", "number", "error", "formula"] = "text"
    style: Style = ""
    struck_part: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Page:
    """A sheet; its lines and columns count from 0. `box` is the text of a text box at B2, `header` that of a page.

    `has_picture`: a picture is at B2.
    """

    lines: Sequence[Sequence[Cell | str]]
    name: str = "名单"
    hidden: bool = False
    hidden_lines: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    merged: Sequence[tuple[int, int, int, int]] = ()
    header: str = ""
    box: str = ""
    has_picture: bool = False

    @property
    def cells(self) -> list[list[Cell]]:
        return [[cell if isinstance(cell, Cell) else Cell(cell) for cell in line] for line in self.lines]

    def span_of(self, row: int, column: int) -> tuple[int, int]:
        """Return how many rows and columns a cell spans; (0, 0) for one that another one covers."""
        for top, left, bottom, right in self.merged:
            if (row, column) == (top, left):
                return bottom - top + 1, right - left + 1
            if top <= row <= bottom and left <= column <= right:
                return 0, 0
        return 1, 1


@dataclass(frozen=True)
class Book:
    """A workbook."""

    pages: Sequence[Page]
    is_1904: bool = False


def xlsx(book: Book) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "date_1904": book.is_1904}) as written:
        formats = {
            "": None,
            "struck": written.add_format({"font_strikeout": True}),
            "invisible": written.add_format({"font_color": "#FFFFFF"}),
        }
        for page in book.pages:
            sheet = written.add_worksheet(page.name)
            for area in page.merged:
                sheet.merge_range(*area, "")
            for row, line in enumerate(page.cells):
                for column, cell in enumerate(line):
                    if page.span_of(row, column) == (0, 0):
                        continue
                    if cell.comment:
                        sheet.write_comment(row, column, cell.comment, {"author": AUTHOR})
                    if cell.struck_part:
                        rest = cell.text.removeprefix(cell.struck_part)
                        sheet.write_rich_string(
                            row, column, formats["struck"], cell.struck_part, written.add_format(), rest
                        )
                    elif cell.kind == "number":
                        sheet.write_number(row, column, float(cell.text), formats[cell.style])
                    elif cell.kind == "error":
                        sheet.write_formula(row, column, "=NA()", None, ERROR)
                    elif cell.kind == "formula":
                        sheet.write_formula(row, column, cell.text, None, "")
                    elif cell.text:
                        sheet.write_string(row, column, cell.text, formats[cell.style])
            for line in page.hidden_lines:
                sheet.set_row(line, None, None, {"hidden": True})
            for column in page.hidden_columns:
                sheet.set_column(column, column, None, None, {"hidden": True})
            if page.hidden:
                sheet.hide()
            if page.header:
                sheet.set_header(f'&C&"宋体,常规"{page.header}')
            if page.box:
                sheet.insert_textbox(1, 1, page.box)
            if page.has_picture:
                sheet.insert_image(1, 1, "p.png", {"image_data": io.BytesIO(PICTURE)})
    return stream.getvalue()


def xls(book: Book) -> bytes:
    written = xlwt.Workbook(encoding="utf-8")
    written.dates_1904 = book.is_1904
    struck, invisible = xlwt.easyfont("struck_out on"), xlwt.easyfont("colour white")
    styles = {"": xlwt.XFStyle(), "struck": xlwt.XFStyle(), "invisible": xlwt.XFStyle()}
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
FORMATS: dict[str, int] = {"": 0, "struck": 1, "invisible": 2}


def xlsb(book: Book) -> bytes:
    fonts = [(0, NO_COLOUR), (8, NO_COLOUR), (0, WHITE)]
    styles = record(611, struct.pack("<I", 3))
    for flags, colour in fonts:
        styles += record(43, struct.pack("<HH", 220, flags) + bytes(8) + colour + bytes(4))
    styles += record(612) + record(603, struct.pack("<I", 1)) + record(45, bytes(60)) + record(604)
    styles += record(617, struct.pack("<I", 3))
    for font in range(3):
        styles += record(47, struct.pack("<HHHH", 0, 0, font, 0) + bytes(8))
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
        parts[f"xl/worksheets/_rels/sheet{number}.bin.rels"] = _relations(own)
        parts[f"xl/drawings/drawing{number}.xml"] = _drawing(page)
    book_records = record(131) + record(153, struct.pack("<II", int(book.is_1904), 0) + wide(""))
    parts["xl/workbook.bin"] = book_records + record(143) + sheets + record(144) + record(132)
    parts["xl/_rels/workbook.bin.rels"] = _relations(relations)
    parts["_rels/.rels"] = _relations({"rId1": ("officeDocument", "xl/workbook.bin")})
    parts["[Content_Types].xml"] = f'<Types xmlns="{PACKAGE}/content-types"/>'.encode()
    return _zipped(parts)


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


def _drawing(page: Page) -> bytes:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    return (
        f'<xdr:wsDr xmlns:xdr="{drawing}" xmlns:a="a"><xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col>'
        f"<xdr:row>1</xdr:row></xdr:from><xdr:sp><xdr:txBody><a:p><a:r><a:t>{escape(page.box)}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
        f"{'<xdr:pic/>' if page.has_picture else ''}"
        "</xdr:twoCellAnchor></xdr:wsDr>"
    ).encode()


def _relations(targets: Mapping[str, tuple[str, str]]) -> bytes:
    entries = "".join(
        f'<Relationship Id="{identifier}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for identifier, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{entries}</Relationships>'.encode()


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


NAMESPACES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in (
        *((name, name) for name in ("office", "table", "text", "style")),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
    )
) + (
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
ODS_STYLES = (
    '<office:automatic-styles><style:style style:name="struck" style:family="table-cell">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="part" style:family="text"><style:text-properties style:text-line-through-style="solid"/>'
    '</style:style><style:style style:name="invisible" style:family="table-cell">'
    '<style:text-properties fo:color="#ffffff"/></style:style><style:style style:name="out" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
)


def ods(book: Book) -> bytes:
    date = '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
    tables = "".join(map(_ods_table, book.pages))
    content = (
        f"<office:document-content{NAMESPACES}>{ODS_STYLES}<office:body><office:spreadsheet>"
        f"{date if book.is_1904 else ''}{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    header = "".join(f"<style:header><text:p>{escape(page.header)}</text:p></style:header>" for page in book.pages)
    styles = (
        f"<office:document-styles{NAMESPACES}><office:master-styles>"
        f'<style:master-page style:name="Default">{header}<style:footer><text:p>'
        "第 <text:page-number>1</text:page-number> 页</text:p></style:footer></style:master-page>"
        "</office:master-styles></office:document-styles>"
    )
    return _zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b"<manifest/>",
            "content.xml": content.encode(),
            "styles.xml": styles.encode(),
        }
    )


def _ods_table(page: Page) -> str:
    hidden = ' table:visibility="collapse"'
    columns = "".join(
        f"<table:table-column{hidden if at in page.hidden_columns else ''}/>" for at in range(max(map(len, page.cells)))
    )
    rows = ""
    for row, line in enumerate(page.cells):
        cells = "".join(_ods_cell(page, row, column, cell) for column, cell in enumerate(line))
        rows += f"<table:table-row{hidden if row in page.hidden_lines else ''}>{cells}</table:table-row>"
    style = ' table:style-name="out"' if page.hidden else ""
    return f'<table:table table:name="{page.name}"{style}>{columns}{rows}</table:table>'


def _ods_cell(page: Page, row: int, column: int, cell: Cell) -> str:
    height, width = page.span_of(row, column)
    if not height:
        return "<table:covered-table-cell/>"
    attributes = f' table:style-name="{cell.style}"' if cell.style else ""
    if (height, width) != (1, 1):
        attributes += f' table:number-rows-spanned="{height}" table:number-columns-spanned="{width}"'
    text = escape(cell.text)
    if cell.kind == "formula":
        attributes += f' table:formula="of:{text}"'
        text = ""
    elif cell.kind == "error":
        attributes += ' table:formula="of:=NA()" office:value-type="string" calcext:value-type="error"'
        text = ERROR
    elif cell.kind == "number":
        attributes += f' office:value-type="float" office:value="{text}"'
    elif text:
        attributes += ' office:value-type="string"'
    if cell.struck_part:
        rest = escape(cell.text.removeprefix(cell.struck_part))
        text = f'<text:span text:style-name="part">{escape(cell.struck_part)}</text:span>{rest}'
    inside = f"<text:p>{text}</text:p>" if text else ""
    if cell.comment:
        comment = f"<dc:creator>{AUTHOR}</dc:creator><text:p>{escape(cell.comment)}</text:p>"
        inside = f"<office:annotation>{comment}</office:annotation>{inside}"
    if page.box and (row, column) == (1, 1):
        box = f"<draw:text-box><text:p>{escape(page.box)}</text:p></draw:text-box>"
        inside = f"<draw:frame>{box}</draw:frame>{inside}"
    if page.has_picture and (row, column) == (1, 1):
        inside = f"<draw:frame><draw:image/></draw:frame>{inside}"
    return f"<table:table-cell{attributes}>{inside}</table:table-cell>"


SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
EXCEL = "urn:schemas-microsoft-com:office:excel"


def xml(book: Book) -> bytes:
    """XML Spreadsheet 2003."""
    styles = (
        '<Styles><Style ss:ID="struck"><Font ss:StrikeThrough="1"/></Style>'
        '<Style ss:ID="invisible"><Font ss:Color="#FFFFFF"/></Style></Styles>'
    )
    dates = f'<ExcelWorkbook xmlns="{EXCEL}"><Date1904/></ExcelWorkbook>' if book.is_1904 else ""
    sheets = "".join(map(_xml_sheet, book.pages))
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{SPREADSHEET}" xmlns:ss="{SPREADSHEET}" xmlns:x="{EXCEL}">'
        f"{dates}{styles}{sheets}</Workbook>"
    ).encode()


def _xml_sheet(page: Page) -> str:
    columns = "".join(f'<Column ss:Index="{at + 1}" ss:Hidden="1"/>' for at in page.hidden_columns)
    rows = ""
    for row, line in enumerate(page.cells):
        cells = "".join(_xml_cell(page, row, column, cell) for column, cell in enumerate(line))
        rows += (
            f'<Row ss:Index="{row + 1}"{" ss:Hidden=" + chr(34) + "1" + chr(34) if row in page.hidden_lines else ""}>'
        )
        rows += f"{cells}</Row>"
    header = f'<PageSetup><Header x:Data="&amp;C{escape(page.header)}"/></PageSetup>' if page.header else ""
    hidden = "<Visible>SheetHidden</Visible>" if page.hidden else ""
    options = f'<WorksheetOptions xmlns="{EXCEL}">{header}{hidden}</WorksheetOptions>'
    return f'<Worksheet ss:Name="{page.name}"><Table>{columns}{rows}</Table>{options}</Worksheet>'


def _xml_cell(page: Page, row: int, column: int, cell: Cell) -> str:
    height, width = page.span_of(row, column)
    if not height:
        return ""
    attributes = f' ss:Index="{column + 1}"' + (f' ss:StyleID="{cell.style}"' if cell.style else "")
    attributes += f' ss:MergeDown="{height - 1}"' * (height > 1) + f' ss:MergeAcross="{width - 1}"' * (width > 1)
    comment = f'<Comment ss:Author="{AUTHOR}"><Data>{escape(cell.comment)}</Data></Comment>' if cell.comment else ""
    if cell.kind == "formula":
        return f'<Cell{attributes} ss:Formula="{escape(cell.text)}">{comment}</Cell>'
    kind = {"text": "String", "number": "Number", "error": "Error"}[cell.kind]
    text = ERROR if cell.kind == "error" else escape(cell.text)
    if cell.struck_part:
        text = f"<S xmlns='http://www.w3.org/TR/REC-html40'>{escape(cell.struck_part)}</S>"
        text += escape(cell.text.removeprefix(cell.struck_part))
    if cell.kind == "number":
        text = format(float(cell.text), ".15G")
    data = f'<Data ss:Type="{kind}">{text}</Data>' if text else ""
    return f"<Cell{attributes}>{data}{comment}</Cell>"


def html(book: Book) -> bytes:
    """A web page of the first sheet."""
    return _html_page(book.pages[0]).encode()


def _html_page(page: Page) -> str:
    header = "".join(f"\\{ord(character):04X} " for character in page.header)
    style = f'<style>@page {{mso-header-data:"&C{header}";}} .invisible {{color:white}}</style>'
    rows = ""
    for row, line in enumerate(page.cells):
        cells = "".join(_html_cell(page, row, column, cell) for column, cell in enumerate(line))
        rows += f"<tr{' style=display:none' if row in page.hidden_lines else ''}>{cells}</tr>"
    return f"<html><head><meta charset=utf-8>{style}</head><body><table>{rows}</table></body></html>"


def _html_cell(page: Page, row: int, column: int, cell: Cell) -> str:
    height, width = page.span_of(row, column)
    if not height:
        return ""
    text = escape(ERROR if cell.kind == "error" else cell.text)
    if cell.style == "struck":
        text = f"<s>{text}</s>"
    elif cell.struck_part:
        text = f"<s>{escape(cell.struck_part)}</s>{escape(cell.text.removeprefix(cell.struck_part))}"
    attributes = f" rowspan={height} colspan={width}" if (height, width) != (1, 1) else ""
    attributes += " class=invisible" if cell.style == "invisible" else ""
    attributes += " style=display:none" if column in page.hidden_columns else ""
    if page.has_picture and (row, column) == (1, 1):
        text = f"<img src=p.png>{text}"
    return f"<td{attributes}>{text}</td>"


def mhtml(book: Book) -> bytes:
    """A web archive with a page for each sheet."""
    parts = "".join(
        "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
        f"Content-Location: file:///C:/{page.name}.htm\r\n\r\n{_html_page(page)}\r\n"
        for page in book.pages
    )
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
    return f"{head}{parts}--b--\r\n".encode()


WRITERS: dict[str, Callable[[Book], bytes]] = {
    "xlsx": xlsx,
    "xls": xls,
    "xlsb": xlsb,
    "ods": ods,
    "xml": xml,
    "mhtml": mhtml,
    "html": html,
}
