"""Tables and files with every mistake that the portal reports, for the tests of problem codes and their wording."""

from collections.abc import Callable
from datetime import date
from typing import Any

from demo.city.codes import with_wrong_check
from spreadsheets.checking import Context, Known
from spreadsheets.columns import BLACKLIST_COLUMNS, ROSTER_COLUMNS
from spreadsheets.identifiers import org_code_of
from spreadsheets.other_lists import check_blacklist, check_certifying_office, check_roster, check_stated_day
from spreadsheets.problems import Problem, problem_of_file
from spreadsheets.roster_age import check_age
from spreadsheets.rows import parse_table
from spreadsheets.sheets import CellMark, Sheet
from tests.spreadsheet_files import BLACKLIST_HEAD, ROSTER_HEAD, blacklist_line, roster_line, uscc_of

Line = tuple[str, ...]
Table = tuple[Line, ...]

CONTEXT = Context(
    today=date(2026, 11, 23),
    as_of=date(2026, 6, 30),
    office="泉城海关",
    known={
        uscc_of(7): Known("济南泺岬0002进出口有限公司", "37016T0002", "", "莱芜海关"),
        uscc_of(8): Known("济南泺岬旧名有限公司", "37016T0008", "", "泉城海关"),
        uscc_of(9): Known("济南泺岬0009进出口有限公司", "37016T9999", "", ""),
        uscc_of(10): Known("济南泺岬ABC有限公司", "37016T0010", "", ""),
    },
    uscc_of={"37016T0008": uscc_of(8)},
    offices={"37016": "泉城海关", "37036": "莱芜海关"},
)

REGISTERED_HEAD = (*ROSTER_HEAD, "工商注册号")
REGISTRATION_NUMBERS = ("440301103097413", "440301103097414", "44030110309741", "无号可填写的企业", "000000000000000")
WITHOUT_USCC_HEAD = ("企业名称", "海关注册编码", "认证日期")
LOOK_ALIKE = next(code[:8] + code[8:].replace("0", "O", 1) for code in map(uscc_of, range(100, 200)) if "0" in code[8:])

ROSTERS: dict[str, Table] = {
    "good": (ROSTER_HEAD, roster_line(1), roster_line(2)),
    "uscc": (
        ROSTER_HEAD,
        roster_line(1, uscc=with_wrong_check(uscc_of(1))),
        roster_line(2, uscc="9137"),
        roster_line(3, uscc=LOOK_ALIKE),
        roster_line(4, uscc="91370102MAO000I0济Z"),
        roster_line(5, uscc="000000000000000000"),
        roster_line(8, uscc=f"{uscc_of(8)}/{uscc_of(9)}"),
        roster_line(9, uscc=uscc_of(9).replace("M", "М").replace("A", "Α")),
        ("6", "某某公司", "", "37016T0006", "2020-03-02", ""),
        ("7", "济南泺岬旧名有限公司", "", "37016T0008", "2020-03-02", ""),
    ),
    "without uscc": (WITHOUT_USCC_HEAD, ("某某公司", "37016T0001", "2020-03-02"), ("另一公司", "", "2020-03-02")),
    "two columns": (
        ("序号", "企业名称（变更前）", "企业名称（变更后）", "统一社会信用代码", "海关注册编码", "认证日期"),
        ("1", "济南泺岬旧名有限公司", "济南泺岬新名有限公司", uscc_of(1), "37016T0001", "2020-03-02", "多出的内容"),
    ),
    "name parts": (
        ROSTER_HEAD,
        roster_line(1, name="1.济南泺岬贸易有限公司（外商独资）"),
        roster_line(2, name="济南泺岬机械有限公司（原济南岬澜厂）"),
        roster_line(3, name=f"济南泺岬食品有限公司（{uscc_of(3)}）"),
        roster_line(4, name="济南泺岬纺织有限公司、济南岬澜纺织有限公司"),
        roster_line(5, name="济南泺岬化工有限公司（组织机构代码：MAYMLALA6）"),
        roster_line(6, name="济南泺岬建材有限公司（公示中）"),
    ),
    "two columns of similar meaning": (
        (*ROSTER_HEAD, "认定时间"),
        (*roster_line(1), "2021-03-02"),
    ),
    "sections": (
        ROSTER_HEAD,
        ("一、新增企业",),
        roster_line(1),
        ("二、取消高级认证资格企业",),
        roster_line(2),
    ),
    "stated against the row": (
        (*ROSTER_HEAD, "信用等级", "主管海关", "备注"),
        (*roster_line(1), "高级认证企业", "泉城海关", "未撤销"),
        (*roster_line(2), "一般认证企业", "莱芜海关", "2024年5月已撤销认证"),
        (*roster_line(3), "拟高级认证", "泉城海关", ""),
        ("注：带*的企业已取消高级认证资格",),
    ),
    "certificate": (
        (*ROSTER_HEAD, "证书编号", "首次认证日期", "下次复核日期", "所属海关"),
        (*roster_line(1), "济关认〔2020〕1号", "2015年3月", "2025-03-01", "泉城海关"),
        (*roster_line(2), "", "2015-03-02", "2028年3月1日", "莱芜海关"),
        (*roster_line(3), "", "2015-03-02", "2028年3月1日", "0437"),
    ),
    "broken cells": (
        ROSTER_HEAD,
        roster_line(1, uscc="9.1370102e+17"),
        roster_line(2, customs_code="3.70163E+09"),
        roster_line(3, uscc="#N/A"),
        roster_line(4, name="#REF!"),
        roster_line(5, uscc="370102190001010027"),
    ),
    "formulas": (ROSTER_HEAD, roster_line(1, certified_on="=DATE(2019,7,10)"), roster_line(2, address="Err:502")),
    "marks": (ROSTER_HEAD, *(roster_line(number) for number in range(1, 6)), roster_line(6, address="")),
    "twice": (
        ROSTER_HEAD,
        roster_line(1),
        roster_line(2, uscc=uscc_of(1), name="济南泺岬0001进出口有限公司"),
        roster_line(3, uscc=uscc_of(1)),
        roster_line(4, customs_code="37016T0001"),
        roster_line(5, customs_code="37016T0001", name="济南泺岬0001进出口有限公司"),
    ),
    "customs code": (
        ROSTER_HEAD,
        roster_line(1, customs_code="3701-6"),
        roster_line(2, customs_code="37036T0002"),
        roster_line(3, customs_code="济"),
        roster_line(4, customs_code="37016Т0004"),
        roster_line(5, customs_code="0000000000"),
    ),
    "certified on": (
        ROSTER_HEAD,
        roster_line(1, certified_on="2025年2月30日"),
        roster_line(2, certified_on="2026-12-01"),
        roster_line(3, certified_on="2007-01-01"),
        roster_line(4, certified_on="2026-07-01"),
        roster_line(5, certified_on="7/10/2019"),
        roster_line(6, certified_on="1562716800000"),
        roster_line(7, certified_on="民国108年7月10日"),
    ),
    "name": (
        ROSTER_HEAD,
        roster_line(1, name="91370102MA1"),
        roster_line(2, name="济" * 201),
        roster_line(3, name="济"),
        ("4", "", uscc_of(4), "37016T0004", "2020-03-02", ""),
        roster_line(5, name='{0}%s\\"{name}'),
        roster_line(6, name='=HYPERLINK("http://x.example","济南泺岬有限公司")'),
        roster_line(10, name="<b>济南泺岬有限公司</b>"),
        roster_line(7, name="济南\ue863泺岬有限公司"),
        roster_line(8, name="济南\ue000泺岬有限公司"),
        roster_line(11, name="济南\u202e泺岬有限公司"),
        roster_line(12, name="济南泺岬..."),
    ),
    "known enterprise": (
        ROSTER_HEAD,
        roster_line(7),
        roster_line(8),
        roster_line(9),
        roster_line(10, name="济南泺岬ＡＢＣ有限公司"),
    ),
    "address": (ROSTER_HEAD, roster_line(1, address="路" * 301)),
    "empty": (
        ROSTER_HEAD,
        ("1", "某某公司", uscc_of(1), "", "", "济南市"),
        ("2", "另一公司", uscc_of(2), "37016T0002"),
    ),
    "registration number": (
        REGISTERED_HEAD,
        *((*roster_line(n), number) for n, number in enumerate(REGISTRATION_NUMBERS, start=1)),
    ),
}

# Table → fields of its sheet beside the rows.
MARKS: dict[str, dict[str, Any]] = {
    "marks": {
        "hidden_lines": [4],
        "marks": [
            CellMark(2, 1, "struck"),
            CellMark(2, 2, "struck"),
            CellMark(2, 0, "conditional", "A2:F9"),
            CellMark(3, 1, "struck", "泺岬"),
            CellMark(3, 5, "invisible"),
            CellMark(5, 1, "crossed"),
            CellMark(4, 0, "comment", "编码待查"),
            CellMark(5, 1, "comment", "已注销"),
            CellMark(6, 4, "merged", "block"),
            CellMark(6, 2, "merged", "column"),
            CellMark(6, 1, "merged", "column"),
            CellMark(0, 0, "page", "作废"),
            CellMark(7, 5, "formula", '=IF(A1="","",A1)'),
        ],
    }
}

USCC = uscc_of(1)
ORG = org_code_of(USCC)
NAME = "济南泺岬贸易有限公司"
IDENTIFIER_HEAD = ("name", "uscc", "org_code", "registration_number", "tax_number", "customs_code", "source_id")
DAYS_HEAD = ("name", "uscc", "listed_on", "expires_on", "removed_on")

BLACKLISTS: dict[str, Table] = {
    "good": (BLACKLIST_HEAD, blacklist_line("某某公司", uscc=USCC), blacklist_line("另一公司")),
    "natural person": (
        BLACKLIST_HEAD,
        blacklist_line("张三"),
        blacklist_line("某某公司", org_code="370102190001010027"),
        blacklist_line("欧阳小明", document="（2026）鲁0102执7号"),
        blacklist_line("沅溪", document="（2026）鲁0102执8号"),
        blacklist_line("云帆建设", document="（2026）鲁0102执9号"),
    ),
    "identifiers": (
        IDENTIFIER_HEAD,
        (NAME, with_wrong_check(USCC), "12345678-9", "0", "无此号码", "3701"),
        (NAME, "9137", "123456789", "000000000000000", "370102", "无"),
        (NAME, "91370102MAO000I0济Z", "", "440301103097414", "", ""),
        (NAME, LOOK_ALIKE, "", "44030110309741", "", ""),
        (NAME, f"{uscc_of(8)}/{uscc_of(9)}", "MA1M5N50A", "", "", ""),
    ),
    "moved": (
        IDENTIFIER_HEAD,
        (NAME, "", USCC),
        (NAME, "", "", USCC),
        (NAME, "", "", "", USCC),
        (NAME, "", "", "", "", USCC),
        (NAME, ORG),
        (NAME, "", "", ORG),
        (NAME, "", "", "", f"370102{ORG}"),
        (USCC, NAME),
        (USCC, ""),
    ),
    "name parts": (
        IDENTIFIER_HEAD,
        ("1.济南泺岬贸易有限公司（外商独资）", USCC),
        ("济南泺岬机械有限公司等3家",),
        (f"济南泺岬食品有限公司（{uscc_of(2)}）",),
        (f"济南泺岬食品有限公司（{uscc_of(2)}）", USCC),
        ("济南泺岬茶业有限公司（曾用名：济南岬澜茶厂）",),
        ("济南泺岬化工有限公司（法定代表人：某某某）",),
        ("济南泺岬纺织有限公司、济南岬澜纺织有限公司",),
        ("济南泺岬钢琴有限公司、济南岬澜钢琴有限公司", f"{uscc_of(3)}、{uscc_of(4)}"),
        ("济南泺岬水泵有限公司、济南岬澜水泵有限公司", uscc_of(5)),
    ),
    "period of one day": (("主体名称", "uscc", "公示期"), (NAME, USCC, "2027-01-05")),
    "state of an entry": (("主体名称", "uscc", "数据状态"), (NAME, USCC, "3")),
    "names in a record": (("主体名称", "来源编号"), ("济南泺岬水泵有限公司、济南岬澜水泵有限公司", "S1")),
    "two codes": (IDENTIFIER_HEAD, (uscc_of(2), USCC), (NAME, USCC, uscc_of(2)), (NAME, USCC, ORG, uscc_of(3))),
    "no name": (
        IDENTIFIER_HEAD,
        ("", USCC),
        ("", "", "", "", "", "37016T0001"),
        ("", "9137"),
        ("", "9.1370102e+17", "#N/A", "", "#REF!", "9.1E+17"),
    ),
    "days": (
        DAYS_HEAD,
        (NAME, uscc_of(1), "2026-13-01", "长期", "2025年2月30日"),
        (NAME, uscc_of(2), "2026-01-05", "2025-12-31", "2025-01-01"),
        (NAME, uscc_of(3), "2027-01-01", "", ""),
        (NAME, uscc_of(4), "2206-01-05", "", ""),
        (NAME, uscc_of(5), "1026-01-05", "", ""),
        (NAME, uscc_of(6), "2026-01-05", "2099-12-31", "2206-07-10"),
        (NAME, uscc_of(7), "2026-01-05", "2027-01-01前", "已移出"),
        (NAME, uscc_of(8), "", "三年", ""),
    ),
    "twice": (
        IDENTIFIER_HEAD,
        (NAME, USCC, "", "", "", "", "A1"),
        ("别家公司", "", "", "", "", "", "A1"),
        (NAME, USCC),
        (NAME, USCC),
    ),
    "one code, two names": (
        BLACKLIST_HEAD,
        blacklist_line("济南泺岬贸易有限公司", uscc=USCC),
        blacklist_line("济南岬澜贸易有限公司", uscc=USCC, document="（2026）鲁0102执9号"),
        blacklist_line("张三", uscc=USCC, document="（2026）鲁0102执8号"),
        blacklist_line("济南泺岬贸易（有限公司）", uscc=USCC, document="（2026）鲁0102执7号"),
    ),
    "too long": (
        BLACKLIST_HEAD,
        blacklist_line("名" * 199 + "公司"),
        blacklist_line("#REF!", uscc=uscc_of(1)),
        blacklist_line("某某公司", uscc=uscc_of(2), document="号" * 201),
    ),
}


def _as_roster(head: Line, line: Line, filename: str) -> list[Problem]:
    table = parse_table([Sheet("Sheet1", [list(head), list(line)])], ROSTER_COLUMNS)
    return list(check_roster(table, filename, own="泉城海关", others=["莱芜海关"]))


def _as_blacklist(head: Line, line: Line, filename: str) -> list[Problem]:
    table = parse_table([Sheet("Sheet1", [list(head), list(line)])], BLACKLIST_COLUMNS)
    return list(check_blacklist(table, filename, own="失信被执行人", others=["重大税收违法失信主体"]))


def _of_day(filename: str) -> list[Problem]:
    table = parse_table([Sheet("Sheet1", [list(ROSTER_HEAD), list(roster_line(1))])], ROSTER_COLUMNS)
    return list(check_stated_day(table, filename, date(2026, 6, 30)))


def _of_age(as_of: date) -> list[Problem]:
    months = [date(2026, month, 1) for month in (3, 4, 5)]
    return list(check_age(as_of, today=CONTEXT.today, newest=months[-1], earlier=months))


# Kind of file → its problems as a whole.
WHOLE_FILES: dict[str, Callable[[], list[Problem]]] = {
    "roster of another office": lambda: _as_roster(ROSTER_HEAD, roster_line(1), "莱芜海关名单.xlsx"),
    "blacklist as a roster": lambda: _as_roster((*ROSTER_HEAD, "案号"), (*roster_line(1), "1号"), "黑名单.xlsx"),
    "file of removals": lambda: _as_blacklist(
        BLACKLIST_HEAD, blacklist_line("济南泺岬贸易有限公司"), "2026年10月移出企业名单.xlsx"
    ),
    "of another day": lambda: _of_day("截至2026年3月31日的名单.xlsx"),
    "names and codes in each other's column": lambda: _as_roster(
        ROSTER_HEAD, roster_line(1, name=uscc_of(1), uscc="济南泺岬0001进出口有限公司"), "名单.xlsx"
    ),
    "sample": lambda: _as_roster(ROSTER_HEAD, roster_line(1), "名单样表.xlsx"),
    "roster as a blacklist": lambda: _as_blacklist(ROSTER_HEAD, roster_line(1), "导出.xlsx"),
    "other blacklist": lambda: _as_blacklist(
        BLACKLIST_HEAD, blacklist_line("济南泺岬贸易有限公司"), "重大税收违法失信主体.xlsx"
    ),
    "all of another office": lambda: list(check_certifying_office(["莱芜海关"] * 2, own="泉城海关")),
    "most of another office": lambda: list(check_certifying_office(["莱芜海关"] * 3 + [""], own="泉城海关")),
    "older than a roster": lambda: _of_age(date(2026, 4, 30)),
    "old for its office": lambda: _of_age(date(2026, 6, 30)),
    "older than a list": lambda: [problem_of_file("older_than_list", {"as_of": "2026-06-30", "newest": "2026-07-10"})],
}
