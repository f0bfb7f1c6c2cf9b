"""Writers of the same table in every format that an office may send."""

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

import xlsxwriter
import xlwt

from tests.sheets import xlsx

MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
Lines = Sequence[Sequence[str]]


def xls(lines: Lines) -> bytes:
    """BIFF8, as Excel 97 and WPS (.et) write it."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    for row, line in enumerate(lines):
        for column, text in enumerate(line):
            sheet.write(row, column, text)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ods(lines: Lines) -> bytes:
    """OpenDocument, the least of it."""
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
