"""Columns that no field has: what they state against a row is refused or to be confirmed."""

from dataclasses import replace

import pytest

from spreadsheets.checking import Context
from spreadsheets.checks import check_certificate_days
from spreadsheets.columns import ROSTER_COLUMNS
from spreadsheets.problems import WHOLE_FILE
from spreadsheets.rows import Table, parse_table
from spreadsheets.sheets import Sheet
from spreadsheets.state_words import states_other_standing
from spreadsheets.stated_losses import (
    check_notes,
    check_stated_grades,
    check_stated_losses,
    check_stated_offices,
    check_stated_standing,
    check_unclear_states,
    check_validity,
)
from tests.spreadsheet_files import ROSTER_HEAD, roster_line
from tests.spreadsheets.problem_corpus import CONTEXT


def roster(title: str, text: str) -> Table:
    rows = [[*ROSTER_HEAD, title], [*roster_line(1), text], list(roster_line(2))]
    return parse_table([Sheet("名单", rows)], ROSTER_COLUMNS)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("状态", "已取消"),
        ("备注", "2024年5月已撤销认证"),
        ("备注", "已注销"),
        ("变动类型", "退出"),
        ("注销标志", "是"),
        ("是否取消", "Y"),
        ("取消日期", "2024-05-01"),
        ("Status", "暂停适用"),
        ("是否有效", "否"),
        ("有效性", "无效"),
        ("认证有效性", "否"),
        ("生效", "否"),
        ("取消时间", "2025.3"),
        ("注销年份", "2025"),
        ("deleted", "TRUE"),
        ("del_flag", "1"),
        ("isValid", "0"),
        ("active", "False"),
        ("operation", "DELETE"),
        ("status", "Revoked"),
        ("取消资格", "√"),
        ("是否取消", "是（2025年）"),
        ("在册情况", "不在册"),
        ("注销标志", "●"),
        ("移出原因", "企业申请"),
        ("有效", "×"),
        ("仍有效", "否"),
        ("sfzx", "1"),
        ("sfyx", "0"),
        ("zt", "注销"),
        ("核查意见", "已取消资格"),
        ("动态", "2026年5月被取消高级认证"),
        ("标注", "拟退出"),
        ("", "已取消资格"),
    ],
)
def test_loss_stated_beside_an_enterprise_is_to_be_confirmed(title: str, text: str) -> None:
    (problem,) = check_stated_losses(roster(title, text), CONTEXT)
    assert (problem.line, problem.column, problem.code, problem.severity) == (2, "G", "row_states_loss", "confirm")
    assert problem.params == {"title": title or "G列", "text": text}


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("状态", "有效"),
        ("有效性", "有效"),
        ("生效", "是"),
        ("备注", "未取消"),
        ("注销标志", "否"),
        ("取消日期", ""),
        ("联系人", "已注销"),
        ("备注", "无撤销情形"),
        ("deleted", "FALSE"),
        ("isValid", "1"),
        ("inactive", "0"),
        ("validUntil", "2027-01-01"),
        ("status", "not revoked"),
        ("取消资格", "×"),
        ("登记状态（存续/注销）", "存续（在营、开业、在册）"),
        ("有效", "√"),
        ("经营范围", "解除"),
        ("动态", "参加解除限制的培训"),
        ("证书有效期终止日期", "2027-01-01"),
    ],
)
def test_cell_that_states_no_loss_is_passed_over(title: str, text: str) -> None:
    assert not list(check_stated_losses(roster(title, text), CONTEXT))


@pytest.mark.parametrize(
    ("title", "text", "count"),
    [
        ("是否通过", "否", 1),
        ("是否通过", "是", 0),
        ("企业状态", "吊销", 1),
        ("复核结果", "不通过", 1),
        ("备注", "未被吊销", 0),
        ("合规性", "不合规", 1),
        ("合规性", "合规", 0),
        ("暂停日期", "2025-03-04", 1),
        ("暂停日期", "", 0),
        ("暂停日期", "无", 0),
        ("迁出时间", "2025年3月", 1),
        ("是否降级", "否", 0),
        ("是否降级", "是", 1),
    ],
)
def test_end_of_a_certification_is_to_be_confirmed(title: str, text: str, count: int) -> None:
    assert len(list(check_stated_standing(roster(title, text), CONTEXT))) == count


@pytest.mark.parametrize(
    ("title", "text", "count"),
    [("管理类别", "A", 1), ("管理类别", "AA", 0), ("调整前等级", "一般认证", 0), ("当前等级", "一般认证", 1)],
)
def test_earlier_scale_of_grades_is_understood(title: str, text: str, count: int) -> None:
    assert len(list(check_stated_grades(roster(title, text), CONTEXT))) == count


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("认证等级", "拟高级认证"),
        ("认证等级", "非高级认证企业"),
        ("信用等级", "高级认证（申请中）"),
        ("信用等级", "高级认证企业（整改期）"),
        ("企业等级", "普通"),
        ("状态", "到期"),
        ("状态", "整改中"),
        ("信用状况", "失信"),
        ("信用状况", "一般"),
        ("认证结论", "整改后通过"),
        ("经营状态", "责令关闭"),
        ("status", "9"),
    ],
)
def test_state_that_is_no_word_for_a_certification_in_force_is_to_be_confirmed(title: str, text: str) -> None:
    (problem,) = check_unclear_states(roster(title, text), CONTEXT)
    assert (problem.line, problem.code, problem.severity) == (2, "state_unclear", "confirm")
    assert problem.params == {"title": title, "text": text, "lines": "2"}


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("认证等级", "高级认证企业"),
        ("认证等级", "高级认证企业（AEO）"),
        ("信用等级", "AEO高级认证企业"),
        ("信用等级", "高級認證企業"),
        ("信用等级", "高级认证企业（2019年重新认证）"),
        ("管理类别", "AA"),
        ("纳税信用等级", "B"),
        ("登记状态", "存续（在营、开业、在册）"),
        ("企业状态", "正常"),
        ("企业状态", "正常经营"),
        ("状态", "有效"),
        ("状态", "1"),
        ("状态", "—"),
        ("status", "Active"),
        # Other checks report these.
        ("状态", "已注销"),
        ("信用等级", "一般认证企业"),
    ],
)
def test_state_of_a_certification_in_force_is_clear(title: str, text: str) -> None:
    assert not list(check_unclear_states(roster(title, text), CONTEXT))


def test_state_of_many_rows_is_asked_about_once() -> None:
    rows = [[*ROSTER_HEAD, "状态"], *([*roster_line(number), "待复审"] for number in range(1, 6))]
    (problem,) = check_unclear_states(parse_table([Sheet("名单", rows)], ROSTER_COLUMNS), CONTEXT)
    assert (problem.line, problem.params["lines"]) == (2, "2、3、4、5、6")


def test_grade_of_another_matter_is_no_grade_of_the_customs() -> None:
    assert not list(check_stated_grades(roster("纳税信用等级", "B"), CONTEXT))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("注：带*的企业已取消高级认证资格", 1),
        ("注：标红企业已注销", 1),
        ("说明：第2、3项企业自2026年10月起不再适用高级认证", 1),
        ("注：本名单不含已注销企业", 0),
        ("注：企业如有变更、注销，请及时告知", 0),
        ("注：数据来自企业信用系统", 0),
        ("标黄：一般认证企业", 1),
        ("经办人：王", 0),
    ],
)
def test_note_that_states_a_loss_of_some_rows_is_to_be_confirmed(text: str, count: int) -> None:
    rows = [list(ROSTER_HEAD), list(roster_line(1)), [text]]
    table = parse_table([Sheet("名单", rows)], ROSTER_COLUMNS)
    problems = list(check_notes(states_other_standing)(table, CONTEXT))
    assert [(problem.line, problem.params) for problem in problems] == [(WHOLE_FILE, {"line": 3, "text": text})] * count


@pytest.mark.parametrize(
    ("title", "text", "count"),
    [("信用等级代码", "3", 1), ("操作类型", "D", 1), ("操作类型", "新增", 0), ("状态", "1", 0), ("撤销标识", "0", 0)],
)
def test_code_of_a_state_of_enterprises_is_to_be_confirmed(title: str, text: str, count: int) -> None:
    problems = list(check_unclear_states(roster(title, text), CONTEXT))
    assert [problem.code for problem in problems] == ["state_unclear"] * count


@pytest.mark.parametrize(
    ("title", "text", "count"),
    [
        ("主管海关", "0437", 1),
        ("所属海关代码", "3703", 1),
        ("关区", "机场办事处", 1),
        ("所属海关", "本关", 0),
        ("所属海关", "泉城", 0),
        ("所属海关", "4301（泉城海关）", 0),
        ("海关注册日期", "2020-01-05", 0),
    ],
)
def test_office_that_is_not_clear_is_to_be_confirmed_once(title: str, text: str, count: int) -> None:
    rows = [[*ROSTER_HEAD, title], [*roster_line(1), text], [*roster_line(2), text]]
    problems = list(check_stated_offices(parse_table([Sheet("名单", rows)], ROSTER_COLUMNS), CONTEXT))
    assert [(problem.code, problem.params["lines"]) for problem in problems] == [
        ("stated_office_unclear", "2、3")
    ] * count


def test_short_name_of_another_office_is_to_be_confirmed() -> None:
    (problem,) = check_stated_offices(roster("主管海关", "莱芜"), replace(CONTEXT, offices={"37126": "莱芜海关"}))
    assert (problem.code, problem.params["text"]) == ("other_stated_office", "莱芜")


@pytest.mark.parametrize(
    ("text", "count"), [("一般认证企业", 1), ("失信企业", 1), ("一般信用企业", 1), ("高级认证企业", 0), ("", 0)]
)
def test_other_grade_is_an_error(text: str, count: int) -> None:
    problems = list(check_stated_grades(roster("企业信用等级", text), CONTEXT))
    assert [problem.severity for problem in problems] == ["error"] * count


def test_other_office_is_to_be_confirmed() -> None:
    (problem,) = check_stated_offices(roster("主管海关", "莱芜海关"), CONTEXT)
    assert problem.params == {"title": "主管海关", "text": "莱芜海关", "office": "泉城海关"}
    assert not list(check_stated_offices(roster("主管海关", "济南泉城海关"), CONTEXT))
    assert not list(check_stated_offices(roster("主管海关", "莱芜海关"), Context(today=CONTEXT.today)))


@pytest.mark.parametrize(
    ("title", "text", "count"),
    [
        ("处理结果", "取消资格", 1),
        ("处理结果", "取消高级认证企业资格", 1),
        ("处理结果", "维持高级认证", 0),
        ("备注", "已迁往莱芜", 1),
        ("备注", "2025年迁至青岛", 1),
        ("备注", "未迁往外地", 0),
        ("变更内容", "由高级认证调整为一般认证", 1),
        ("变更内容", "2017年由一般认证升为高级认证", 0),
        ("备注", "证书过期", 1),
        ("备注", "已不符合标准", 1),
        ("备注", "未续期", 1),
        ("企业信用等级", "未认证", 1),
        ("备注", "自2025年5月起按一般企业管理", 1),
        ("备注", "转注册登记企业", 1),
        ("备注", "2019年由一般认证企业升级为高级认证企业", 0),
        ("备注", "原一般认证企业", 0),
        ("备注", "未列入失信企业名单", 0),
        ("备注", "证书已收回", 1),
        ("备注", "证书到期日2028年1月1日", 0),
        ("备注", "主动放弃认证", 1),
        ("说明", "申请已撤回", 1),
        ("备注", "货物退回", 0),
        ("备注", "企业放弃进口业务", 0),
        ("备注", "停用旧印章", 0),
        ("备注", "停用", 1),
        ("备注", "资格被海关撤回", 1),
        ("备注", "证书未收回", 0),
        ("审核意见", "不同意", 1),
        ("审核意见", "不予认定", 1),
        ("等级变更情况", "高级认证→一般认证", 1),
        ("等级变更情况", "一般认证→高级认证", 0),
        ("认证结论", "一般认证", 1),
        ("认证结论", "不予认证", 1),
        ("认证结论", "通过", 0),
        ("备注", "×", 1),
        ("备注", "删", 1),
        ("备注", "√", 0),
        ("是否上市", "×", 0),
        ("备注", "更正前", 1),
        ("类别", "变更前", 1),
        ("备注", "更正后", 0),
        ("备注", "重新认证中", 0),
        ("备注", "认证中", 1),
        ("备注", "并入济南某某集团", 1),
        ("备注", "人员未失联", 0),
        ("状态", "过期", 1),
        ("登记状态", "歇业", 1),
        ("信用等级", "高级认证企业（已过期）", 1),
    ],
)
def test_end_of_a_certification_in_other_words_is_to_be_confirmed(title: str, text: str, count: int) -> None:
    assert len(list(check_stated_standing(roster(title, text), CONTEXT))) == count


@pytest.mark.parametrize(
    ("title", "text", "count"),
    [
        ("有效期", "2025-03-01", 1),
        ("有效期限", "2020-01-01至2023-01-01", 1),
        ("失效日期", "2025-03-01", 1),
        ("证书有效期至", "2025-03-01", 1),
        ("AEO证书到期日", "2025.3.1", 1),
        ("有效期", "2028-03-01", 0),
        ("失效日期", "长期", 0),
        ("营业执照有效期", "2025-03-01", 0),
        ("下次复核日期", "2025-03-01", 0),
    ],
)
def test_last_day_of_a_certification_that_has_passed_is_to_be_confirmed(title: str, text: str, count: int) -> None:
    table = roster(title, text)
    assert [problem.code for problem in check_validity(table, CONTEXT)] == ["row_states_loss"] * count
    assert not list(check_stated_losses(table, CONTEXT))
    assert not [problem for problem in check_certificate_days(table, CONTEXT) if count]


def test_state_of_a_group_of_rows_is_that_of_the_blank_cells_below_it() -> None:
    states = ("新增", "", "取消", "")
    rows = [["类别", *ROSTER_HEAD], *([state, *roster_line(number)] for number, state in enumerate(states, 1))]
    problems = check_stated_losses(parse_table([Sheet("名单", rows)], ROSTER_COLUMNS), CONTEXT)
    assert [problem.line for problem in problems] == [4, 5]


def test_branch_of_another_customs_office_is_to_be_confirmed() -> None:
    (problem,) = check_stated_offices(roster("主管海关", "青岛海关驻济南办事处"), CONTEXT)
    assert problem.code == "other_stated_office"


def test_certificate_that_is_stated_to_have_expired_is_to_be_confirmed() -> None:
    (problem,) = check_certificate_days(roster("证书有效期至", "已过期"), CONTEXT)
    assert (problem.code, problem.params) == ("row_states_loss", {"title": "证书有效期至", "text": "已过期"})


def test_grade_and_office_in_columns_that_are_read_are_looked_at() -> None:
    assert [problem.code for problem in check_stated_grades(roster("认证等级", "一般认证企业"), CONTEXT)] == [
        "other_grade"
    ]
    assert [problem.code for problem in check_stated_offices(roster("所属海关", "莱芜海关"), CONTEXT)] == [
        "other_stated_office"
    ]
