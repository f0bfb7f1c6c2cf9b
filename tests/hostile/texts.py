"""Hostile texts, and the text files that are made of them."""

import json
import string
from collections.abc import Callable
from random import Random

HEAD = "序号,企业名称,统一社会信用代码,海关注册编码,认证日期,备注"
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030", "big5", "utf-32", "latin-1")
CONTROLS = "".join(map(chr, (*range(1, 32), 127, 0x85, 0x2028, 0x2029)))
INVISIBLE = "\u200b\u200d\u2060\ufeff\u202e\u2066\u00ad\u3164\u2800\ufe0f\U000e0041"

TEXTS: tuple[Callable[[Random], str], ...] = (
    lambda rng: "(" * rng.randrange(1, 30_000),
    lambda rng: "（" * rng.randrange(1, 9_000) + "公司",
    lambda rng: "\ufdfa" * rng.randrange(1, 20_000),
    lambda rng: "a" + "\u0301" * rng.randrange(1, 20_000),
    lambda rng: "".join(rng.choice(INVISIBLE) for _ in range(rng.randrange(1, 3_000))),
    lambda rng: "".join(rng.choice(CONTROLS) for _ in range(rng.randrange(1, 500))),
    lambda rng: "9" * rng.randrange(1, 30_000),
    lambda rng: "=" + rng.choice(("cmd|'/c calc'!A1", "1+1", "HYPERLINK(A1)", "@SUM(A1)")),
    lambda rng: rng.choice(("<script>alert(1)</script>公司", "x'); DROP TABLE x;--公司", "%s%n公司", "{{7*7}}公司")),
    lambda rng: "公司" * rng.randrange(1, 15_000),
    lambda rng: "、".join("甲有限公司" for _ in range(rng.randrange(1, 3_000))),
    lambda rng: " " * rng.randrange(1, 30_000) + "x",
    lambda rng: f"{rng.randrange(10**6)}-{rng.randrange(99)}-{rng.randrange(99)}",
    lambda rng: "".join(chr(rng.randrange(0x20, 0xD7FF)) for _ in range(rng.randrange(1, 400))),
    lambda rng: "".join(chr(rng.randrange(0x10000, 0x10FFFF)) for _ in range(rng.randrange(1, 200))),
    lambda rng: "1" * rng.randrange(10, 19) + rng.choice(string.ascii_letters),
    lambda rng: "2026年" * rng.randrange(1, 5_000),
    lambda rng: "'" * rng.randrange(1, 9_000) + '"' * rng.randrange(1, 9_000),
)


def bad_csv(rng: Random) -> tuple[str, bytes]:
    """Quotes without partners, other separators and line ends, columns without end, hostile texts."""
    end, separator = rng.choice(("\r\n", "\n", "\r", "\u2028", "\x1e")), rng.choice(",;\t|\x1f，")
    rows = [HEAD.replace(",", separator)]
    for _ in range(rng.randrange(1, 40)):
        cells = [rng.choice(TEXTS)(rng)[:5000] for _ in range(rng.choice((1, 3, 6, 6, 250)))]
        rows.append(rng.choice(("", '"')) + separator.join(cells))
    text = end.join(rows)
    return rng.choice(("csv", "txt")), text.encode(rng.choice(ENCODINGS), errors=rng.choice(("ignore", "replace")))


def bad_encoding(rng: Random) -> tuple[str, bytes]:
    """Bytes that are no text, halves of characters, several marks of the order of bytes."""
    content = HEAD.encode(rng.choice(ENCODINGS), errors="replace")
    extra = rng.choice((b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf8\x88\x80\x80\x80", b"\0", rng.randbytes(200)))
    place = rng.randrange(len(content))
    return "csv", extra * rng.randrange(1, 50) + content[place:] + extra + content[:place]


def bad_json(rng: Random) -> tuple[str, bytes]:
    """Depth, keys twice, long numbers, other types than expected, halves of surrogates, text behind the end."""
    value = rng.choice(
        (
            "[" * rng.randrange(1, 20_000),
            '{"entries":' * rng.randrange(1, 2_000),
            json.dumps({"entries": [{"name": rng.choice(TEXTS)(rng)[:9000], "uscc": rng.choice((None, 1, []))}]}),
            '{"entries": [{"name": "甲", "name": "乙"}], "entries": []}',
            '{"entries": [{"name": ' + "9" * rng.randrange(1, 100_000) + "}]}",
            '{"entries": [{"name": "\\ud800"}], "mode": "\\u0000"}',
            '{"entries": ' + rng.choice(("null", "1", '"x"', "{}", "[null]", "[[]]", "[1e999]", "NaN")) + "}",
            '[{"企业名称": "甲"}] []' + " " * rng.randrange(9000),
            '{"entries": [' + ",".join(["{}"] * rng.randrange(1, 20_000)) + "]}",
        )
    )
    return rng.choice(("json", "jsonl")), value.encode(errors="replace")


def bad_page(rng: Random) -> tuple[str, bytes]:
    """Tables in tables, spans over everything, tags without end, other encodings than stated, scripts."""
    span = rng.choice(("1", "1000", "65534", "99999999999", "-1", "x"))
    cell = f"<td rowspan={span} colspan={rng.choice(('1', '50', span))}>{rng.choice(TEXTS)(rng)[:2000]}</td>"
    body = rng.choice(
        (
            "<table><tr><td>" * rng.randrange(1, 3_000),
            f"<table><tr>{cell * rng.randrange(1, 50)}</tr></table>",
            f"<table><tr {'a=b ' * rng.randrange(9000)}>{cell}</tr>",
            "<" * rng.randrange(1, 50_000),
            f"<!--{'-' * rng.randrange(50_000)}",
            f"<table><tr><td>{'&#x110000;&nbsp' * rng.randrange(1, 2000)}</td></tr></table>",
        )
    )
    charset = rng.choice(("utf-8", "gb2312", "utf-7", "x-unknown", "utf-16"))
    page = f"<html><head><meta charset={charset}><base href=//192.0.2.1><script>while(1);</script></head>{body}"
    return rng.choice(("htm", "xls", "mht")), page.encode(errors="replace")


def bad_xml_workbook(rng: Random) -> tuple[str, bytes]:
    """A workbook of 2003 in XML: entities, depth, indexes beyond the sheet."""
    expanding = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    head = rng.choice(("", expanding, '<!DOCTYPE x SYSTEM "file:///etc/passwd">'))
    index, kind = rng.choice(("1", "16384", "999999999", "-1", "x")), rng.choice(("String", "Number", "DateTime"))
    cell = f'<Cell ss:Index="{index}" ss:MergeAcross="{index}"><Data ss:Type="{kind}">&b;{index}</Data></Cell>'
    rows = f'<Row ss:Index="{index}">{cell * rng.randrange(1, 300)}</Row>' + "<Row>" * rng.choice((0, 10, 20_000))
    office = "urn:schemas-microsoft-com:office:spreadsheet"
    book = f'<Workbook xmlns="{office}" xmlns:ss="{office}"><Worksheet ss:Name="名单"><Table>{rows}</Table></Worksheet>'
    text = f'<?xml version="1.0"?>{head}<?mso-application progid="Excel.Sheet"?>{book}</Workbook>'
    return rng.choice(("xml", "xls")), text.encode(errors="replace")


def bad_archive_of_pages(rng: Random) -> tuple[str, bytes]:
    """A web archive: boundaries that do not come, parts in parts, broken base64, other encodings."""
    boundary = rng.choice(("x", "x" * 3000, "", "\x00"))
    coding = rng.choice(("base64", "quoted-printable", "8bit", "x-unknown"))
    kind = f"Content-Type: text/html; charset={rng.choice(ENCODINGS)}\nContent-Transfer-Encoding: {coding}"
    part = f"--{boundary}\n{kind}\n\n"
    body = rng.choice(("=" * 5000, "QUJD" * 900 + "!", "<table><tr><td>甲</td></tr></table>"))
    head = f"MIME-Version: 1.0\nContent-Type: multipart/related; boundary={boundary!r}\n\n"
    return rng.choice(("mht", "htm")), (head + (part + body + "\n") * rng.randrange(1, 200)).encode(errors="replace")


TEXT_KINDS = (bad_csv, bad_encoding, bad_json, bad_page, bad_xml_workbook, bad_archive_of_pages)
