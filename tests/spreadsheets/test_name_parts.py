"""The column of names holds only names: other parts go to their columns, and several names become several rows."""

import pytest

from spreadsheets.columns import BLACKLIST_COLUMNS, ROSTER_COLUMNS, Column
from spreadsheets.name_parts import take_names_apart
from spreadsheets.rows import Table, parse_table
from spreadsheets.sheets import Sheet
from tests.spreadsheet_files import uscc_of

NAME, OTHER = "济南泺岬贸易有限公司", "济南岬澜实业有限公司"
HEAD = ("主体名称", "曾用名", "统一社会信用代码", "来源编号", "文号")
ROSTER_HEAD = ("企业名称", "统一社会信用代码", "海关注册编码", "认证日期")


def read(
    *rows: tuple[str, ...], head: tuple[str, ...] = HEAD, columns: tuple[Column, ...] = BLACKLIST_COLUMNS
) -> tuple[Table, list[str]]:
    """Return the table after the names were taken apart, and the codes of the problems."""
    sheet = Sheet("名单", [list(head), *(list(row) for row in rows)])
    table, problems = take_names_apart(parse_table([sheet], columns), columns)
    return table, [problem.code for problem in problems]


def test_plain_names_stay_without_problem() -> None:
    table, codes = read((NAME, "", uscc_of(1)), (OTHER,), ("济南一、二饭店",))
    assert (table.cells["name"], codes) == ([NAME, OTHER, "济南一、二饭店"], [])


def test_remark_numbering_and_count_leave_the_name() -> None:
    table, codes = read((f"1.{NAME}（外商独资）等3家",))
    assert table.cells["name"] == [NAME]
    assert codes == ["name_with_remark", "name_with_others"]


@pytest.mark.parametrize(
    "remark",
    [
        *(
            "（已取消）",
            "（一般认证）",
            "（公示中）",
            "（培育）",
            "（申请中）",
            "[停]",
            "（已迁出济南）",
            "（待复核）",
            "-已取消",
        ),
        *(
            "/已注销",
            "（拟退出）",
            "（撤）",
            "（原高级认证企业）",
            "（迁往青岛）",
            "（2025年取消）",
            "取消",
            "（一般）",
        ),
        *("（删除）", "（除外）", "（作废）", "（不再适用）", "（待定）", "（已于2025年3月终止认证）"),
    ],
)
def test_remark_against_an_enterprise_is_to_be_confirmed(remark: str) -> None:
    row = (f"{NAME}{remark}", uscc_of(1), "37016T0001", "2020-03-02")
    table, codes = read(row, head=ROSTER_HEAD, columns=ROSTER_COLUMNS)
    assert (table.cells["name"], codes) == ([NAME], ["name_states_loss"])


@pytest.mark.parametrize(
    ("remark", "code"),
    [
        ("（已移出）", "name_states_loss"),
        ("（已修复）", "name_states_loss"),
        ("-已移出", "name_states_loss"),
        ("（已注销）", "name_with_remark"),
        ("（外商独资）", "name_with_remark"),
        ("（新增）", "name_with_remark"),
        ("（作废）", "name_states_loss"),
        ("（重复）", "name_with_remark"),
        (".", "name_with_remark"),
        ("及其分公司", "name_with_others"),
    ],
)
def test_remark_against_an_entry_is_to_be_confirmed(remark: str, code: str) -> None:
    table, codes = read((f"{NAME}{remark}",))
    assert (table.cells["name"], codes) == ([NAME], [code])


@pytest.mark.parametrize("mark", ["//", "--", "#"])
def test_row_that_was_put_out_of_use_is_to_be_confirmed(mark: str) -> None:
    table, codes = read((f"{mark}{NAME}",))
    assert (table.cells["name"], codes) == ([NAME], ["name_states_loss"])


@pytest.mark.parametrize("mark", ["*", "△", "★"])
def test_mark_before_a_name_leaves_it(mark: str) -> None:
    table, codes = read((f"{mark}{NAME}",))
    assert (table.cells["name"], codes) == ([NAME], ["name_with_remark"])


@pytest.mark.parametrize(
    "name", ["济南泺岬新（香港）有限公司", "济南AEO咨询有限公司", "济南泺岬修复科技有限公司", "济南停云有限公司"]
)
def test_word_of_a_remark_inside_a_name_stays(name: str) -> None:
    table, codes = read((name,))
    assert (table.cells["name"], codes) == ([name], [])


def test_code_in_the_name_goes_to_its_column() -> None:
    table, codes = read((f"{NAME}（{uscc_of(1)}）",), (f"{OTHER}（组织机构代码：MAYMLALA6）",))
    assert (table.cells["uscc"], table.cells["org_code"]) == ([uscc_of(1), ""], ["", "MAYMLALA6"])
    assert codes == ["name_with_code"] * 2


def test_code_in_the_name_does_not_replace_another_code() -> None:
    table, codes = read((f"{NAME}（{uscc_of(1)}）", "", uscc_of(2)))
    assert (table.cells["name"], table.cells["uscc"]) == ([NAME], [uscc_of(2)])
    assert codes == ["two_codes"]


def test_former_name_goes_to_the_column_of_other_names() -> None:
    table, codes = read((f"{NAME}（原{OTHER}）", "济南旧称厂"))
    assert (table.cells["name"], table.cells["other_names"]) == ([NAME], [f"济南旧称厂、{OTHER}"])
    assert codes == ["name_with_other"]


def test_person_in_the_name_is_in_no_cell_and_no_problem() -> None:
    sheet = Sheet("名单", [list(HEAD), [f"{NAME}（法定代表人：某某某）"]])
    table, problems = take_names_apart(parse_table([sheet], BLACKLIST_COLUMNS), BLACKLIST_COLUMNS)
    assert "某某某" not in str((table, problems))
    assert [problem.code for problem in problems] == ["name_with_person"]


def test_several_names_become_rows_of_the_same_line() -> None:
    table, codes = read((OTHER, "", "", "", "1号"), (f"{NAME}、{OTHER}（已注销）", "", "", "", "2号"), ("济南岬岬厂",))
    assert table.cells["name"] == [OTHER, NAME, OTHER, "济南岬岬厂"]
    assert table.cells["document_number"] == ["1号", "2号", "2号", ""]
    assert (table.lines, table.parts) == ([2, 3, 3, 4], [0, 0, 1, 0])
    assert codes == ["names_separated", "name_with_remark"]


def test_several_names_take_as_many_codes_in_their_order() -> None:
    table, codes = read((f"{NAME}；{OTHER}", "", f"{uscc_of(1)}；{uscc_of(2)}"))
    assert list(zip(table.cells["name"], table.cells["uscc"], strict=True)) == [(NAME, uscc_of(1)), (OTHER, uscc_of(2))]
    assert codes == ["names_separated"]


def test_several_names_with_one_code_are_refused() -> None:
    table, codes = read((f"{NAME}、{OTHER}", "", uscc_of(1)))
    assert (table.cells["name"], codes) == ([f"{NAME}、{OTHER}"], ["several_names"])


def test_several_names_of_one_record_stay_one_row() -> None:
    table, codes = read((f"{NAME}、{OTHER}", "", "", "S1"))
    assert (table.cells["name"], codes) == ([f"{NAME}、{OTHER}"], ["names_in_record"])


def test_absent_fields_follow_their_rows() -> None:
    rows = [["name", "uscc"], [f"{NAME}、{OTHER}", ""], [NAME, "\x1a"]]
    parsed = parse_table([Sheet("JSON", rows)], BLACKLIST_COLUMNS)
    parsed.absent["uscc"] = {1}
    assert take_names_apart(parsed, BLACKLIST_COLUMNS)[0].absent == {"uscc": {2}}


@pytest.mark.parametrize(
    ("name", "understood", "code"),
    [
        (f"{NAME}（自然人独资）", NAME, "name_with_remark"),
        (f"{NAME}（原{OTHER}）", f"{NAME}（曾用名：{OTHER}）", "name_with_other"),
        (f"{NAME}、{OTHER}", f"{NAME}、{OTHER}", "several_names"),
    ],
)
def test_roster_row_has_one_name(name: str, understood: str, code: str) -> None:
    row = (name, uscc_of(1), "37016T0001", "2020-03-02")
    table, codes = read(row, head=ROSTER_HEAD, columns=ROSTER_COLUMNS)
    assert (table.cells["name"], codes) == ([understood], [code])


@pytest.mark.parametrize(
    "text",
    [
        *(
            f"{NAME}、庄沅漪",
            f"庄沅漪、{NAME}",
            f"{NAME} 庄沅漪",
            f"{NAME}庄沅漪",
            f"{NAME}（庄沅漪）",
            f"庄沅漪（{NAME}）",
        ),
        *(f"{NAME}/庄沅漪", f"{NAME}；庄沅漪等2人", f"{NAME}\n庄沅漪", f"{NAME}-庄沅漪", f"{NAME}，法定代表人庄沅漪"),
        *(f"{NAME}（经营者：庄沅漪）", f"{NAME}、庄沅漪先生", f"{NAME}、尼加提·艾合买提"),
    ],
)
@pytest.mark.parametrize("columns", [BLACKLIST_COLUMNS, ROSTER_COLUMNS])
def test_enterprise_beside_a_person_is_read_without_the_person(text: str, columns: tuple[Column, ...]) -> None:
    """Nothing of the person is in a cell or in a problem."""
    is_blacklist = columns is BLACKLIST_COLUMNS
    row = [text, "", "", "", "1号"] if is_blacklist else [text, uscc_of(1), "3701600001"]
    head = HEAD if is_blacklist else ROSTER_HEAD
    table = parse_table([Sheet("名单", [list(head), row])], columns)
    apart, problems = take_names_apart(table, columns)
    assert apart.cells["name"] == [NAME]
    assert [problem.code for problem in problems] == ["name_with_person"]
    assert not [part for part in ("庄沅漪", "艾合买提") if part in str((table, apart, problems))]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "济南明湖、泉城饭店",
            "济南泺岬贸易有限公司历下店",
            "济南泺岬贸易有限公司高新区分公司",
            "张三丰（济南）餐饮有限公司",
        ),
        *("济南泺岬贸易有限公司工会", "王府井百货", "济南王麻子剪刀厂", "李宁（中国）体育用品有限公司"),
    ],
)
def test_enterprise_with_a_part_like_a_name_stays_whole(text: str) -> None:
    table, codes = read((text,))
    assert (table.cells["name"], codes) == ([text], [])
