"""Persons whom a file names where it is not read, in every format."""

import io
import json
import struct
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest

from spreadsheets.unread_names import names_unread_persons
from spreadsheets.xls_stream import xls_stream
from tests.cases.rosters import one_sheet
from tests.spreadsheet_files import ROSTER_HEAD, roster_line
from tests.spreadsheets.test_xml_workbooks import book, row
from tests.spreadsheets.workbooks import FORMATS, html, ods, xls, xlsb

LINES = [list(ROSTER_HEAD), list(roster_line(1))]
ID = "370102190001010027"
SECTOR = 512


def with_parts(content: bytes, **parts: str) -> bytes:
    """Add parts to an archive; __ stands for a slash in their names."""
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        for name, text in parts.items():
            archive.writestr(f"{name.replace('__', '/')}.xml", text)
    return stream.getvalue()


def core(author: str) -> str:
    return f"<cp:coreProperties><dc:title>名单</dc:title><dc:creator>{author}</dc:creator></cp:coreProperties>"


def ole2(streams: Mapping[str, bytes]) -> bytes:
    """An OLE2 file of these streams, each padded to 4,096 bytes so that it has sectors of its own ([MS-CFB])."""
    padded = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    sectors = [(len(content) + SECTOR - 1) // SECTOR for content in padded.values()]
    table = [0xFFFFFFFD, 0xFFFFFFFE]
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=2)]
    for number, ((name, content), count) in enumerate(zip(padded.items(), sectors, strict=True), start=1):
        start = len(table)
        table += [*range(start + 1, start + count), 0xFFFFFFFE]
        entries.append(_entry(name, 2, start, len(content), left=number - 1 or 0xFFFFFFFF))
    fat = struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    body = b"".join(content.ljust(-(-len(content) // SECTOR) * SECTOR, b"\0") for content in padded.values())
    return head.ljust(SECTOR, b"\xff") + fat + b"".join(entries).ljust(SECTOR, b"\0") + body


def _entry(name: str, kind: int, start: int, size: int, *, left: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBB3I", len(encoded), kind, 1, left, 0xFFFFFFFF, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def summary(author: bytes) -> bytes:
    """The stream of properties with code page 936 and an author ([MS-OLEPS])."""
    text = struct.pack("<II", 0x1E, len(author) + 1) + (author + b"\0").ljust(-(-(len(author) + 1) // 4) * 4, b"\0")
    section = struct.pack("<6I", 32 + len(text), 2, 1, 24, 4, 32) + struct.pack("<IHH", 2, 936, 0) + text
    identifier = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
    return (
        struct.pack("<HHI", 0xFFFE, 0, 0x20006)
        + bytes(16)
        + struct.pack("<I", 1)
        + identifier
        + struct.pack("<I", 48)
        + section
    )


def written_by(author: bytes) -> bytes:
    """An .xls with an author among its properties."""
    return ole2({"Workbook": xls_stream(FORMATS["xls"](LINES)), "\x05SummaryInformation": summary(author)})


def commented(author: str) -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet.write_comment("B2", "已核对", {"author": author})

    return one_sheet(LINES, change)


def page(head: str = "", foot: str = "") -> bytes:
    return html(LINES).replace(b"<head>", f"<head>{head}".encode()).replace(b"</table>", f"</table>{foot}".encode())


def archive(headers: str, head: str = "") -> bytes:
    """A web archive of one page."""
    return f"{headers}MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n".encode() + page(head)


def xml_book(before: str) -> bytes:
    return book(*(row(*line) for line in LINES)).replace("<Worksheet", f"{before}<Worksheet", 1).encode()


def json_beside(**fields: str) -> bytes:
    return json.dumps({**fields, "list": json.loads(FORMATS["json"](LINES))}, ensure_ascii=False).encode()


SENDER = "=?utf-8?B?5bqE5rKF5ryq?="
NAMED = {
    "xlsx properties": with_parts(FORMATS["xlsx"](LINES), docProps__custom="<p><vt:lpwstr>庄沅漪</vt:lpwstr></p>"),
    "xlsx comment": commented("庄沅漪"),
    "xlsx person": with_parts(FORMATS["xlsx"](LINES), xl__persons__person='<person displayName="庄沅漪" id="1"/>'),
    "xlsx folder": with_parts(FORMATS["xlsx"](LINES), xl__extra='<x:absPath url="C:\\Users\\庄沅漪\\Desktop\\"/>'),
    "xlsx pinyin": with_parts(FORMATS["xlsx"](LINES), docProps__extra=core("Zhuang Yuanyi")),
    "xlsb properties": with_parts(xlsb(LINES), docProps__core=core("庄沅漪")),
    "ods properties": with_parts(ods(LINES), meta="<m><meta:initial-creator>庄沅漪</meta:initial-creator></m>"),
    "xls properties": written_by("庄沅漪".encode("gb18030")),
    "xls user": xls(LINES, owner="Zhuang Yuanyi"),
    "xml author": xml_book("<DocumentProperties><LastAuthor>庄沅漪</LastAuthor></DocumentProperties>"),
    "xml header": xml_book('<x:Header x:Data="&amp;L制表人：庄沅漪"/>'),
    "page author": page('<meta content="庄沅漪" name="author">'),
    "page foot": page(foot="<p>填报人：庄沅漪</p>"),
    "page number": page(foot=f"<p>{ID}</p>"),
    "archive author": archive("", "<xml><o:Author>庄沅漪</o:Author></xml>"),
    "archive sender": archive(f"From: {SENDER} <a@example.cn>\r\n"),
    "json": json_beside(operator="庄沅漪"),
}
UNNAMED = {
    **{name: make(LINES) for name, make in FORMATS.items()},
    "xlsx program": with_parts(FORMATS["xlsx"](LINES), docProps__extra=core("Microsoft Office User")),
    "xls program": written_by("WPS 表格".encode("gb18030")),
    "xls user": xls(LINES, owner="lenovo"),
    "archive of Excel": archive(
        "From: <saved by Microsoft Excel>\r\n", '<meta name=Generator content="Microsoft Excel">'
    ),
    "json": json_beside(status="ok", source="泉城海关"),
}


@pytest.mark.parametrize("name", NAMED)
def test_person_named_outside_of_the_cells_is_found(name: str) -> None:
    assert names_unread_persons(io.BytesIO(NAMED[name]))


@pytest.mark.parametrize("name", UNNAMED)
def test_file_that_names_no_person_is_kept_as_it_came(name: str) -> None:
    assert not names_unread_persons(io.BytesIO(UNNAMED[name]))
