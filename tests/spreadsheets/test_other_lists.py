"""A file that is called like another list than the chosen one, or that names the enterprises of another office."""

from collections.abc import Sequence
from datetime import date

import pytest

from spreadsheets.columns import BLACKLIST_COLUMNS, ROSTER_COLUMNS
from spreadsheets.other_lists import (
    FileTitle,
    check_blacklist,
    check_certifying_office,
    check_other_blacklist,
    check_other_office,
    check_roster,
    check_stated_day,
    check_void,
    titles_of_file,
)
from spreadsheets.problems import Problem
from spreadsheets.rows import parse_table
from spreadsheets.sheets import CellMark, Sheet
from spreadsheets.wording import problem_text
from tests.spreadsheet_files import BLACKLIST_HEAD, ROSTER_HEAD, blacklist_line, roster_line

COURT, TAX, WAGES, SAFETY, REGISTER = (
    "失信被执行人",
    "重大税收违法失信主体",
    "拖欠农民工工资失信联合惩戒对象",
    "安全生产严重失信主体",
    "经营异常名录",
)
BLACKLISTS = (COURT, TAX, WAGES, SAFETY, REGISTER)


def sentence(problem: Problem) -> str:
    text = problem_text(problem.code, problem.params, columns=())
    return f"{text.message}：{text.hint}"


def is_asked_about(own: str, *titles: str) -> bool:
    """Whether a file with these titles, for which the blacklist `own` was chosen, is a problem to confirm."""
    others = [name for name in BLACKLISTS if name != own]
    return any(check_other_blacklist([FileTitle("文件标题", title) for title in titles], own=own, others=others))


@pytest.mark.parametrize(
    "title",
    [
        "重大税收违法失信主体",
        "重大税收违法失信案件信息公布表（2026年第2季度）",
        "济南市税务局重大税收违法当事人名单",
        "拖欠农民工工资“黑名单”",
        "拖欠农民工工资失信联合惩戒对象名单",
        "安全生产失信联合惩戒企业名单",
        "经营异常名录企业汇总",
        "列入经营异常名录的企业",
        "重 大 税 收 违 法 失 信 主 体",
        "泉城海关高级认证企业名单",
    ],
)
def test_title_of_another_list_is_a_problem_to_confirm(title: str) -> None:
    assert is_asked_about(COURT, title)


@pytest.mark.parametrize(
    "title",
    [
        "失信被执行人名单",
        "严重失信主体名单",
        "失信企业名单",
        "联合惩戒对象名单",
        "法院失信被执行人（拖欠农民工工资）",
        "Sheet1",
        "名单",
        "2026年第二季度",
        "",
    ],
)
def test_title_of_the_chosen_list_or_of_any_list_is_no_problem(title: str) -> None:
    assert not is_asked_about(COURT, title)


@pytest.mark.parametrize("own", BLACKLISTS)
def test_each_blacklist_is_distinguished_from_each_other_one(own: str) -> None:
    for title in BLACKLISTS:
        assert is_asked_about(own, title) == (title != own)


def test_file_that_is_called_like_the_chosen_list_somewhere_is_no_problem() -> None:
    assert not is_asked_about(COURT, "重大税收违法失信主体", "失信被执行人")


def test_file_is_called_by_its_title_its_sheet_and_its_name() -> None:
    rows = [["重大税收违法失信主体名单", ""], ["主体名称", "案号"], ["甲公司", "1号"]]
    table = parse_table([Sheet("第二季度", rows)], BLACKLIST_COLUMNS)
    titles = titles_of_file(table, "失信.名单.xlsx")
    assert titles == [
        FileTitle("文件标题", "重大税收违法失信主体名单"),
        FileTitle("工作表名", "第二季度"),
        FileTitle("文件名", "失信.名单"),
    ]
    (problem,) = check_other_blacklist(titles, own=COURT, others=[TAX])
    assert sentence(problem) == ("文件标题是“重大税收违法失信主体名单”，您选的是“失信被执行人”：请确认是否选错文件。")


def test_roster_called_by_another_office_is_a_problem_to_confirm() -> None:
    titles = [FileTitle("文件名", "莱芜海关高级认证企业一览表")]
    (problem,) = check_other_office(titles, own="泉城海关", others=["莱芜海关"])
    assert sentence(problem) == ("文件名是“莱芜海关高级认证企业一览表”，您是泉城海关：请确认是否选错文件。")
    both = [*titles, FileTitle("文件标题", "泉城海关高级认证企业名单")]
    assert not list(check_other_office(both, own="泉城海关", others=["莱芜海关"]))
    assert not list(check_other_office([FileTitle("文件名", "名单")], own="泉城海关", others=["莱芜海关"]))


@pytest.mark.parametrize(
    ("offices", "text"),
    [
        (["莱芜海关"] * 40, "这40家都在莱芜海关的名单上，您是泉城海关：请确认是否选错文件。"),
        (["莱芜海关"] * 3 + [""], "这4家中有3家在莱芜海关的名单上，您是泉城海关：请确认是否选错文件。"),
        (["莱芜海关"] * 2 + ["泉城海关"] * 2, ""),
        (["莱芜海关"], ""),
        (["泉城海关"] * 3, ""),
        ([""] * 3, ""),
        ([], ""),
    ],
)
def test_enterprises_of_another_office_are_a_problem_to_confirm_where_they_are_most(
    offices: list[str], text: str
) -> None:
    problems = list(check_certifying_office(offices, own="泉城海关"))
    assert list(map(sentence, problems)) == ([text] if text else [])


def test_problem_with_a_title_shortens_it() -> None:
    (problem,) = check_other_office([FileTitle("文件标题", "莱芜海关" * 30)], own="泉城海关", others=["莱芜海关"])
    assert problem.params == {"kind": "文件标题", "title": "莱芜海关" * 10, "own": "泉城海关"}


def sheet_problems(head: Sequence[str], line: Sequence[str], *, sheet: str = "Sheet1", roster: bool) -> list[str]:
    """Return the sentences about a file with this header, read as a roster or as a blacklist."""
    columns = ROSTER_COLUMNS if roster else BLACKLIST_COLUMNS
    table = parse_table([Sheet(sheet, [list(head), list(line)])], columns)
    if roster:
        return list(map(sentence, check_roster(table, "导出.xlsx", own="泉城海关", others=["莱芜海关"])))
    return list(map(sentence, check_blacklist(table, "导出.xlsx", own=COURT, others=[TAX])))


def test_roster_whose_title_or_columns_are_those_of_a_blacklist_is_a_problem_to_confirm() -> None:
    head, line = [*ROSTER_HEAD, "执行法院", "案号"], [*roster_line(1), "某法院", "1号"]
    assert sheet_problems(head, line, sheet="失信被执行人", roster=True) == [
        "工作表名是“失信被执行人”，像是“黑名单”，您报送的是高级认证企业名单：请确认是否选错文件。",
        "文件中有“执行法院”、“案号”，像是“黑名单”，您报送的是高级认证企业名单：请确认是否选错文件。",
    ]
    assert sheet_problems(ROSTER_HEAD, roster_line(1), sheet="高级认证企业（无失信）", roster=True) == []
    assert sheet_problems([*ROSTER_HEAD, "失信情况"], [*roster_line(1), "无"], roster=True) == []


def test_blacklist_with_the_columns_of_a_roster_is_a_problem_to_confirm() -> None:
    assert sheet_problems(ROSTER_HEAD, roster_line(1), roster=False) == [
        "文件中有“认证日期”，像是海关高级认证企业名单，您选的是“失信被执行人”：请确认是否选错文件。"
    ]
    assert sheet_problems(BLACKLIST_HEAD, blacklist_line("济南甲贸易有限公司"), roster=False) == []


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("名单样表", 1),
        ("作废-高级认证企业名单", 1),
        ("名单（征求意见稿）", 1),
        ("测试名单", 1),
        ("高级认证企业名单", 0),
        ("检测机构失信名单", 0),
    ],
)
def test_file_that_is_called_void_or_a_sample_is_to_be_confirmed(title: str, count: int) -> None:
    problems = list(check_void([FileTitle("文件名", title)]))
    assert [problem.params for problem in problems] == [{"kind": "文件名", "title": title}] * count


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("名单（截至2026年6月30日）", ""),
        ("截至2026-06-30", ""),
        ("数据截止2026年6月", ""),
        ("截至2026年6月30日前认定的企业", ""),
        ("名单（截至2026年3月31日）", "截至2026年3月31日"),
        ("数据截止日期：2025.6.30", "截止日期:2025.6.30"),
        ("截至2026年5月", "截至2026年5月"),
    ],
)
def test_file_that_states_another_day_than_was_typed_is_to_be_confirmed(text: str, stated: str) -> None:
    as_of = date(2026, 6, 30)
    rows = [[text], list(ROSTER_HEAD), list(roster_line(1))]
    for sheet, filename in (
        (Sheet("名单", rows), ""),
        (Sheet("名单", rows[1:]), f"{text}.xlsx"),
        (Sheet("名单", [*rows[1:], [f"注：{text}"]]), ""),
        (Sheet("名单", rows[1:], marks=[CellMark(0, 0, "page", text)]), ""),
    ):
        problems = list(check_stated_day(parse_table([sheet], ROSTER_COLUMNS), filename, as_of))
        assert [problem.params["text"] for problem in problems] == [stated] * bool(stated)


def test_names_and_codes_in_the_column_of_the_other_are_named_once() -> None:
    lines = [roster_line(number) for number in range(1, 6)]
    swapped = [(serial, code, name, *others) for serial, name, code, *others in lines]
    for rows, count in ((swapped, 1), ([*swapped[:3], *lines[3:]], 1), ([*swapped[:2], *lines[2:]], 0), (lines, 0)):
        table = parse_table([Sheet("名单", [list(row) for row in (ROSTER_HEAD, *rows)])], ROSTER_COLUMNS)
        problems = check_roster(table, "名单.xlsx", own="泉城海关", others=[])
        assert sum(problem.code == "columns_swapped" for problem in problems) == count
