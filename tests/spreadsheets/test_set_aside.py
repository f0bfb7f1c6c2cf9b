"""Rows that are no enterprises are set aside with a reason; every row with content is read or set aside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spreadsheets.columns import BLACKLIST_COLUMNS, ROSTER_COLUMNS, Column
from spreadsheets.problems import SET_ASIDE_REASONS, Note
from spreadsheets.rows import Layout, Table, parse_table, reading_report
from spreadsheets.sheets import Sheet, SheetError
from spreadsheets.table_checks import LOSS_IN_BLACKLIST, LOSS_IN_ROSTER, check_sections
from tests.spreadsheet_files import BLACKLIST_HEAD, ROSTER_HEAD, blacklist_line, roster_line

FULL_NAME = "济南泺岬贸易有限公司"
ID_NUMBER = "370102190001010027"


def roster(*rows: tuple[str, ...], decisions: dict[int, bool] | None = None) -> Table:
    sheet = Sheet("名单", [list(row) for row in rows])
    return parse_table([sheet], ROSTER_COLUMNS, row_decisions=decisions or {})


def names(*rows: tuple[str, ...], head: tuple[str, ...] = ("主体名称", "所属地区")) -> Table:
    return parse_table([Sheet("名单", [list(head), *map(list, rows)])], BLACKLIST_COLUMNS)


def reasons(table: Table) -> dict[int, str]:
    return {row.line: row.reason for row in table.set_aside}


def test_title_and_header_lines_are_set_aside() -> None:
    parsed = roster(("泉城海关高级认证企业名单",), (), ("截至2026年6月30日",), ROSTER_HEAD, roster_line(1))
    assert parsed.lines == [5]
    assert reasons(parsed) == {1: "title", 3: "title", 4: "header"}


def test_both_lines_of_a_header_are_set_aside_as_header() -> None:
    parsed = roster(
        ("企业名称", "代码", "", "认证日期"),
        ("", "统一社会信用代码", "海关注册编码", ""),
        (FULL_NAME, "91370102MAXXXXXXXX", "37016T0001", "2019-07-10"),
    )
    assert reasons(parsed) == {1: "header", 2: "header"}


def test_row_with_a_code_above_the_header_has_a_reason_of_its_own() -> None:
    parsed = roster(roster_line(2), ROSTER_HEAD, roster_line(1))
    assert reasons(parsed) == {1: "above_header", 2: "header"}


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (("合计", "9家"), "total"),
        (("合　计", "9"), "total"),
        (("", "小计", "3"), "total"),
        (("合计：4家",), "total"),
        (("共2家",), "total"),
        (("", "以上共 2 家企业"), "total"),
        (("历下区小计", "5家"), "total"),
        (("小计", "2家", "", "", "金额合计120万"), "total"),
        (("制表人：周", "", "复核：王", "", "2026年10月"), "signature"),
        (("", "审核：", "", "", "负责人（签字）："), "signature"),
        (("填报单位（盖章）：泉城海关",), "signature"),
        (("（盖章）",), "signature"),
        (("以下空白",), "signature"),
        (("第1页 共1页",), "signature"),
        (("", "", "", "2026年6月30日"), "signature"),
        (("注：以上企业均在有效期内。",), "note"),
        (("", "注：本名单由关税处提供", "", "", "电话：0531-00000000"), "note"),
        (("说明：", "代码以营业执照为准"), "note"),
        (("数据来源：关税处",), "note"),
        (("数据截至2026年6月30日",), "note"),
        (("以上名单如有变动，另行通知",), "note"),
        (("Note: as of 30 June",), "note"),
        (("註：以上",), "note"),
        (("合計：1家",), "total"),
        (("", "Total: 3"), "total"),
        (("製表人：周",), "signature"),
        (("", "Prepared by: Zhou"), "signature"),
        (ROSTER_HEAD, "repeated_header"),
        (("", "企业名称", "社会信用代码"), "repeated_header"),
        (("1", "2", "3", "4", "5", "6"), "column_numbers"),
        (("（1）", "（2）", "（3）", "（4）", "（5）", "（6）"), "column_numbers"),
        (("甲", "乙", "1", "2", "3", "4"), "column_numbers"),
        (("①", "②", "③", "④"), "column_numbers"),
        (("12",), "unfilled"),
        (("—", "—", "—"), "unfilled"),
        (("一、新增高级认证企业（3家）",), "section"),
        (("（二）移出",), "section"),
        (("二", "取消高级认证资格企业"), "section"),
        (("取消资格企业名单",), "section"),
        (("历下区",), "section"),
        (("附：以下企业已不再适用高级认证",), "section"),
        (("（下列单位已退出）",), "section"),
        (("", "已取消"), "section"),
        (("★★重点",), "other"),
    ],
)
def test_row_of_a_roster_that_is_no_enterprise_is_set_aside(cells: tuple[str, ...], reason: str) -> None:
    lines = [roster_line(serial) for serial in range(1, 5)]
    parsed = roster(("泉城海关名单",), ROSTER_HEAD, *lines, cells, roster_line(5))
    assert parsed.lines == [3, 4, 5, 6, 8]
    assert reasons(parsed) == {1: "title", 2: "header", 7: reason}


@pytest.mark.parametrize(
    "cells",
    [
        ("", "（必填）", "（18位）", "（10位）", "（yyyy-mm-dd）"),
        ("", "请填写企业全称", "18位代码", "10位编码", "如2019-07-10"),
        ("", "ENT_NAME", "USCC", "CUSTOMS_CODE", "CERT_DATE"),
        ("示例", FULL_NAME, "91370102MAXXXXXXXX", "37016T0009", "2019-07-10"),
    ],
)
def test_line_of_hints_under_the_header_is_set_aside(cells: tuple[str, ...]) -> None:
    parsed = roster(ROSTER_HEAD, cells, roster_line(1))
    assert parsed.lines == [3]
    assert reasons(parsed)[2] == "hint"


def test_further_points_of_a_note_are_notes() -> None:
    points = [("填报说明：", "1、名称应与营业执照一致"), ("", "2、编码为十位"), ("", "3、日期如2019-07-10")]
    parsed = roster(ROSTER_HEAD, roster_line(1), *points, ("", "4、某某有限公司"))
    assert reasons(parsed) == {1: "header", 3: "note", 4: "note", 5: "note"}


def test_title_repeated_on_the_next_printed_page_is_a_title() -> None:
    parsed = roster(
        ("泉城海关高级认证企业名单（第1页）",),
        ROSTER_HEAD,
        roster_line(1),
        ("泉城海关高级认证企业名单（第2页）",),
        ROSTER_HEAD,
        roster_line(2),
    )
    assert reasons(parsed) == {1: "title", 2: "header", 4: "title", 5: "repeated_header"}
    assert not parsed.sections


@pytest.mark.parametrize(
    "name",
    [
        "数据湾（济南）科技有限公司",
        "联系通信息技术有限公司",
        "说明书印刷有限公司",
        "注安工程咨询有限公司",
        "审核通认证有限公司",
        "制表科技有限公司",
        "截至目前餐饮有限公司",
        "合计通财务有限公司",
        "备注商行",
        "以上海味道餐厅",
        "以上品牌",
        "数据湾",
        "第一印刷厂",
        "一品香食品",
        "日期食品店",
        "区县联合酒业",
    ],
)
def test_name_that_begins_like_a_note_is_read_as_an_entry(name: str) -> None:
    for others in ((), ("济南泺岬实业有限公司",), (FULL_NAME, "泺岬商行", "泺岬酒店")):
        parsed = names(*((other,) for other in others), (name, "济南"), (name,))
        assert parsed.cells["name"] == [*others, name, name]


@pytest.mark.parametrize(
    "cells",
    [
        ("合计", "9家"),
        ("注：以上企业均已核实",),
        ("填表人：周", "复核：王"),
        ("以下空白",),
        ("共2家",),
        ("主体名称", "所属地区"),
        ("二、移出名单",),
        ("失信企业名单（续表）",),
    ],
)
def test_row_of_a_list_of_names_that_is_no_entry_is_set_aside(cells: tuple[str, ...]) -> None:
    parsed = names((FULL_NAME, "济南"), ("泺岬商行",), ("沅溪",), ("万泉广场",), cells)
    assert parsed.lines == [2, 3, 4, 5]
    assert 6 in reasons(parsed)


def test_blacklist_entry_with_a_note_in_another_column_is_read() -> None:
    lines = [blacklist_line("沅溪", document="审核：通过"), blacklist_line("万泉广场", document="注：已核")]
    parsed = names(*lines, head=BLACKLIST_HEAD)
    assert parsed.cells["name"] == ["沅溪", "万泉广场"]


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
    [("（二）移出", [5]), ("二、已修复的失信主体", [5]), ("二、失信主体", []), ("二、续列", [])],
)
def test_entry_below_a_title_that_states_a_removal_is_to_be_confirmed(title: str, lines: list[int]) -> None:
    rows = [BLACKLIST_HEAD, ("（一）新增失信主体",), blacklist_line(FULL_NAME), (title,), blacklist_line("泺岬商行")]
    parsed = parse_table([Sheet("名单", list(map(list, rows)))], BLACKLIST_COLUMNS)
    problems = list(check_sections(LOSS_IN_BLACKLIST)(parsed, None))
    assert [problem.line for problem in problems] == lines
    assert all(problem.severity == "confirm" for problem in problems)


@pytest.mark.parametrize("title", ["二、取消高级认证资格企业", "一般认证企业（1家）", "（二）失信企业", "降级企业名单"])
def test_enterprise_below_a_title_that_states_a_loss_is_to_be_confirmed(title: str) -> None:
    parsed = roster(ROSTER_HEAD, ("一、高级认证企业",), roster_line(1), (title,), roster_line(2))
    assert [problem.line for problem in check_sections(LOSS_IN_ROSTER)(parsed, None)] == [5]


def test_name_of_the_sheet_that_states_a_loss_is_a_section_of_all_rows() -> None:
    sheet = Sheet("移出名单", [list(BLACKLIST_HEAD), list(blacklist_line(FULL_NAME))])
    assert parse_table([sheet], BLACKLIST_COLUMNS).sections == {2: "移出名单"}


def test_section_title_may_be_a_title_of_a_column() -> None:
    parsed = roster(ROSTER_HEAD, ("高级认证企业（1家）",), roster_line(1), ("★ 暂停适用",), roster_line(2))
    assert parsed.sections == {3: "高级认证企业(1家)", 5: "★暂停适用"}


def test_name_of_an_office_below_the_last_row_is_a_signature() -> None:
    parsed = roster(ROSTER_HEAD, roster_line(1), ("", "", "", "泉城海关企业管理处"), ("", "", "", "二〇二六年七月十日"))
    assert reasons(parsed) == {1: "header", 3: "signature", 4: "signature"}


def test_numbered_section_without_rows_stays_a_section() -> None:
    parsed = roster(ROSTER_HEAD, ("一、新增企业",), roster_line(1), ("二、取消企业",), ("无",))
    assert reasons(parsed)[4] == "section"


def test_section_title_above_the_header_begins_the_first_section() -> None:
    parsed = roster(("一、新增名单",), ROSTER_HEAD, roster_line(1), ("二、续期名单",), ROSTER_HEAD, roster_line(2))
    assert parsed.sections == {3: "一、新增名单", 6: "二、续期名单"}
    assert reasons(parsed) == {1: "title", 2: "header", 4: "section", 5: "repeated_header"}


def test_rows_below_a_header_with_other_columns_are_another_table() -> None:
    head = ("序号", "企业名称", "统一社会信用代码", "海关注册编码", "取消日期", "注册地址")
    swapped = ("企业名称", "序号", *ROSTER_HEAD[2:])
    for other in (head, swapped, ("海关注册编码", "企业名称", "统一社会信用代码")):
        parsed = roster(ROSTER_HEAD, roster_line(1), other, roster_line(2), roster_line(3), ROSTER_HEAD, roster_line(4))
        assert parsed.lines == [2, 7]
        assert [row.reason for row in parsed.set_aside] == [
            "header",
            "repeated_header",
            "other_table",
            "other_table",
            "repeated_header",
        ]
        assert parsed.notes == [Note("other_table", {"line": 4, "count": 2, "header_line": 1})]


def test_small_table_below_the_entries_is_set_aside() -> None:
    rest = [("区县", "数量"), ("历下区", "3"), ("其他", "略")]
    parsed = names(blacklist_line(FULL_NAME), blacklist_line("沅溪"), *rest, head=BLACKLIST_HEAD)
    assert parsed.cells["name"] == [FULL_NAME, "沅溪"]
    assert [row.line for row in parsed.set_aside] == [1, 4, 5, 6]


@pytest.mark.parametrize(
    ("text", "reason"), [("二、取消资格企业", "section"), ("注：以上均已核实", "note"), ("合计", "total")]
)
def test_text_over_merged_cells_may_stand_in_each_of_them(text: str, reason: str) -> None:
    parsed = roster(ROSTER_HEAD, *map(roster_line, range(1, 6)), (text,) * 6, roster_line(6))
    assert reasons(parsed)[7] == reason


def test_repeated_header_may_name_its_columns_otherwise() -> None:
    parsed = roster(ROSTER_HEAD, roster_line(1), ("序号", "单位名称", "社会信用代码", "", "认证时间"), roster_line(2))
    assert parsed.lines == [2, 4]


def test_repeated_header_has_the_columns_that_a_person_set() -> None:
    head = ["企业名称", "字号", "海关注册编码", "认证日期"]
    rows = [["略", FULL_NAME, "37016T0001", "2019-07-10"], ["略", "济南澜汀贸易有限公司", "37016T0002", "2019-07-10"]]
    layout = Layout("名单", 1, {"name": "B", "customs_code": "C", "certified_on": "D"})
    parsed = parse_table([Sheet("名单", [head, rows[0], head, rows[1]])], ROSTER_COLUMNS, layout=layout)
    assert parsed.lines == [2, 4]


def test_hints_below_a_repeated_header_are_set_aside() -> None:
    hints = ("", "（全称）", "（18位）", "（10位）", "（年-月-日）")
    lines = [roster_line(serial) for serial in range(1, 6)]
    parsed = roster(ROSTER_HEAD, hints, *lines, ROSTER_HEAD, hints, roster_line(6))
    assert [row.reason for row in parsed.set_aside] == ["header", "hint", "repeated_header", "hint"]


def test_rows_with_codes_above_the_header_are_noted() -> None:
    parsed = roster(roster_line(2), roster_line(3), ROSTER_HEAD, roster_line(1))
    assert parsed.notes == [Note("rows_above_header", {"line": 1, "count": 2, "header_line": 3})]


def test_row_of_a_table_to_the_right_is_a_side_table() -> None:
    rest = [("", "", "", "", "", "", "", "历下区", "3"), ("", "", "", "", "", "", "", "市中区", "5")]
    parsed = roster((*ROSTER_HEAD, "", "区县", "数量"), roster_line(1), *rest)
    assert [row.reason for row in parsed.set_aside] == ["header", "side_table", "side_table"]


@pytest.mark.parametrize(
    "name",
    [
        "Yuanzhi Heavy Industries (Shandong) Manufacturing Company of the East and West",
        "济南泺岬贸易有限公司、济南澜汀贸易有限公司",
        "济南泺岬贸易有限公司，济南澜汀实业集团有限公司",
        "李镇",
        "济南虚构区福利企业",
    ],
)
def test_only_text_of_a_row_that_may_be_a_name_is_read(name: str) -> None:
    lines = [blacklist_line(f"济南泺岬{number}有限公司") for number in range(4)]
    assert names((FULL_NAME,), (FULL_NAME,), (FULL_NAME,), (name,)).cells["name"][-1] == name
    assert names(*lines, (name,), head=BLACKLIST_HEAD).cells["name"][-1] == name


def test_layout_may_name_a_column_beyond_the_titles() -> None:
    layout = Layout("名单", 1, {"name": "A", "uscc": "B", "customs_code": "C", "certified_on": "D", "address": "H"})
    sheet = Sheet("名单", [["名单"], list(roster_line(1)[1:]), ["合计", "1家"], ["名单"]])
    parsed = parse_table([sheet], ROSTER_COLUMNS, layout=layout)
    assert parsed.lines == [2]


def test_natural_person_is_not_shown_in_a_row_that_a_person_set_aside() -> None:
    lines = [blacklist_line("李沅溪"), blacklist_line(FULL_NAME)]
    sheet = Sheet("名单", [list(BLACKLIST_HEAD), *map(list, lines)])
    report = reading_report(parse_table([sheet], BLACKLIST_COLUMNS, row_decisions={2: False}), BLACKLIST_COLUMNS)
    assert "李沅溪" not in str(report)


def test_person_can_decide_that_a_row_is_an_enterprise() -> None:
    note = ("注：以上",)
    parsed = roster(ROSTER_HEAD, roster_line(1), note, roster_line(2), decisions={3: True})
    assert parsed.lines == [2, 3, 4]
    assert len(parsed.raw[1]) == len(ROSTER_HEAD)


def test_person_can_decide_that_a_row_above_the_header_is_an_enterprise() -> None:
    parsed = roster(roster_line(2), ROSTER_HEAD, roster_line(1), decisions={1: True})
    assert parsed.lines == [1, 3]


def test_person_can_decide_that_a_row_is_no_enterprise() -> None:
    parsed = roster(ROSTER_HEAD, *map(roster_line, range(1, 7)), ("合计",), decisions={6: False, 8: False})
    assert reasons(parsed) == {1: "header", 6: "decided", 8: "total"}


def test_every_object_of_json_is_a_row_unless_a_person_decides_otherwise() -> None:
    rows = [["name", "uscc"], ["合计", ""], ["注：无", ""], ["", ""]]
    sheet = Sheet("JSON", rows, is_data=True)
    assert parse_table([sheet], BLACKLIST_COLUMNS).lines == [2, 3, 4]
    parsed = parse_table([sheet], BLACKLIST_COLUMNS, row_decisions={3: False})
    assert (parsed.lines, reasons(parsed)) == ([2, 4], {3: "decided"})


def test_resident_id_is_masked_in_a_row_that_is_set_aside() -> None:
    parsed = roster(
        ("负责人" + ID_NUMBER,), ROSTER_HEAD, roster_line(1), ("注：" + ID_NUMBER,), ("联系人：", ID_NUMBER)
    )
    assert ID_NUMBER not in str(parsed.set_aside)


def test_reading_report_counts_and_lists_the_rows_set_aside() -> None:
    parsed = roster(
        ("名单",), ROSTER_HEAD, roster_line(1), roster_line(2), ("合计", "2家"), ("制表人：周某某 电话：0531",)
    )
    report = reading_report(parsed, ROSTER_COLUMNS)
    assert (report["rows_in_file"], report["rows_read"], report["rows_set_aside"]) == (6, 2, 4)
    assert report["set_aside_reasons"] == {"title": 1, "header": 1, "total": 1, "signature": 1}
    assert report["set_aside"][2] == {"line": 5, "reason": "total", "text": "合计　2家"}
    assert "周" not in report["set_aside"][3]["text"]


def test_natural_person_is_not_shown_in_a_row_above_the_header() -> None:
    rows = [blacklist_line("李沅溪"), BLACKLIST_HEAD, blacklist_line(FULL_NAME)]
    parsed = parse_table([Sheet("名单", list(map(list, rows)))], BLACKLIST_COLUMNS)
    assert "李沅溪" not in str(reading_report(parsed, BLACKLIST_COLUMNS))


def test_reading_report_shortens_and_limits_the_rows_set_aside() -> None:
    parsed = roster(ROSTER_HEAD, roster_line(1), *[("注：" + "长" * 500,)] * 600)
    report = reading_report(parsed, ROSTER_COLUMNS)
    assert (report["rows_set_aside"], len(report["set_aside"])) == (601, 500)
    assert all(len(row["text"]) < 100 for row in report["set_aside"])


LINES: st.SearchStrategy[tuple[str, ...]] = st.one_of(
    st.sampled_from(
        [
            (),
            ("", " "),
            ROSTER_HEAD,
            BLACKLIST_HEAD,
            ("合计", "3家"),
            ("注：以上",),
            ("制表人：周",),
            ("一、新增",),
            ("1", "2", "3", "4", "5", "6"),
            ("—",),
            (FULL_NAME,),
            ("数据湾", "济南"),
        ]
    ),
    st.integers(1, 9).map(roster_line),
    st.lists(st.text(alphabet="合计注：数据一、（）0公司 \u3000-", max_size=6), max_size=8).map(tuple),
)


@pytest.mark.parametrize("columns", [ROSTER_COLUMNS, BLACKLIST_COLUMNS])
@given(lines=st.lists(LINES, max_size=12), decisions=st.dictionaries(st.integers(1, 14), st.booleans(), max_size=3))
def test_every_row_with_content_is_read_or_set_aside_once(
    columns: tuple[Column, ...], lines: list[tuple[str, ...]], decisions: dict[int, bool]
) -> None:
    rows = [list(line) for line in lines]
    try:
        parsed = parse_table([Sheet("名单", rows)], columns, row_decisions=decisions)
    except SheetError:
        return
    expected = [line for line, cells in enumerate(rows, start=1) if any(cell.strip() for cell in cells)]
    assert sorted([*parsed.lines, *(row.line for row in parsed.set_aside)]) == expected
    assert {row.reason for row in parsed.set_aside} <= SET_ASIDE_REASONS.keys()
    assert parsed.lines == sorted(parsed.lines)
    assert all(line not in parsed.lines for line, is_row in decisions.items() if not is_row)
    assert all(line in parsed.lines for line, is_row in decisions.items() if is_row and line in expected)


def test_row_of_hints_is_not_mistaken_for_a_name_with_such_a_word() -> None:
    assert names(("数字泉城",), ("汉字文化",), ("（全称）",)).cells["name"] == ["数字泉城", "汉字文化"]


def test_table_of_removals_without_names_is_read() -> None:
    head = ("来源编号", "移出日期", "备注")
    rows = [("A1", "2026-01-05", "济南泺岬贸易有限公司"), ("A2", "2026-01-05", ""), ("合计", "", "2条")]
    parsed = names(*rows, head=head)
    assert parsed.cells["source_id"] == ["A1", "A2"]


NAME_WORDS = st.sampled_from(
    [
        *(
            "数据湾",
            "联系通",
            "注安",
            "说明书",
            "审核通",
            "合计",
            "截至",
            "备注",
            "共赢",
            "小计",
            "附属",
            "以上",
            "本表",
        ),
        *(
            "制表",
            "复核",
            "经办人",
            "名单",
            "认证",
            "新增",
            "取消",
            "移出",
            "失信",
            "第二批",
            "区县",
            "（三）",
            "360",
            "盖章",
        ),
    ]
)
NAMES = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["济南", "山东", "历下区", ""]),
        NAME_WORDS,
        st.sampled_from(["科技", "印刷", "食品", "机械设备"]),
        st.sampled_from(["有限公司", "厂", "网吧", "分部", "加油站", "特殊普通合伙", "Co., Ltd."]),
    ),
)


@given(name=NAMES)
def test_name_of_note_like_words_beside_other_cells_is_read(name: str) -> None:
    lines = [blacklist_line(f"济南泺岬{serial}有限公司") for serial in range(4)]
    assert names(*lines, blacklist_line(name), head=BLACKLIST_HEAD).cells["name"][-1] == name
    assert names((FULL_NAME,), (FULL_NAME,), (FULL_NAME,), (name, "济南")).cells["name"][-1] == name


@pytest.mark.parametrize(
    "title", ["附：以下企业已不再适用高级认证", "（下列单位已退出）", "被撤销的企业名单如下：", "取消："]
)
def test_row_below_a_sentence_that_states_a_loss_is_reported(title: str) -> None:
    parsed = roster(ROSTER_HEAD, roster_line(1), ("", title), roster_line(2))
    assert [problem.line for problem in check_sections(LOSS_IN_ROSTER)(parsed, None)] == [4]


@pytest.mark.parametrize("name", ["截至科技Co., Ltd.", "数据湾科技CO.,LTD", "注明科技Co. Ltd"])
def test_english_name_of_note_like_words_is_read(name: str) -> None:
    lines = [blacklist_line(f"济南泺岬{serial}有限公司") for serial in range(4)]
    assert names(*lines, blacklist_line(name), head=BLACKLIST_HEAD).cells["name"][-1] == name
