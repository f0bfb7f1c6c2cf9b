"""Writers of a table in every format that an office may send."""

import io
import json
import struct
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

import xlsxwriter
import xlwt

from tests.spreadsheet_files import xlsx

MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORKSHEET = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
Lines = Sequence[Sequence[str]]


def xls(lines: Lines, *, owner: str = "") -> bytes:
    """BIFF8, as Excel 97 and WPS (.et) write it; `owner` is the user who saved it."""
    book = xlwt.Workbook()
    book.owner = owner
    sheet = book.add_sheet("名单")
    for row, line in enumerate(lines):
        for column, text in enumerate(line):
            sheet.write(row, column, text)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ods(lines: Lines) -> bytes:
    """A minimal OpenDocument spreadsheet."""
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'
            for text in line
        )
        + "</table:table-row>"
        for line in lines
    )
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="名单">{rows}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<manifest xmlns="{MANIFEST}"/>')
        archive.writestr("content.xml", content)
    return stream.getvalue()


def xlsb(lines: Lines) -> bytes:
    """A minimal BIFF12 workbook (MS-XLSB) of one sheet, with a record for each row and text cell."""
    book = record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("名单"))
    width = max(map(len, lines))
    sheet = record(129) + record(148, struct.pack("<4I", 0, len(lines) - 1, 0, width - 1)) + record(145)
    for row, line in enumerate(lines):
        sheet += record(0, struct.pack("<I", row) + bytes(13))
        for column, text in enumerate(line):
            sheet += record(6, struct.pack("<II", column, 0) + wide(text))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"/>')
        archive.writestr("xl/workbook.bin", book + record(144) + record(132))
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{WORKSHEET}" '
            'Target="worksheets/sheet1.bin"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.bin", sheet + record(146) + record(130))
    return stream.getvalue()


def record(kind: int, content: bytes = b"") -> bytes:
    """A BIFF12 record: kind and length with seven bits a byte, then the content."""
    head = b""
    for number in (kind, len(content)):
        while number > 0x7F:
            head += bytes([number & 0x7F | 0x80])
            number >>= 7
        head += bytes([number])
    return head + content


def wide(text: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return struct.pack("<I", len(encoded) // 2) + encoded


def html(lines: Lines) -> bytes:
    """A web page under the name .xls, as older systems export it."""
    rows = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in line) + "</tr>" for line in lines)
    return f"<html><head><meta charset=utf-8><title>名单</title></head><table>{rows}</table></html>".encode()


def delimited(lines: Lines, delimiter: str, encoding: str) -> bytes:
    return "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)


def json_list(lines: Lines) -> bytes:
    """A list of objects, as a program sends it."""
    return json.dumps([dict(zip(lines[0], line, strict=True)) for line in lines[1:]], ensure_ascii=False).encode()


FORMATS: dict[str, Callable[[Lines], bytes]] = {
    "xlsx": lambda lines: xlsx(lines[0], lines[1:]),
    "xls": xls,
    "xlsb": xlsb,
    "ods": ods,
    "html": html,
    "csv utf-8": lambda lines: delimited(lines, ",", "utf-8"),
    "csv utf-8 with mark": lambda lines: delimited(lines, ",", "utf-8-sig"),
    "csv gb18030": lambda lines: delimited(lines, ",", "gb18030"),
    "tab utf-16": lambda lines: delimited(lines, "\t", "utf-16"),
    "tab gb18030": lambda lines: delimited(lines, "\t", "gb18030"),
    "semicolon utf-8": lambda lines: delimited(lines, ";", "utf-8"),
    "json": json_list,
}


def sheets_xlsx(sheets: dict[str, Lines]) -> bytes:
    """A workbook of several sheets."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for row, line in enumerate(lines):
                sheet.write_row(row, 0, line)
    return stream.getvalue()
