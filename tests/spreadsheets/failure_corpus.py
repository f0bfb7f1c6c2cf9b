"""Files with every fault for which the portal cannot read a file, for the tests of failure codes and their wording."""

import base64
from collections.abc import Callable
from pathlib import Path

from spreadsheets.columns import BLACKLIST_COLUMNS, ROSTER_COLUMNS
from spreadsheets.file_reading import read_file
from spreadsheets.json_table import read_json, table_of
from spreadsheets.rows import parse_table
from spreadsheets.sheets import MAX_ROWS, Sheet
from tests.cases.archives import sheet_xml, workbook, zipped
from tests.spreadsheet_files import BLACKLIST_HEAD, ROSTER_HEAD, blacklist_line, roster_line, uscc_of, xlsx
from tests.spreadsheets import bad_files


def _saved(content: bytes) -> Callable[[Path], object]:
    """Return the reading of a file with this content."""

    def read(folder: Path) -> object:
        path = folder / "file"
        path.write_bytes(content)
        return read_file(path)

    return read


def _in_time(folder: Path) -> object:
    path = folder / "file"
    path.write_bytes(xlsx(["a"], [["b"]]))
    return read_file(path, timeout_seconds=0)


def _sheets(*sheets: Sheet) -> Callable[[Path], object]:
    """Return the search for a blacklist in the sheets."""
    return lambda folder: parse_table(sheets, BLACKLIST_COLUMNS)


def _roster_sheets(*sheets: Sheet) -> Callable[[Path], object]:
    """Return the search for a roster in the sheets; the officer may set the columns on the page."""
    return lambda folder: parse_table(sheets, ROSTER_COLUMNS, known_headings={})


def _json(text: str) -> Callable[[Path], object]:
    return lambda folder: table_of(read_json(text))


ROSTER_ROWS = [list(ROSTER_HEAD), list(roster_line(1))]
BLACKLIST_ROWS = [list(BLACKLIST_HEAD), list(blacklist_line("某某公司"))]
NEAR_TITLE_HEAD = [["企业名称", "海关注册编码", "认证的日期"]]
TWO_NAMES = [
    ["企业名称", "企业名称", "海关注册编码", "认证日期"],
    ["济南泺岬贸易有限公司", "济南澜汀贸易有限公司", "37016T0001", "2020-03-02"],
]
UNNAMED = [["uscc", "basis"], [uscc_of(1), "拒不履行"]]

# Kind of file → its reading, which raises SheetError.
UNREADABLE: dict[str, Callable[[Path], object]] = {
    "empty": _saved(b""),
    "large": _saved(b"x" * (20 * 1024 * 1024 + 600_000)),
    "picture": _saved(b"\x89PNG\r\n\x1a\n" + bytes(100)),
    "password": _saved(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
    "truncated": _saved(bad_files.truncated_workbook(xlsx(ROSTER_HEAD, [roster_line(1)]))),
    "row twice": _saved(zipped(workbook(sheet_xml([["a"]]).replace("</row>", '</row><row r="1"/>')))),
    "damaged": _saved(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000)),
    "archive": _saved(bad_files.other_archive()),
    "bomb": _saved(bad_files.zip_bomb()),
    "slow": _in_time,
    "two cells": _saved(bad_files.two_cell_workbook()),
    "many rows": _saved(b"\n" * (MAX_ROWS + 1) + b"x"),
    "many columns": _saved("名称,代码\n".encode() + b"x," * 300 + b"x"),
    "many cells": _saved((b"yz," * 199 + b"x\n") * 20_001),
    "much text": _saved(bad_files.many_references(sheets=2, lines=1_300, length=16_000)),
    "encoding": _saved(b"\x81\xff\xfd" * 50),
    "web page": _saved(b"<html><body>502 Bad Gateway</body></html>"),
    "NUL": _saved(b"x\n" * 5_000 + b"\0x"),
    "program": _saved(b"\x7fELF" + bytes(100)),
    "document": _saved(b"%PDF-1.7\n"),
    "other table": _saved(b"ID;PWXL;N;E\n"),
    "e-mail": _saved(b"From: a@example.cn\nTo: b@example.cn\nMIME-Version: 1.0\n\nx"),
    "guarded": _saved(b"b\x14#e" + bytes(range(256)) * 4),
    "owner file": _saved(b"\x04user".ljust(165, b"\0")),
    "SQL": _saved("-- 导出\nINSERT INTO t VALUES (1);\n".encode()),
    "shortcut": _saved(b"[InternetShortcut]\r\nURL=file:///x.xlsx\r\n"),
    "HZ": _saved("企业名称,代码\n甲公司,1\n".encode("hz")),
    "Base64": _saved(base64.b64encode("企业名称,统一社会信用代码\n甲公司,1\n".encode())),
    "Japanese": _saved("name,uscc\nサンプル,1\n".encode("cp932")),
    "two encodings": _saved("企业名称\n甲公司\n".encode() + "乙公司\n".encode("gb18030")),
    "cut text": _saved("企业名称,代码\n甲公司,1\n乙公司,名".encode()[:-1]),
    "garbled": _saved("企业名称,代码\n".encode().decode("gb18030", "ignore").encode()),
    "XML data": _saved(b'<?xml version="1.0"?><records><record>1</record></records>'),
    "page of frames": _saved(b"<html><frameset><frame src=sheet001.htm></frameset></html>"),
    "web archive": _saved(b"MIME-Version: 1.0\nContent-Type: text/html\n\n<p>x</p>"),
    "quote": _saved('名称,备注\n甲公司,"见附件\n乙公司,无\n'.encode()),
    "text behind a quote": _saved('名称,备注\n甲公司,"见"附件\n'.encode()),
    "long cell": _saved(b'"' + b"a" * 2_000_000),
    "blanks": _saved("名称  代码  日期\n甲公司  1  2\n乙公司  1\n".encode()),
    "JSON cut": _json('[{"name": "a"}, {"na'),
    "JSON nested": _json("[" * 1_000_000),
    "JSON constant": _json('[{"name": NaN}]'),
    "JSON key twice": _json('[{"name": "a", "name": "b"}]'),
    "JSON two lists": _json('{"a": [{"b": 1}], "c": [{"d": 1}]}'),
    "JSON list behind a list": _json('[{"name": "a"}, {"name": "b"}]\n[{"name": "c"}]'),
    "JSON text behind": _json('[{"name": "a"}]\n共1家'),
    "JSON without list": _json('{"name": "a"}'),
    "JSON empty": _json("[]"),
    "JSON long": _json("[" + '{"name":"a"},' * MAX_ROWS + '{"name":"a"}]'),
    "JSON list of lists": _json('[["a", "b"]]'),
    "JSON keys": _json("[" + ",".join(f'{{"k{n}": 1}}' for n in range(300)) + "]"),
    "JSON object in an entry": _json('[{"name": "a"}, {"name": {"full": "a"}}]'),
    "no name column": _sheets(Sheet("JSON", UNNAMED)),
    "no header": _sheets(Sheet("名单", [["封面"]])),
    "no header in two sheets": _sheets(Sheet("封面", [["封面"]]), Sheet("名单", UNNAMED)),
    "no sheet": _sheets(),
    "no entry": _sheets(Sheet("名单", [list(BLACKLIST_HEAD), [""] * 7])),
    "two lists": _sheets(Sheet("一季度", BLACKLIST_ROWS), Sheet("二季度", BLACKLIST_ROWS)),
    "roster without columns": _roster_sheets(Sheet("名单", [["企业名称", "电话"], ["某某公司", "0531"]])),
    "roster with a near title": _roster_sheets(
        Sheet("名单", [*NEAR_TITLE_HEAD, ["某某公司", "37016T0001", "长期有效"]])
    ),
    "roster with two columns of a title": _roster_sheets(Sheet("名单", TWO_NAMES)),
    "two rosters side by side": _roster_sheets(
        Sheet("名单", [["认证企业", *[""] * 5, "关联企业"], *(row * 2 for row in ROSTER_ROWS)])
    ),
    "transposed roster": _roster_sheets(Sheet("名单", list(map(list, zip(*ROSTER_ROWS, strict=True))))),
    "two rosters": _roster_sheets(Sheet("一季度", ROSTER_ROWS), Sheet("二季度", ROSTER_ROWS)),
}
