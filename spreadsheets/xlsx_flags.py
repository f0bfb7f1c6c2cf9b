"""The data of an .xlsx that python-calamine does not give: hidden rows and columns, the date system and formula errors.

The XML is searched by regular expression. A parser would build an event for each of a million cells, to find flags that
most sheets do not have; the search costs a fraction of that, it resolves no entities and it cannot fail on broken
XML. It relies on the order in which Excel, WPS and LibreOffice write attributes: in `<sheet>` `name` before `r:id`, in
`<c>` `r` before `t`. A file in another order is read without the flags, as calamine gives it. `<col>` and
`<Relationship>` are read in any order.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from zipfile import BadZipFile, ZipFile, is_zipfile

from spreadsheets.columns import index_of

BOOK = "xl/workbook.xml"
COUNTS_FROM_1904 = re.compile(rb'\bdate1904="(?:1|true)"')
SHEET = re.compile(r'<sheet\b[^>]*?\bname="([^"]*)"[^>]*?\br:id="([^"]*)"')
RELATION = re.compile(r"<Relationship\b[^>]*>")
HIDDEN_ROW = re.compile(rb'<row\b[^>]*\bhidden="(?:1|true)"')
COLUMN = re.compile(rb"<col\b[^>]*>")
ERROR_CELL = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*?\bt="e"[^>]*>(?:<f[^>]*>[^<]*</f>|<f[^>]*/>)?<v>([^<]*)</v>'
)


@dataclass(frozen=True)
class XlsxFlags:
    """Counts of hidden rows and columns; (row, column) from 0 → the formula error in that cell; the date system."""

    hidden_rows: int = 0
    hidden_columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    is_1904: bool = False


def read_xlsx_flags(path: Path, sheet_name: str) -> XlsxFlags:
    """Return the flags of one sheet; empty flags for a file that is no .xlsx."""
    if not is_zipfile(path):
        return XlsxFlags()
    try:
        with ZipFile(path) as archive:
            part, is_1904 = _part_of(archive, sheet_name), _is_1904(archive)
            content = archive.read(part) if part in archive.namelist() else b""
    except (BadZipFile, KeyError, UnicodeDecodeError):
        return XlsxFlags()
    # A plain search first: most sheets have neither.
    has_hidden, has_errors = b'hidden="' in content, b't="e"' in content
    return XlsxFlags(
        hidden_rows=len(HIDDEN_ROW.findall(content)) if has_hidden else 0,
        hidden_columns=sum(_width(found) for found in COLUMN.findall(content)) if has_hidden else 0,
        errors={
            (int(line) - 1, index_of(letters.decode())): error.decode()
            for letters, line, error in (ERROR_CELL.findall(content) if has_errors else ())
        },
        is_1904=is_1904,
    )


def _is_1904(archive: ZipFile) -> bool:
    """Return whether the workbook counts days from 1904, as Excel for the Macintosh did."""
    return BOOK in archive.namelist() and COUNTS_FROM_1904.search(archive.read(BOOK)) is not None


def _part_of(archive: ZipFile, sheet_name: str) -> str:
    """Return the name of the archive member with the sheet; "" for none."""
    if BOOK not in archive.namelist():
        return ""
    names = SHEET.findall(archive.read(BOOK).decode())
    relation = next((rid for name, rid in names if unescape(name) == sheet_name), "")
    for tag in RELATION.findall(archive.read("xl/_rels/workbook.xml.rels").decode()):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if attributes.get("Id") == relation:
            target = attributes.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return ""


def _width(tag: bytes) -> int:
    """Return how many columns a <col> hides; 0 for a visible one, and for one up to the last column of the sheet."""
    attributes = dict(re.findall(rb'(\w+)="([^"]*)"', tag))
    if attributes.get(b"hidden") not in (b"1", b"true"):
        return 0
    first, last = int(attributes.get(b"min", b"1")), int(attributes.get(b"max", b"1"))
    return 0 if last >= 16_384 else last - first + 1
