"""What columns without a field state against an entry of a blacklist: a removal, the end of the case or listing."""

import pytest

from spreadsheets.columns import BLACKLIST_COLUMNS
from spreadsheets.rows import Table, parse_table
from spreadsheets.sheets import Sheet
from spreadsheets.stated_losses import (
    check_coded_states,
    check_ended_entries,
    check_stated_losses,
)
from tests.spreadsheet_files import BLACKLIST_HEAD, blacklist_line
from tests.spreadsheets.problem_corpus import CONTEXT


def blacklist(title: str, text: str) -> Table:
    rows = [[*BLACKLIST_HEAD, title], [*blacklist_line("济南泺岬贸易有限公司"), text]]
    return parse_table([Sheet("名单", rows)], BLACKLIST_COLUMNS)


@pytest.mark.parametrize(
    ("title", "text", "count"),
    [
        ("状态", "已出列", 1),
        ("状态", "到期", 1),
        ("状态", "历史", 1),
        ("状态", "未到期", 0),
        ("状态", "在列", 0),
        ("当前状态", "已屏蔽", 1),
        ("备注", "作废", 1),
        ("备注", "误列", 1),
        ("备注", "执行完毕", 1),
        ("备注", "×", 1),
        ("备注", "更正前", 1),
        ("名单类型", "红名单", 1),
        ("名单类型", "黑名单", 0),
        ("被执行人的履行情况", "全部已履行", 0),
    ],
)
def test_entry_whose_state_is_no_longer_in_force_is_to_be_confirmed(title: str, text: str, count: int) -> None:
    assert len(list(check_ended_entries(blacklist(title, text), CONTEXT))) == count


@pytest.mark.parametrize(("title", "text"), [("当前状态", "已移出"), ("状态", "已修复"), ("是否移出", "是")])
def test_removal_stated_beside_an_entry_is_to_be_confirmed(title: str, text: str) -> None:
    assert [problem.line for problem in check_stated_losses(blacklist(title, text), CONTEXT)] == [2]


@pytest.mark.parametrize(
    ("title", "text", "count"),
    [
        ("当前状态", "3", 1),
        ("数据状态", "0", 1),
        ("操作类型", "D", 1),
        ("op", "I", 1),
        ("是否移出", "1", 0),
        ("是否有效", "1", 0),
        ("状态", "在列", 0),
        ("违法类型", "3", 0),
    ],
)
def test_code_of_a_state_of_entries_is_to_be_confirmed(title: str, text: str, count: int) -> None:
    problems = list(check_coded_states(blacklist(title, text), CONTEXT))
    assert [problem.code for problem in problems] == ["entry_state_unclear"] * count


def test_entry_with_a_day_of_removal_is_not_asked_about() -> None:
    rows = [["主体名称", "移出日期", "移出原因"], ["济南泺岬贸易有限公司", "2026-01-05", "列入满三年"]]
    table = parse_table([Sheet("名单", rows)], BLACKLIST_COLUMNS)
    assert not list(check_stated_losses(table, CONTEXT))


@pytest.mark.parametrize(
    ("title", "text", "count"),
    [
        ("备注", "已缴清税款，停止公布", 1),
        ("备注", "未停止公布", 0),
        ("处理结果", "已移出", 0),
    ],
)
def test_end_of_the_publication_is_to_be_confirmed(title: str, text: str, count: int) -> None:
    assert len(list(check_ended_entries(blacklist(title, text), CONTEXT))) == count


@pytest.mark.parametrize(
    ("title", "text", "count"),
    [
        ("处理结果", "已移出", 1),
        ("处理结果", "已修复", 1),
        ("处理结果", "终止公示", 1),
        ("处理情况", "已撤销", 1),
        ("处理结果", "撤销登记，罚款5万元", 0),
        ("处罚结果", "已移出名单", 1),
        ("违法失信信息状态", "停止公示", 1),
        ("处罚内容", "责令修复植被", 0),
        ("履行情况", "未移出名单", 0),
    ],
)
def test_end_of_the_listing_in_a_column_about_the_case_is_to_be_confirmed(title: str, text: str, count: int) -> None:
    assert len(list(check_stated_losses(blacklist(title, text), CONTEXT))) == count


@pytest.mark.parametrize("title", ["处罚结果", "被执行人的履行情况"])
def test_words_about_the_sanction_state_no_removal(title: str) -> None:
    assert not list(check_stated_losses(blacklist(title, "撤销登记"), CONTEXT))
