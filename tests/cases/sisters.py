"""Further files of the kinds of the other cases: other words for a state, a section, a total, a day, a person."""

import json
from collections.abc import Sequence

from tests.cases.blacklists import NAME, REMARK, USCC, entry, named
from tests.cases.case import ROSTER_TITLES, blacklist, blacklist_lines, enterprise, roster, roster_lines
from tests.cases.rosters import NEEDED, one_sheet
from tests.cases.text_rosters import joined, text
from tests.spreadsheet_files import uscc_of
from tests.spreadsheets.every_format import xlsx
from tests.spreadsheets.format_model import Book, Page

WITHOUT_ADDRESS = ["address"]


def _rows(*numbers: int) -> list[list[str]]:
    return [line[NEEDED] for line in roster_lines(*numbers)[1:]]


def _with_column(title: str, *texts: str, first: int = 400) -> bytes:
    """Return a roster with a further column."""
    rows = _rows(*range(first, first + len(texts)))
    lines = [[*row, stated] for row, stated in zip(rows, texts, strict=True)]
    return one_sheet([[*ROSTER_TITLES[NEEDED], title], *lines])


def _with_line(*line: str, at: int = 3) -> bytes:
    """Return a numbered roster of three enterprises with a further line."""
    lines: list[Sequence[str]] = [[str(number), *row] for number, row in enumerate(_rows(410, 411, 412), start=1)]
    lines.insert(at - 2, line)
    return one_sheet([["序号", *ROSTER_TITLES[NEEDED]], *lines])


@roster(400, 404, without=WITHOUT_ADDRESS, flagged={3: "不通过", 4: "一般认证", 5: "撤回"})
def conclusions_of_reviews() -> bytes:
    """A column of conclusions, of which some state that the certification was refused."""
    return _with_column("认证结论", "通过", "不通过", "一般认证", "撤回", "高级认证")


@roster(400, 402, without=WITHOUT_ADDRESS, flagged={3: "2025-03-01"})
def validity_that_has_ended() -> bytes:
    """The last days of certificates, of which one has passed and one is far ahead."""
    return _with_column("失效日期", "长期", "2025-03-01", "2030-03-01")


@roster(400, 401, without=WITHOUT_ADDRESS, flagged={4: "取消", 5: "取消"})
def state_of_a_group_of_rows() -> bytes:
    """The kind of change stands in the first row of each group only."""
    return _with_column("类别", "新增", "", "取消", "")


@roster(
    *(400, 404),
    without=WITHOUT_ADDRESS,
    flagged={3: "一般企业", 4: "×", 5: "更正前"},
)
def remarks_in_other_words() -> bytes:
    """Remarks that name another grade, cross a row out, or mark the earlier row of a pair."""
    return _with_column("备注", "", "自2025年5月起按一般企业管理", "×", "更正前", "原一般认证企业")


@roster(410, 411, 412, without=WITHOUT_ADDRESS, flagged={4: "减少企业", 5: "减少企业"})
def section_of_fewer_enterprises() -> bytes:
    """A section of what is no longer on the roster, in a word of its own."""
    return _with_line("", "减少企业")


@roster(410, 411, 412, without=WITHOUT_ADDRESS, flagged={4: "附件2", 5: "附件2"})
def section_of_an_annex() -> bytes:
    """The title of an annex begins a section, although it begins as a note does."""
    return _with_line("附件2：取消高级认证企业名单")


@roster(410, 411, 412, without=WITHOUT_ADDRESS, row_count=3)
def total_in_chinese_numerals() -> bytes:
    """A total in numerals of cheques below the rows."""
    return _with_line("共计叁家", at=5)


@roster(410, 411, 412, without=WITHOUT_ADDRESS, row_count=3)
def signature_with_a_telephone_number() -> bytes:
    """A signature in cells, with a telephone number in the column of customs codes."""
    return _with_line("经办人", "", "", "0531-12345678", at=5)


@roster(413, 414, without=WITHOUT_ADDRESS, row_count=2)
def titles_over_two_lines() -> bytes:
    """Each title begins in one line and goes on in the next."""
    halves = [("企业", "名称"), ("统一社会", "信用代码"), ("海关注册", "编码"), ("认证", "日期")]
    return one_sheet([[upper for upper, _ in halves], [lower for _, lower in halves], *_rows(413, 414)])


@roster(415, 417, flagged={3: "斜线或横线"})
def line_drawn_over_a_row() -> bytes:
    """A connector is drawn over a row to cross it out."""
    return xlsx(Book([Page(roster_lines(415, 416, 417), line=(2, 0, 2, 4))]))


@roster(418, 420, without=WITHOUT_ADDRESS, flagged={3: "合并的单元格"})
def name_merged_over_rows() -> bytes:
    """A name is merged over two rows with different codes."""
    lines = [list(ROSTER_TITLES[NEEDED]), *_rows(418, 419, 420)]
    lines[2][0] = ""
    return one_sheet(lines, lambda book, sheet: sheet.merge_range("A2:A3", lines[1][0]))


@roster(
    *(421, 422, 423),
    without=WITHOUT_ADDRESS,
    flagged={2: "2025年取消", 3: "迁往青岛", 4: "作废", 5: "没有写全"},
)
def remarks_behind_names() -> bytes:
    """Remarks in brackets behind names, and a name that is cut off."""
    rows = _rows(421, 422, 423, 424)
    for row, remark in zip(rows, ("（2025年取消）", "（迁往青岛）", "（作废）"), strict=False):
        row[0] += remark
    rows[3][0] = rows[3][0].removesuffix("司")
    return one_sheet([list(ROSTER_TITLES[NEEDED]), *rows])


@roster(flagged={2: "民国", 3: "字母", 4: "月、哪个是日"}, row_count=0)
def days_of_other_kinds() -> bytes:
    """A year of the republic without its name, letters for digits, and a day that is first or second."""
    days = ("108/07/10", "2O19-07-1O", "10/07/2019")
    return one_sheet(roster_lines(*(enterprise(425 + at, certified_on=day) for at, day in enumerate(days))))


@roster(428, 430, row_count=2, flagged={3: "海关注册编码没有填写"})
def row_with_other_separators() -> bytes:
    """The cells of one row are separated by tabs, those of the others by commas."""
    head, *rows = roster_lines(428, 429, 430)
    return text(*joined([head, rows[0]]), "\t".join(rows[1]), *joined([rows[2]])).encode("utf-8-sig")


@roster(refused="没有收全")
def text_that_ends_within_a_character() -> bytes:
    """A file that was not received to its end."""
    return text(*joined(roster_lines(428, 429)), end="\n").encode()[:-3]


@roster(431, flagged={3: "看不见"})
def white_text_of_a_page() -> bytes:
    """A web page in which a row is white by the elements inside its cells."""
    looks = ("{}", "{}", "<font color=white>{}</font>")
    lines = [
        "".join(f"<td>{look.format(cell)}</td>" for cell in line)
        for look, line in zip(looks, roster_lines(431, 432), strict=True)
    ]
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>".encode()


@blacklist(named(440), named(441), flagged={3: "名称却不同"})
def one_code_of_two_names() -> bytes:
    """The USCC of an earlier entry under another name."""
    other = {NAME: "济南岬澜贸易有限公司", USCC: uscc_of(440)}
    return one_sheet(blacklist_lines(entry(440), other, entry(441)))


@blacklist(named(442), named(445), flagged={3: "作废", 4: "执行完毕"})
def remarks_that_end_a_listing() -> bytes:
    """Remarks by which an entry is void or settled."""
    remarks = ("", "作废", "执行完毕", "部分履行")
    return one_sheet(blacklist_lines(*(entry(442 + at, 备注=remark) for at, remark in enumerate(remarks))))


@blacklist(
    *map(named, range(446, 450)),
    absent=["小王", "老李", "李总", "赵科长"],
    row_count=4,
)
def colleagues_in_remarks() -> bytes:
    """People in remarks by the names by which colleagues call them."""
    remarks = ("小王已核", "转老李处理", "李总电话确认", "请赵科长审阅")
    return one_sheet(blacklist_lines(*(entry(446 + at, 备注=remark) for at, remark in enumerate(remarks))))


@blacklist(
    {"name": "小王子食品有限公司"}, {"name": "老李家餐饮店"}, absent=["庄沅漪"], flagged={4: "自然人"}, row_count=2
)
def shops_and_their_keeper() -> bytes:
    """Names of enterprises that begin as colleagues are called, and a keeper of a shop without one."""
    names = ("小王子食品有限公司", "老李家餐饮店", "个体工商户庄沅漪")
    return one_sheet(blacklist_lines(*({NAME: name, REMARK: ""} for name in names)))


@blacklist(*map(named, (450, 451)), absent=["老李", "王总"], row_count=2)
def colleagues_in_the_reasons_of_a_push() -> bytes:
    """The reasons of pushed entries name people as colleagues do; their keys are English."""
    reasons = ("老李说已还款", "王总已回复")
    entries = [{"source_id": str(at), **named(450 + at), "basis": reason} for at, reason in enumerate(reasons)]
    return json.dumps({"entries": entries}, ensure_ascii=False).encode()
