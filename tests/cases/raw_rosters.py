"""Rosters as workbooks that are valid, or that Excel opens, but that are not spelled as Excel spells them."""

import re
from datetime import date

from tests.cases.archives import (
    BOOK,
    BOOK_RELATIONS,
    MAIN,
    OFFICE,
    SHEET,
    inline,
    number,
    prefixed,
    shared_sheet,
    shared_strings,
    sheet_xml,
    styles_xml,
    workbook,
    zipped,
)
from tests.cases.case import Enterprise, enterprise, roster, roster_lines

# Cell formats of days: patterns, and numbers of built-in formats, East Asian ones among them.
DAY_FORMATS: list[str | int] = [
    'yyyy"年"m"月"d"日"',
    '[$-804]yyyy"年"m"月"d"日";@',
    r"[$-F800]dddd\,\ mmmm\ dd\,\ yyyy",
    "m/d/yy",
    '[DBNum1][$-804]yyyy"年"m"月"d"日";@',
    r"yyyy\.mm\.dd",
    'e"年"m"月"d"日"',
    '[$-411]ggge"年"m"月"d"日"',
    'yyyy"年"m"月"',
    r"mmm\-yy",
    "0",
    "@",
    "#,##0.00",
    "0%",
    '"¥"#,##0',
    r'"日期："yyyy\-mm\-dd',
    "General",
    "aaaa",
    *(14, 15, 17, 22, 27, 28, 30, 31, 34, 36, 50, 55, 57, 58),
]


def serial_of(day: str, *, epoch: date = date(1899, 12, 30)) -> str:
    """Return the serial number under which a workbook stores the day."""
    return str((date.fromisoformat(day) - epoch).days)


@roster(0, 1, 2, 3)
def strict_namespaces() -> bytes:
    """Strict Open XML with days in ISO format."""
    lines = roster_lines(0, 1, 2, 3)
    days = {f"D{line}": f'<c r="D{line}" s="1" t="d"><v>{lines[line - 1][3]}</v></c>' for line in (2, 3, 4, 5)}
    parts = workbook(sheet_xml(lines, days), styles=styles_xml(["yyyy-mm-dd"]))
    strict = {MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main"}
    strict[OFFICE] = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    for name, content in parts.items():
        for transitional, other in strict.items():
            content = content.replace(transitional, other)
        parts[name] = content
    return zipped(parts)


@roster(4, 5, 6, 7)
def cells_without_references() -> bytes:
    """Rows and cells that only their order locates."""
    return zipped(workbook(re.sub(r'( r="\w+")(?=[ >])', "", sheet_xml(roster_lines(4, 5, 6, 7)))))


@roster(8, 11, flagged={3: "#N/A", 4: "#REF!"})
def errors_behind_a_prefix() -> bytes:
    """Formula errors in a needed and in another column, in a sheet with a namespace prefix."""
    cells = {"D3": '<c r="D3" t="e"><v>#N/A</v></c>'}
    cells["E4"] = '<c r="E4" t="e"><f>VLOOKUP(A4,Z:Z,2,0)</f><v>#REF!</v></c>'
    return zipped(prefixed(workbook(sheet_xml(roster_lines(8, 9, 10, 11), cells)), BOOK, SHEET))


@roster(flagged={2: "#N/A"})
def error_in_address_behind_a_prefix() -> bytes:
    """A formula error in a column that need not be filled."""
    cells = {"E2": '<c r="E2" t="e"><f>NA()</f><v>#N/A</v></c>'}
    lines = [["企业名称", "统一社会信用代码", "海关注册编码", "认证日期", "地址"], [*first_trader()[:4], ""]]
    return zipped(prefixed(workbook(sheet_xml(lines, cells)), SHEET))


def first_trader() -> Enterprise:
    """Return 济南甲贸易有限公司."""
    return Enterprise("济南甲贸易有限公司", enterprise(1).uscc, "3701960001", "2019-07-10", "")


@roster(12, 13, 14)
def backslashes_in_part_names() -> bytes:
    """Parts named as a Windows program may name them; Excel opens the file."""
    parts = workbook(sheet_xml(roster_lines(12, 13, 14)))
    return zipped({name.replace("/", "\\"): content for name, content in parts.items()})


@roster(15, 16, 17)
def part_names_in_another_case() -> bytes:
    """Names of parts in other letter case than in the relations, and wrong counts of shared strings."""
    lines = roster_lines(15, 16, 17)
    strings = shared_strings([f"<t>{text}</t>" for line in lines for text in line], count=3)
    parts = workbook(shared_sheet(lines), styles=styles_xml([]), strings=strings)
    names = {"[Content_Types].xml": "[content_types].xml", SHEET: "xl/Worksheets/Sheet1.xml"}
    names["xl/sharedStrings.xml"] = "xl/SharedStrings.xml"
    return zipped({names.get(name, name): content for name, content in parts.items()})


@roster(18, 19, 20)
def main_part_of_another_name() -> bytes:
    """The main part is workbook2.xml, as Office Online writes it."""
    parts = workbook(sheet_xml(roster_lines(18, 19, 20)))
    for name in ("[Content_Types].xml", "_rels/.rels"):
        parts[name] = parts[name].replace(BOOK, "xl/workbook2.xml")
    names = {BOOK: "xl/workbook2.xml", BOOK_RELATIONS: "xl/_rels/workbook2.xml.rels"}
    return zipped({names.get(name, name): content for name, content in parts.items()})


@roster(21, 23, flagged={3: "#N/A"})
def absolute_target_with_error() -> bytes:
    """The relation to the sheet is absolute; an address is a formula error."""
    cells = {"E3": '<c r="E3" t="e"><v>#N/A</v></c>'}
    parts = workbook(sheet_xml(roster_lines(21, 22, 23), cells))
    parts[BOOK_RELATIONS] = parts[BOOK_RELATIONS].replace('Target="worksheets', 'Target="/xl/worksheets')
    return zipped(parts)


@roster(24, 25, 26)
def streamed_archive() -> bytes:
    """No styles, no shared strings, and an archive with sizes behind its parts."""
    return zipped(workbook(sheet_xml(roster_lines(24, 25, 26))), streamed=True)


@roster(27, 28, 29)
def phonetic_and_rich_texts() -> bytes:
    """Phonetic guides, which are not part of the text, and names in two formats."""
    lines = roster_lines(27, 28, 29)
    guide = '<rPh sb="0" eb="2"><t>ジナン</t></rPh><phoneticPr fontId="1"/>'
    items = [f"<t>{text}</t>{guide}" for line in lines for text in line]
    for row, line in enumerate(lines[1:], start=1):
        first, rest = line[0][:3], line[0][3:]
        items[5 * row] = (
            f'<r><rPr><b/></rPr><t>{first}</t></r><r><t xml:space="preserve">{rest}</t></r>'
            '<rPh sb="0" eb="1"><t>ヨミ</t></rPh>'
        )
    return zipped(workbook(shared_sheet(lines), styles=styles_xml([]), strings=shared_strings(items, count=1)))


@roster(30, 31, 32, 33, 34, 35)
def wrong_dimension_and_rows_in_reverse() -> bytes:
    """The stated range is one cell, and the rows stand in reverse order."""
    sheet = sheet_xml(roster_lines(30, 31, 32, 33, 34, 35))
    rows = re.findall(r"<row .*?</row>", sheet)
    ordered = '<dimension ref="A1"/><sheetData>' + "".join([rows[0], *reversed(rows[1:])]) + "</sheetData>"
    return zipped(workbook(re.sub(r"<sheetData>.*</sheetData>", lambda found: ordered, sheet)))


@roster(36, 37)
def inline_text_with_stray_value() -> bytes:
    """A cell with an inline text and, before it, a value: the text counts, as in WPS."""
    cell = f'<c r="C2" t="inlineStr"><v>20</v><is><t>{enterprise(36).customs_code}</t></is></c>'
    return zipped(workbook(sheet_xml(roster_lines(36, 37), {"C2": cell})))


@roster(40, 41, flagged={2: "公式", 3: "公式"})
def formulas_without_values() -> bytes:
    """A day and an address are formulas whose results were not stored; a stored result of another formula counts."""
    code = enterprise(40).uscc
    cells = {"D2": '<c r="D2"><f>DATE(2019,7,10)</f></c>'}
    cells["E3"] = '<c r="E3" t="str"><f>"济南"&amp;"某路1号"</f><v></v></c>'
    cells["B4"] = f'<c r="B4" t="str"><f>UPPER("{code.lower()}")</f><v>{code}</v></c>'
    return zipped(workbook(sheet_xml(roster_lines(38, 39, 40, 41), cells)))


@roster(48, 49, 50)
def error_in_unused_column() -> bytes:
    """A formula error of a newer kind in a column that is not read."""
    lines = roster_lines(48, 49, 50)
    lines = [[*line, title] for line, title in zip(lines, ["测算", "", "", ""], strict=True)]
    cells = {"F2": '<c r="F2" t="e"><f>_xlfn.FILTER(A:A,B:B=1)</f><v>#SPILL!</v></c>'}
    return zipped(workbook(sheet_xml(lines, cells)))


@roster(*range(72, 104))
def day_in_thirty_two_formats() -> bytes:
    """Serial numbers of days in every cell format of days, and in formats that are not meant for days."""
    lines = roster_lines(*range(72, 104))
    cells = {
        f"D{line}": number(f"D{line}", serial_of(lines[line - 1][3]), style=line - 1)
        for line in range(2, len(lines) + 1)
    }
    return zipped(workbook(sheet_xml(lines, cells), styles=styles_xml(DAY_FORMATS)))


@roster(122, 123, 124)
def days_counted_from_1904() -> bytes:
    """A workbook of Excel for Macintosh, with one day in the format of plain numbers."""
    lines = roster_lines(122, 123, 124)
    cells = {
        f"D{line}": number(f"D{line}", serial_of(lines[line - 1][3], epoch=date(1904, 1, 1)), style)
        for line, style in ((2, 1), (3, 0), (4, 1))
    }
    parts = workbook(
        sheet_xml(lines, cells), styles=styles_xml(["yyyy-mm-dd"]), properties='<workbookPr date1904="1"/>'
    )
    return zipped(parts)


@roster(154, 155, flagged={4: "9位|前面的0|首位", 5: "位数", 6: "000|位数|校验", 7: "位数"})
def codes_as_numbers() -> bytes:
    """Customs codes as numbers, with «.0» and without their first zero; USCCs that lost digits in three ways."""
    cells = {"C2": '<c r="C2"><v>3701600154.0</v></c>', "C3": inline("C3", "3701600155.0")}
    cells |= {"C4": '<c r="C4"><v>101960001</v></c>', "B5": '<c r="B5"><v>9.137010555327992e+17</v></c>'}
    cells |= {"B6": inline("B6", "913701055532799000"), "B7": inline("B7", "9.137E+17")}
    return zipped(workbook(sheet_xml(roster_lines(*range(154, 160)), cells)))


@roster(flagged={2: "名称", 3: "名称"})
def names_that_are_programs() -> bytes:
    """Names that are a formula and a script; the pages and downloads keep them as text."""
    formula = enterprise(279, name='=HYPERLINK("http://x.example","济南沅蓼")')
    script = enterprise(280, name="<script>alert(1)</script>济南有限公司")
    return zipped(workbook(sheet_xml(roster_lines(formula, script))))
