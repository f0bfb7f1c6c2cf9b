"""Builders of broken, hostile and unusual files."""

import io
import zipfile
from collections.abc import Callable
from functools import cache
from random import Random

import xlsxwriter


def two_cell_workbook() -> bytes:
    """Return a small valid workbook whose used range is the whole sheet; it aborts the process that opens it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "企业名称")
        sheet.write_string(1, 1, "。")
    whole = stream.getvalue()
    # Moved afterwards, because xlsxwriter looks at every row in between.
    for old, new in (
        (b'<row r="2"', b'<row r="1048576"'),
        (b'r="B2"', b'r="XFD1048576"'),
        (b"A1:B2", b"A1:XFD1048576"),
    ):
        whole = in_sheet(whole, old, new)
    return whole


@cache
def zip_bomb() -> bytes:
    """A workbook that unpacks to far more than a workbook of its size."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(50 * 1024 * 1024))
    return stream.getvalue()


def many_references(*, sheets: int, lines: int, length: int) -> bytes:
    """A small workbook whose every cell refers to one shared text of this length."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for _ in range(sheets):
            sheet = book.add_worksheet()
            for line in range(lines):
                sheet.write_string(line, 0, "😀" * length)
    return stream.getvalue()


def other_archive() -> bytes:
    """A zip archive that is no workbook."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("说明.txt", "不是工作簿")
    return stream.getvalue()


def truncated_workbook(whole: bytes) -> bytes:
    """The first half of a workbook, as an interrupted download leaves it."""
    return whole[: len(whole) // 2]


def rezipped(whole: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """A workbook with each part replaced by what `change` (name, content) returns; None leaves the part out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return stream.getvalue()


def in_sheet(whole: bytes, old: bytes, new: bytes) -> bytes:
    """A workbook with `old` replaced by `new` in the XML of its sheets."""
    return rezipped(whole, lambda name, content: content.replace(old, new) if "worksheets/" in name else content)


def million_formatted_rows(whole: bytes) -> bytes:
    """A workbook with a million formatted empty rows below its table."""
    empty = b"".join(b'<row r="%d" s="1" customFormat="1"/>' % number for number in range(100, 1_000_100))
    return in_sheet(whole, b"</sheetData>", empty + b"</sheetData>")


def entity_bomb(whole: bytes) -> bytes:
    """A workbook with entities in its shared strings that would expand to gigabytes."""
    steps = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 11))
    head = f'<!DOCTYPE sst [<!ENTITY e0 "哈哈哈哈哈哈哈哈哈哈">{steps}]>'.encode()

    def change(name: str, content: bytes) -> bytes:
        if name != "xl/sharedStrings.xml":
            return content
        return content.replace(b"<sst", head + b"<sst", 1).replace(b"<t>", b"<t>&e10;", 1)

    return rezipped(whole, change)


def outside_entity(whole: bytes) -> bytes:
    """A workbook with an entity in its shared strings that would read a file of the server."""
    head = b'<!DOCTYPE sst [<!ENTITY file SYSTEM "file:///etc/passwd">]>'

    def change(name: str, content: bytes) -> bytes:
        if name != "xl/sharedStrings.xml":
            return content
        return content.replace(b"<sst", head + b"<sst", 1).replace(b"<t>", b"<t>&file;", 1)

    return rezipped(whole, change)


def mutated(whole: bytes, rng: Random) -> bytes:
    """A workbook with one mutation: changed bytes of the file or a part; a part missing, cut, doubled or replaced."""
    kind = rng.choice(("bytes", "cut", "part bytes", "part cut", "part missing", "part doubled", "part of another"))
    if kind == "cut":
        return whole[: rng.randrange(1, len(whole))]
    if kind == "bytes":
        return _with_changed_bytes(whole, rng)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        names = archive.namelist()
        victim, other = rng.choice(names), archive.read(rng.choice(names))
    changes: dict[str, Callable[[bytes], bytes | None]] = {
        "part bytes": lambda content: _with_changed_bytes(content, rng),
        "part cut": lambda content: content[: rng.randrange(len(content) + 1)],
        "part missing": lambda content: None,
        "part doubled": lambda content: content + content,
        "part of another": lambda content: other,
    }
    return rezipped(whole, lambda name, content: changes[kind](content) if name == victim else content)


def _with_changed_bytes(content: bytes, rng: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.randrange(1, 12)):
        if changed:
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)
