"""Rosters as an office keeps them: titles, pages, sections, marks, slips in names, days and codes."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter
import xlwt

from tests.cases.case import ROSTER_TITLES, Enterprise, enterprise, roster, roster_lines
from tests.cases.raw_rosters import first_trader
from tests.cases.resident_ids import resident_id
from tests.spreadsheet_files import uscc_of
from tests.spreadsheets.workbooks import sheets_xlsx

NEEDED = slice(0, 4)
# The number of #N/A in an old workbook.
NOT_AVAILABLE = 0x2A
FIRST = first_trader()
SECOND = Enterprise("济南乙贸易有限公司", "913701027609234231", "3701960002", "2018-07-10", "")


def one_sheet(lines: Sequence[Sequence[str]], change: Callable[[Any, Any], None] | None = None) -> bytes:
    """Return a workbook with the lines, after `change` (workbook, sheet) has added what lines cannot state."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                sheet.write_string(row, column, text)
        if change:
            change(book, sheet)
    return stream.getvalue()


@roster(54, flagged={2: "#N/A", 3: "#N/A", 4: "#N/A"})
def errors_in_xls() -> bytes:
    """Formula errors in an address, a day and a name of an old workbook."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    for row, line in enumerate(roster_lines(51, 52, 53, 54)):
        for column, text in enumerate(line):
            if (row, column) in ((1, 4), (2, 3), (3, 0)):
                sheet.row(row).set_cell_error(column, NOT_AVAILABLE)
            else:
                sheet.write(row, column, text)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@roster(60, 61, 62, 63, 64, noted="4个隐藏行")
def filtered_and_very_hidden() -> bytes:
    """A protected sheet of which a filter hides four rows, and a sheet of last year that nobody can show."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet, earlier = book.add_worksheet("名单"), book.add_worksheet("去年")
        for page, lines in ((sheet, roster_lines(60, 61, 62, 63, 64)), (earlier, roster_lines(65, 66))):
            for row, line in enumerate(lines):
                page.write_row(row, 0, line)
        earlier.very_hidden()
        sheet.protect()
        sheet.autofilter("A1:E6")
        sheet.filter_column_list("E", [enterprise(60).address])
        for row in range(2, 6):
            sheet.set_row(row, None, None, {"hidden": True})
    return stream.getvalue()


@roster(67, 71, flagged={3: "删除线|划掉", 5: "批注"})
def struck_row_and_comment() -> bytes:
    """A row that was deleted by striking it through, a grey row, and a comment on a name."""

    def change(book: Any, sheet: Any) -> None:
        formats = {3: book.add_format({"font_strikeout": True, "font_color": "red"})}
        formats[4] = book.add_format({"font_color": "#CCCCCC"})
        for line, look in formats.items():
            for column, text in enumerate(lines[line - 1]):
                sheet.write_string(line - 1, column, text, look)
        sheet.write_comment("A5", "已注销，下次删除", {"author": "周"})

    lines = roster_lines(67, 68, 69, 70, 71)
    return one_sheet(lines, change)


@roster(refused="2张工作表")
def sheets_of_two_offices() -> bytes:
    """A sheet for each of two customs offices."""
    return sheets_xlsx({"泉城海关": roster_lines(160, 161, 162, 163), "莱芜海关": roster_lines(164, 165, 166)})


@roster(*range(160, 167), or_refused="续表")
def continued_sheet() -> bytes:
    """The second sheet continues the first one without a header."""
    return sheets_xlsx({"名单": roster_lines(160, 161, 162, 163), "续表": roster_lines(164, 165, 166)[1:]})


@roster(167, 168, 169, 170, 171)
def header_in_line_32() -> bytes:
    """A title and thirty lines of explanation above the header."""
    above = [["泉城海关高级认证企业名单"], *([f"编制说明第{number}条"] for number in range(1, 31))]
    return one_sheet([*above, *roster_lines(167, 168, 169, 170, 171)])


@roster(*range(172, 181), row_count=9)
def printed_pages() -> bytes:
    """Title, header, subtotal and signature on each of three pages."""
    lines: list[list[str]] = []
    for page in range(3):
        numbers = range(172 + 3 * page, 175 + 3 * page)
        head, *rows = roster_lines(*numbers)
        lines += [[f"泉城海关高级认证企业名单（第{page + 1}页）"], ["序号", *head]]
        lines += [[str(number - 171), *row] for number, row in zip(numbers, rows, strict=True)]
        lines += [["小计", "3"], ["制表人：周", "", "复核：王", "", "2026年10月"]]
    lines += [["合计", "9家"], ["", "注：本名单由关税处提供", "", "", "电话：0531-00000000"]]
    return one_sheet(lines)


@roster(*range(181, 189), without=["address"], or_refused="并排|左右|两张表|两个表")
def tables_side_by_side() -> bytes:
    """Two tables beside each other in one sheet."""
    left, right = roster_lines(181, 182, 183, 184), roster_lines(185, 186, 187, 188)
    return one_sheet([[*one[NEEDED], "", *other[NEEDED]] for one, other in zip(left, right, strict=True)])


@roster(189, 190, 191, without=["address"], or_refused="变更前|变更后")
def columns_before_and_after() -> bytes:
    """Old and new names, codes and days in neighbouring columns."""
    titles = ["企业名称（变更前）", "企业名称（变更后）", "统一社会信用代码"]
    titles += ["海关注册编码（旧）", "海关注册编码（新）", "认证日期（首次）", "认证日期（最近）"]
    lines = [titles]
    for number in (189, 190, 191):
        new = enterprise(number)
        old = new.name.replace("济南", "济南旧名"), f"3701699{number}"
        lines.append([old[0], new.name, new.uscc, old[1], new.customs_code, "2010-01-01", new.certified_on])
    return one_sheet(lines)


def _titled(*titles: str) -> bytes:
    return one_sheet([list(titles), *(line[NEEDED] for line in roster_lines(195, 196)[1:])])


@roster(195, 196, without=["address"], or_refused="指定各列")
def english_titles() -> bytes:
    """Titles in English."""
    return _titled(
        "Enterprise name", "Unified Social Credit Code", "Customs registration code", "AEO certification date"
    )


@roster(195, 196, without=["address"], or_refused="指定各列")
def traditional_titles() -> bytes:
    """Titles in traditional characters."""
    return _titled("企業名稱", "統一社會信用代碼", "海關註冊編碼", "認證日期")


@roster(195, 196, without=["address"], or_refused="指定各列")
def titles_in_common_words() -> bytes:
    """Titles as people say them."""
    return _titled("公司名称", "统一社会信用代码（18位）*", "海关代码", "AEO认证日期")


@roster(197, 198, without=["address"], row_count=2)
def numbered_titles_and_hints() -> bytes:
    """Titles with numbers, and a line of hints for filling in below them."""
    titles = ["1.企业名称", "2.统一社会信用代码", "3、海关注册编码", "④认证日期"]
    hints = ["（必填）", "（18位）", "（10位）", "（yyyy-mm-dd）"]
    return one_sheet([titles, hints, *(line[NEEDED] for line in roster_lines(197, 198)[1:])])


@roster(enterprise(205, address=""), flagged={3: "代码", 4: "代码", 6: ""})
def merged_over_enterprises() -> bytes:
    """A USCC merged over three enterprises, and a day merged over two rows and two columns."""

    def change(book: Any, sheet: Any) -> None:
        sheet.merge_range("B2:B4", lines[1][1])
        sheet.merge_range("D5:E6", lines[4][3])

    lines = roster_lines(202, 203, 204, 205, 206)
    lines[4][4] = lines[5][3] = lines[5][4] = ""
    return one_sheet(lines, change)


@roster(FIRST, SECOND._replace(certified_on=FIRST.certified_on), without=["address"])
def day_merged_over_two_rows() -> bytes:
    """A day merged over two rows and two columns belongs to both rows."""
    lines = [[*ROSTER_TITLES[NEEDED], "地址"], [*FIRST[NEEDED], ""], [*SECOND[:3], "", ""]]
    return one_sheet(lines, lambda book, sheet: sheet.merge_range("D2:E3", FIRST.certified_on))


@roster(
    208,
    enterprise(210, name="𠮷峯䶮（济南）" + enterprise(210).name.removeprefix("济南")),
    211,
    212,
    enterprise(214, name="济南市三立ＫＴＶ电子有限公司"),
    flagged={2: "长|字", 4: "原", 8: "字符|字形|字体"},
)
def names_with_slips() -> bytes:
    """A name too long, a line break, a former name, rare characters, blanks, and private-use characters."""
    lines = roster_lines(*range(207, 215))
    lines[1][0] = f"济南澹澹{'供应链' * 70}有限公司"
    lines[2][0] = lines[2][0].replace("榕屿", "榕\n屿")
    lines[3][0] += "（原济南旧称实业有限公司）"
    lines[4][0] = "𠮷峯䶮（济南）" + lines[4][0].removeprefix("济南")
    lines[5][0] += "\u3000"
    lines[6][0] = lines[6][0].replace("济南", "济 南 ")
    lines[7][0] += "\ue5e5\ue5e5"
    lines[8][0] = "济南市三立ＫＴＶ电子有限公司"
    return one_sheet(lines)


DAY_HABITS = {
    127: "2019.07",
    128: "2019年7月",
    129: "19/7/10",
    130: "民国108年7月10日",
    131: "己亥年六月初八",
    132: "1900-01-00",
    133: "2019-07-10 00:00:00",
    134: "2019年7月10日上午",
    135: "7/10/2019",
    136: "10.07.2019",
    137: "2019-07-10至2022-07-09",
    138: "2019-07-10（2022年复核）",
    139: "二〇一九年七月十日",
    140: "2019年七月十日",
    141: "２０１９年７月１０日",
    142: "2019-07-09T16:00:00.000Z",
    143: "2019年7月10日、2022年8月1日",
    144: "同上",
    145: "20190710.0",
    146: "2019/07/10\n",
    147: "2019年07月10号",
    148: "1562716800000",
}
TENTH_OF_JULY = "2019-07-10"


@roster(
    *(enterprise(number, certified_on=TENTH_OF_JULY) for number in (133, 134, 139, 140, 141, 142, 145, 146, 147)),
    # Without the day, the month or the era; an order of the parts that two countries use differently; two days.
    flagged=dict.fromkeys((2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 18, 19, 23), "日期"),
)
def day_habits() -> bytes:
    """Days as people write them: what is unmistakable is 10 July 2019, in Asia/Shanghai; the rest is refused."""
    return one_sheet(roster_lines(*(enterprise(number, certified_on=text) for number, text in DAY_HABITS.items())))


CODE_SLIPS = {
    219: "{}。",
    220: "{}.",
    221: "统一社会信用代码：{}",
    227: "{}(1-1)",
}


@roster(*range(218, 224), 226, 227, flagged={8: "[МА]|西里尔|俄文|俄语", 9: "2个|两个|36|37"})
def code_slips() -> bytes:
    """USCCs in full width, with blanks, stop, label, hyphen, guard and Cyrillic letters; two in a cell."""
    lines = roster_lines(*range(218, 228))
    wide = {ord(narrow): ord(narrow) + 0xFEE0 for narrow in "0123456789abcdefghijklmnopqrstuvwxyz"}
    lines[1][1] = uscc_of(218).lower().translate(wide)
    for number, pattern in CODE_SLIPS.items():
        lines[number - 217][1] = pattern.format(uscc_of(number))
    lines[5][1] = f"{uscc_of(222)[:8]}-{uscc_of(222)[8:]}"
    lines[6][1] = " ".join((uscc_of(223)[:4], uscc_of(223)[4:8], uscc_of(223)[8:12], uscc_of(223)[12:]))
    lines[7][1] = uscc_of(224).translate(str.maketrans("MA", "МА"))
    lines[8][1] = f"{uscc_of(225)}/{uscc_of(999)}"
    return one_sheet(lines, lambda book, sheet: sheet.write_formula("B10", f'="{uscc_of(226)}"', value=""))


@roster(
    228,
    without=["address"],
    flagged={3: "一般认证", 4: "失信", 5: "莱芜海关", 6: "撤销", 7: "注销"},
)
def other_grades() -> bytes:
    """Other grades, another office, and remarks that the certification was revoked or the enterprise deregistered."""
    grade, office = "高级认证企业", "泉城海关"
    stated = [(grade, office, ""), ("一般认证企业", office, ""), ("失信企业", office, ""), (grade, "莱芜海关", "")]
    stated += [(grade, office, "2024年5月已撤销认证"), (grade, office, "已注销")]
    titles, *rows = (line[NEEDED] for line in roster_lines(*range(228, 234)))
    lines = [[*row, *more] for row, more in zip(rows, stated, strict=True)]
    return one_sheet([[*titles, "企业信用等级", "主管海关", "备注"], *lines])


@roster(262, 263, 264, without=["address"], flagged={8: "取消", 9: "取消", 10: "取消"}, row_count=None)
def sections_of_joining_and_leaving() -> bytes:
    """A section title between the rows states that the following enterprises lost their certification."""
    titles, *rows = (line[NEEDED] for line in roster_lines(*range(262, 268)))
    numbered = [[str(1 + index % 3), *row] for index, row in enumerate(rows)]
    lines = [["泉城海关企业信用等级变动情况"], ["序号", *titles], ["一、新增高级认证企业（3家）"], *numbered[:3]]
    lines += [["二、取消高级认证资格企业（3家）"], *numbered[3:]]

    def change(book: Any, sheet: Any) -> None:
        sheet.merge_range("A3:E3", lines[2][0])
        sheet.merge_range("A7:E7", lines[6][0])

    return one_sheet(lines, change)


@roster(refused="空|没有任何内容|没有内容")
def sheet_without_cells() -> bytes:
    """An empty sheet, as a scan that was pasted as a picture leaves it."""
    return one_sheet([])


@roster(refused="没有任何企业")
def header_only() -> bytes:
    """Titles without rows."""
    return one_sheet(roster_lines())


@roster(281, 282, or_refused="KO2|第2行")
def stray_cell_far_to_the_right() -> bytes:
    """A forgotten cell in column 301."""
    lines = roster_lines(281, 282)
    return one_sheet(lines, lambda book, sheet: sheet.write_string("KO2", "x"))


PERSONS = [resident_id(1), resident_id(2)] * 2


@roster(291, 292, without=["address"], flagged={4: "身份证", 5: "身份证"}, absent=PERSONS)
def resident_ids_beside_and_as_codes() -> bytes:
    """Resident IDs of representatives in a column that is not read, and in place of USCCs."""
    lines = [[*line[NEEDED]] for line in roster_lines(291, 292, 293, 294)]
    lines[3][1], lines[4][1] = PERSONS[2], PERSONS[3]
    beside = [["法定代表人", "法定代表人身份证号"], *(["韩漪", number] for number in PERSONS)]
    return one_sheet([[*line, *more] for line, more in zip(lines, beside, strict=True)])


@roster(FIRST, without=["address"])
def moment_seconds_before_midnight() -> bytes:
    """A day that a program stored as 23:59:17 of the day before."""

    def change(book: Any, sheet: Any) -> None:
        sheet.write_number("D2", 43655.99950231481, book.add_format({"num_format": "yyyy-mm-dd"}))

    return one_sheet([list(ROSTER_TITLES[NEEDED]), [*FIRST[:3]]], change)


@roster(FIRST, without=["address"], or_refused="企业名称")
def hidden_column_of_the_same_title() -> bytes:
    """A hidden column with former names under the same title as the visible one."""
    lines = [["企业名称", *ROSTER_TITLES[NEEDED]], ["济南旧名贸易有限公司", *FIRST[NEEDED]]]
    return one_sheet(lines, lambda book, sheet: sheet.set_column("A:A", 13, None, {"hidden": True}))
