"""Section titles between the rows, and what they state of the rows below them."""

import pytest

from spreadsheets.columns import BLACKLIST_COLUMNS
from spreadsheets.rows import parse_table
from spreadsheets.sheets import Sheet
from spreadsheets.table_checks import LOSS_IN_BLACKLIST, LOSS_IN_ROSTER, check_sections
from tests.spreadsheet_files import BLACKLIST_HEAD, ROSTER_HEAD, blacklist_line, roster_line
from tests.spreadsheets.row_tables import FULL_NAME, reasons, roster


def test_row_below_a_section_title_has_that_section() -> None:
    parsed = roster(
        ROSTER_HEAD,
        ("一、新增企业",),
        roster_line(1),
        ("二、取消企业",),
        ("（一）历下区",),
        roster_line(2),
        ("（二）市中区",),
        roster_line(3),
        ("三、其他",),
        roster_line(4),
    )
    assert parsed.sections == {
        3: "一、新增企业",
        6: "二、取消企业；(一)历下区",
        8: "二、取消企业；(二)市中区",
        10: "三、其他",
    }


def test_title_of_the_table_that_states_a_loss_is_a_section_of_all_rows() -> None:
    lines = [roster_line(1), ("（一）历下区",), roster_line(2)]
    parsed = roster(("泉城海关取消高级认证资格企业名单",), ROSTER_HEAD, *lines)
    assert parsed.sections == {3: "泉城海关取消高级认证资格企业名单", 5: "泉城海关取消高级认证资格企业名单；(一)历下区"}
    assert not roster(("泉城海关新增和取消高级认证企业名单",), ROSTER_HEAD, *lines[:1]).sections
    assert not roster(("泉城海关企业信用等级变动情况",), ROSTER_HEAD, *lines[:1]).sections


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        *(("（二）移出", [5]), ("二、已修复的失信主体", [5]), ("二、失信主体", []), ("二、续列", [])),
        *(("二、屏蔽", [5]), ("终止公示", [5]), ("二、红名单", [5]), ("二、重点关注名单", [5]), ("二、已履行", [5])),
    ],
)
def test_entry_below_a_title_that_states_a_removal_is_to_be_confirmed(title: str, lines: list[int]) -> None:
    rows = [BLACKLIST_HEAD, ("（一）新增失信主体",), blacklist_line(FULL_NAME), (title,), blacklist_line("泺岬商行")]
    parsed = parse_table([Sheet("名单", list(map(list, rows)))], BLACKLIST_COLUMNS)
    problems = list(check_sections(LOSS_IN_BLACKLIST)(parsed, None))
    assert [problem.line for problem in problems] == lines
    assert all(problem.severity == "confirm" for problem in problems)


@pytest.mark.parametrize(
    "title",
    [
        *(
            "二、取消高级认证资格企业",
            "一般认证企业（1家）",
            "（二）失信企业",
            "降级企业名单",
            "第二部分 取消企业",
            "减少企业",
        ),
        *(
            "二、整改企业",
            "二、认证未通过企业",
            "二、迁出企业",
            "转出企业名单",
            "（二）吊销企业",
            "停用企业",
            "附件2：取消企业名单",
        ),
    ],
)
def test_enterprise_below_a_title_that_states_a_loss_is_to_be_confirmed(title: str) -> None:
    parsed = roster(ROSTER_HEAD, ("一、高级认证企业",), roster_line(1), (title,), roster_line(2))
    assert [problem.line for problem in check_sections(LOSS_IN_ROSTER)(parsed, None)] == [5]


@pytest.mark.parametrize(
    "title",
    [
        *("泉城海关一般认证企业名单", "高级认证培育企业名单", "拟认定高级认证企业名单（公示）", "历史高级认证企业"),
        *("2026年10月降级企业情况", "取消、注销企业名单", "附件2：不再适用高级认证企业管理措施的企业名单"),
        "关于撤销济南甲有限公司与济南乙有限公司高级认证资格的决定",
    ],
)
def test_enterprise_in_a_table_of_others_than_certified_enterprises_is_to_be_confirmed(title: str) -> None:
    parsed = roster((title,), ROSTER_HEAD, roster_line(1))
    assert [problem.line for problem in check_sections(LOSS_IN_ROSTER)(parsed, None)] == [3]


@pytest.mark.parametrize(
    "title", ["拟列入严重失信名单企业公示（征求意见）", "历史失信企业名单", "本月出列", "守信红名单", "重点关注名单"]
)
def test_entry_in_a_table_of_what_is_not_in_force_is_to_be_confirmed(title: str) -> None:
    rows = [[title], list(BLACKLIST_HEAD), list(blacklist_line(FULL_NAME))]
    parsed = parse_table([Sheet("名单", rows)], BLACKLIST_COLUMNS)
    assert [problem.line for problem in check_sections(LOSS_IN_BLACKLIST)(parsed, None)] == [3]


@pytest.mark.parametrize(
    "title",
    [
        *(
            "泉城海关高级认证企业名单（公示）",
            "新增高级认证企业名单",
            "高级认证企业变动情况",
            "高级认证企业认定及注销情况",
        ),
        *("高级认证企业、一般认证企业名单", "守信联合激励企业名单（海关高级认证）"),
    ],
)
def test_title_of_a_roster_in_force_states_nothing(title: str) -> None:
    parsed = roster((title,), ROSTER_HEAD, roster_line(1))
    assert not list(check_sections(LOSS_IN_ROSTER)(parsed, None))


def test_name_of_the_sheet_that_states_a_loss_is_a_section_of_all_rows() -> None:
    sheet = Sheet("移出名单", [list(BLACKLIST_HEAD), list(blacklist_line(FULL_NAME))])
    assert parse_table([sheet], BLACKLIST_COLUMNS).sections == {2: "移出名单"}


def test_section_title_may_be_a_title_of_a_column() -> None:
    parsed = roster(ROSTER_HEAD, ("高级认证企业（1家）",), roster_line(1), ("★ 暂停适用",), roster_line(2))
    assert parsed.sections == {3: "高级认证企业(1家)", 5: "★暂停适用"}


def test_numbered_section_without_rows_stays_a_section() -> None:
    parsed = roster(ROSTER_HEAD, ("一、新增企业",), roster_line(1), ("二、取消企业",), ("无",))
    assert reasons(parsed)[4] == "section"


def test_section_title_above_the_header_begins_the_first_section() -> None:
    parsed = roster(("一、新增名单",), ROSTER_HEAD, roster_line(1), ("二、续期名单",), ROSTER_HEAD, roster_line(2))
    assert parsed.sections == {3: "一、新增名单", 6: "二、续期名单"}
    assert reasons(parsed) == {1: "title", 2: "header", 4: "section", 5: "repeated_header"}


@pytest.mark.parametrize(
    "title", ["附：以下企业已不再适用高级认证", "（下列单位已退出）", "被撤销的企业名单如下：", "取消："]
)
def test_row_below_a_sentence_that_states_a_loss_is_reported(title: str) -> None:
    parsed = roster(ROSTER_HEAD, roster_line(1), ("", title), roster_line(2))
    assert [problem.line for problem in check_sections(LOSS_IN_ROSTER)(parsed, None)] == [4]
