"""Workbooks written part by part, as programs other than Excel write them."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from spreadsheets.columns import letter_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
BOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
Parts = dict[str, str]


def sheet_xml(lines: Sequence[Sequence[str]], cells: Mapping[str, str] | None = None) -> str:
    """Return a worksheet of inline texts; `cells` is reference → XML of the cells that differ."""
    rows = []
    for line, texts in enumerate(lines, start=1):
        places = [f"{letter_of(index)}{line}" for index in range(len(texts))]
        made = [(cells or {}).get(place) or inline(place, text) for place, text in zip(places, texts, strict=True)]
        rows.append(f'<row r="{line}">{"".join(made)}</row>')
    return f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


def inline(place: str, text: str) -> str:
    """Return a cell with an inline text."""
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def number(place: str, value: str, style: int = 0) -> str:
    """Return a cell with a number in the cell format with this index."""
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def workbook(sheet: str, *, styles: str = "", strings: str = "", properties: str = "") -> Parts:
    """Return the parts of a workbook of one sheet; `properties` is the XML before its list of sheets."""
    extra = {"styles": styles, "sharedStrings": strings}
    extra = {name: content for name, content in extra.items() if content}
    relations = {"worksheet": "worksheets/sheet1.xml", **{name: f"{name}.xml" for name in extra}}
    overrides = {BOOK: "sheet.main", SHEET: "worksheet", **{f"xl/{name}.xml": name for name in extra}}
    parts = {
        "[Content_Types].xml": _types(overrides),
        "_rels/.rels": _relations({"officeDocument": BOOK}),
        BOOK: f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}<sheets>'
        '<sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>',
        BOOK_RELATIONS: _relations(relations),
        SHEET: sheet,
    }
    return parts | {f"xl/{name}.xml": content for name, content in extra.items()}


def _types(overrides: Mapping[str, str]) -> str:
    parts = "".join(
        f'<Override PartName="/{name}" ContentType="{TYPES}.{kind}+xml"/>' for name, kind in overrides.items()
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.'
        'openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{parts}</Types>"
    )


def _relations(targets: Mapping[str, str]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{index}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for index, (kind, target) in enumerate(targets.items(), start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{entries}</Relationships>'


def zipped(parts: Mapping[str, str], *, streamed: bool = False) -> bytes:
    """Return the archive of the parts; `streamed` writes the sizes behind each part, as web servers do."""
    stream = io.BytesIO()
    target = _Unseekable(stream) if streamed else stream
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, DECLARATION + content)
    return stream.getvalue()


class _Unseekable(io.RawIOBase):
    """A stream in which a writer cannot go back."""

    def __init__(self, target: io.BytesIO) -> None:
        self.target = target

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:
        return self.target.write(data)


def styles_xml(formats: Sequence[str | int]) -> str:
    """Return styles with one cell format each, from index 1: a pattern, or the number of a built-in format."""
    own = {text: 170 + place for place, text in enumerate(text for text in formats if isinstance(text, str))}
    numbers = [0, *(own[each] if isinstance(each, str) else each for each in formats)]
    patterns = "".join(
        f'<numFmt numFmtId="{index}" formatCode="{escape(text, {chr(34): "&quot;"})}"/>' for text, index in own.items()
    )
    cells = "".join(
        f'<xf numFmtId="{index}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for index in numbers
    )
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="{len(own)}">{patterns}</numFmts>'
        '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(numbers)}">{cells}</cellXfs></styleSheet>'
    )


def shared_strings(items: Sequence[str], *, count: int) -> str:
    """Return the part of shared strings; `items` are the XML inside each, `count` the number that the part states."""
    made = "".join(f"<si>{item}</si>" for item in items)
    return f'<sst xmlns="{MAIN}" count="{count}" uniqueCount="{count}">{made}</sst>'


def shared_sheet(lines: Sequence[Sequence[str]]) -> str:
    """Return a worksheet whose cells refer to the shared strings in their order."""
    width = len(lines[0])
    cells = {
        f"{letter_of(column)}{row + 1}": f'<c r="{letter_of(column)}{row + 1}" t="s"><v>{row * width + column}</v></c>'
        for row in range(len(lines))
        for column in range(width)
    }
    return sheet_xml(lines, cells)


def prefixed(parts: Parts, *names: str) -> Parts:
    """Return the parts with the namespace prefix x: in the named ones, as the Open XML SDK writes it."""
    changed = {name: re.sub(r"<(/?)(\w)", r"<\1x:\2", parts[name]).replace(" xmlns=", " xmlns:x=") for name in names}
    return parts | changed
