"""Rosters as text: separators, quotes, encodings, web pages and exports under the name of a workbook."""

from tests.cases.case import Enterprise, enterprise, roster, roster_lines
from tests.cases.rosters import FIRST, NEEDED, SECOND
from tests.spreadsheets.workbooks import delimited

USUAL = (237, 238, 239, 240)
SHORT = (259, 260, 261)


def text(*lines: str, end: str = "\r\n") -> str:
    """Return the lines with their line ends."""
    return "".join(line + end for line in lines)


def joined(lines: list[list[str]], separator: str = ",") -> list[str]:
    """Return each line as one text."""
    return [separator.join(line) for line in lines]


@roster(*USUAL)
def guards_of_equals_signs() -> bytes:
    """Cells as ="…", which keep a spreadsheet program from changing numbers."""
    head, *rows = roster_lines(*USUAL)
    guarded = [[row[0], *(f'="{cell}"' for cell in row[1:4]), row[4]] for row in rows]
    return text(*joined([head, *guarded])).encode("utf-8-sig")


@roster(*USUAL)
def separator_line_comma() -> bytes:
    """A first line that names the separator to Excel."""
    return text("sep=,", *joined(roster_lines(*USUAL))).encode("utf-8-sig")


COMMAS = ",东楼,3层,301,302室,南门"


@roster(*(enterprise(number, address=enterprise(number).address + COMMAS) for number in USUAL))
def separator_line_semicolon() -> bytes:
    """A first line that names the semicolon, and addresses with more commas than lines have semicolons."""
    head, *rows = roster_lines(*USUAL)
    return text("sep=;", *joined([head, *([*row[:4], row[4] + COMMAS] for row in rows)], ";")).encode("utf-8-sig")


@roster(*USUAL)
def carriage_returns_only() -> bytes:
    """Line ends of old Macintosh programs."""
    return text(*joined(roster_lines(*USUAL)), end="\r").encode("gb18030")


@roster(*USUAL)
def utf_16_big_endian() -> bytes:
    """Unicode text with its mark, as Excel saves it."""
    return "\ufeff".encode("utf-16-be") + text(*joined(roster_lines(*USUAL), "\t")).encode("utf-16-be")


@roster(refused="编码")
def one_broken_byte() -> bytes:
    """UTF-8 with a byte that no text has."""
    lines = text(*joined(roster_lines(*USUAL))).encode().split(b"\r\n")
    lines[3] = b"\xff" + lines[3]
    return b"\r\n".join(lines)


RARE = [enterprise(241, name="济南㐂𠀋䶮商贸有限公司"), enterprise(242, name="济南𫍯𫗧食品有限公司"), enterprise(243)]


@roster(*RARE)
def four_byte_characters() -> bytes:
    """Rare characters of four bytes in GB18030."""
    return text(*joined(roster_lines(*RARE))).encode("gb18030")


TAIWANESE = [enterprise(number, name="瑞麗國際貿易有限公司", address="") for number in (246, 247)]


@roster(*TAIWANESE, without=["address"], or_refused="编码")
def big5_with_english_titles() -> bytes:
    """Big5, which is no error in GB18030: names of other characters must not join."""
    titles = ["name", "uscc", "customs_code", "certified_on"]
    return text(*joined([titles, *(list(row[NEEDED]) for row in TAIWANESE)])).encode("big5")


QUOTED = range(248, 256)


@roster(*QUOTED, or_refused="第3行.*引号|引号.*第3行")
def quote_without_partner() -> bytes:
    """An opening quote in one row, and a cell in quotes some rows below."""
    head, *rows = roster_lines(*QUOTED)
    remarks = ["无", '"见附件', "无", "无", "无", '"同上"', "无", "无"]
    lines = [[*head, "备注"], *([*row, remark] for row, remark in zip(rows, remarks, strict=True))]
    return text(*joined(lines)).encode("utf-8-sig")


@roster(*SHORT, or_refused="分隔")
def pipes() -> bytes:
    """Vertical bars as separators."""
    return delimited(roster_lines(*SHORT), "|", "utf-8")


@roster(FIRST, without=["address"], or_refused="分隔")
def pipes_with_mark() -> bytes:
    """Vertical bars as separators, after a byte order mark."""
    head = roster_lines()[0]
    return text(*joined([head[NEEDED], list(FIRST[NEEDED])], "|"), end="\n").encode("utf-8-sig")


@roster(*SHORT, row_count=3)
def blank_lines_total_and_end_of_file() -> bytes:
    """Blank lines around the table, a total, and the end-of-file character of DOS."""
    blank = ",,,,"
    lines = [blank, blank, *joined(roster_lines(*SHORT)), blank, blank, blank, "合计：3家,,,,"]
    return text(*lines).encode("gb18030") + b"\x1a"


@roster(*SHORT)
def two_byte_order_marks() -> bytes:
    """Two programs have each written a byte order mark."""
    return "\ufeff".encode() + text(*joined(roster_lines(*SHORT))).encode("utf-8-sig")


CESU = [enterprise(286, name="济南𠮷富商贸有限公司"), enterprise(287)]


@roster(*CESU, or_refused="编码")
def surrogates_in_utf_8() -> bytes:
    """A rare character as two encoded surrogates, as some databases export it."""
    encoded = text(*joined(roster_lines(*CESU))).encode("utf-16-le")
    units = [chr(int.from_bytes(encoded[at : at + 2], "little")) for at in range(0, len(encoded), 2)]
    return "".join(units).encode(errors="surrogatepass")


@roster(refused="网页|mht|MHT")
def web_archive_without_table() -> bytes:
    """A web archive under the name .xls, as report servers export it, with its text in quoted-printable."""
    return text(
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; boundary="----=_NextPart_01"',
        "",
        "------=_NextPart_01",
        "Content-Location: file:///C:/1/sheet001.htm",
        "Content-Transfer-Encoding: quoted-printable",
        'Content-Type: text/html; charset="gb2312"',
        "",
        "<html><body><table><tr><td>=C6=F3=D2=B5=C3=FB=B3=C6</td></tr></table></body></html>",
        "------=_NextPart_01--",
    ).encode()


@roster(FIRST, without=["address"], or_refused="网页|mht|MHT")
def web_archive_with_table() -> bytes:
    """A web archive under the name .xls with a plain table."""
    rows = [roster_lines()[0][NEEDED], FIRST[NEEDED]]
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return text(
        "MIME-Version: 1.0",
        "X-Document-Type: Workbook",
        'Content-Type: multipart/related; boundary="x"',
        "",
        "--x",
        'Content-Type: text/html; charset="utf-8"',
        "",
        f"<html><table>{cells}</table></html>",
        "--x--",
    ).encode()


@roster(*SHORT, row_count=3)
def web_page_with_layout_table() -> bytes:
    """A web page with a nested table for its layout, hard blanks in the cells, and a total in the foot."""
    head, *rows = roster_lines(*SHORT)
    text_cell = "<td x:str style='mso-number-format:\"\\@\"'>&nbsp;{}</td>"
    titles = "".join(f"<th>{title}&nbsp;</th>" for title in head)
    body = "".join("<tr>" + "".join(map(text_cell.format, row)) + "</tr>" for row in rows)
    return (
        "<table><tr><td><table><tr><td>泉城海关</td></tr></table></td></tr></table>"
        f"<table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody>"
        "<tfoot><tr><td colspan=5>合计：3家</td></tr></tfoot></table>"
    ).encode()


@roster(*SHORT, or_refused="XML 表格 2003")
def xml_spreadsheet_2003() -> bytes:
    """An «XML Spreadsheet 2003» under the name .xls."""
    namespace = "urn:schemas-microsoft-com:office:spreadsheet"
    cell = '<Cell><Data ss:Type="String">{}</Data></Cell>'
    rows = "".join("<Row>" + "".join(map(cell.format, line)) + "</Row>" for line in roster_lines(*SHORT))
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{namespace}" xmlns:ss="{namespace}"><Worksheet ss:Name="名单"><Table>{rows}'
        "</Table></Worksheet></Workbook>"
    ).encode()


@roster(refused="加密|亿赛通|DRM")
def file_of_a_document_guard() -> bytes:
    """The head that a document security system (亿赛通) writes before the encrypted file."""
    return b"%TSD-Header-###%" + bytes(range(256)) * 64


def _mixed(first: Enterprise, second: Enterprise, states: list[list[str]]) -> bytes:
    head = roster_lines()[0][NEEDED]
    lines = [[*head, *states[0]], [*first[NEEDED], *states[1]], [*second[NEEDED], *states[2]]]
    return text(*joined(lines), end="\n").encode("utf-8-sig")


@roster(FIRST, without=["address"], flagged={3: "一般信用企业"}, row_count=1)
def grade_and_state() -> bytes:
    """An enterprise of another grade whose certification was cancelled."""
    return _mixed(FIRST, SECOND, [["信用等级", "状态"], ["高级认证企业", "有效"], ["一般信用企业", "已取消"]])


@roster(FIRST, without=["address"])
def moment_of_midnight_in_utc() -> bytes:
    """A moment that is the next day in China."""
    head = roster_lines()[0][NEEDED]
    lines = [head, [*FIRST[:3], "2019-07-09T16:00:00.000Z"]]
    return text(*joined(lines), end="\n").encode("utf-8-sig")


@roster(FIRST, SECOND, without=["address"], row_count=2)
def repeated_headers_and_section_titles() -> bytes:
    """A section title and the header again above each part."""
    head = roster_lines()[0][NEEDED]
    lines = [["一、新增名单", "", "", ""], head, list(FIRST[NEEDED])]
    lines += [["二、续期名单", "", "", ""], head, list(SECOND[NEEDED])]
    return text(*joined(lines), end="\n").encode("utf-8-sig")
