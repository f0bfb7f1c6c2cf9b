"""Rows that are no enterprises are set aside with a reason; every row with content is read or set aside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spreadsheets.columns import BLACKLIST_COLUMNS, ROSTER_COLUMNS, Column
from spreadsheets.problems import SET_ASIDE_REASONS, Note
from spreadsheets.rows import Layout, parse_table, reading_report
from spreadsheets.sheets import Sheet, SheetError
from tests.spreadsheet_files import BLACKLIST_HEAD, ROSTER_HEAD, blacklist_line, roster_line
from tests.spreadsheets.row_tables import FULL_NAME, names, reasons, roster

ID_NUMBER = "370102190001010027"


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


def test_titles_that_go_on_in_a_second_line_are_the_header() -> None:
    parsed = roster(
        ("企业", "统一社会", "海关注册", "认证"),
        ("名称", "信用代码", "编码", "日期"),
        (FULL_NAME, "91370102MAXXXXXXXX", "37016T0001", "2019-07-10"),
    )
    assert (parsed.lines, reasons(parsed)) == ([3], {1: "header", 2: "header"})


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
        (("某", "\u3000" * 5000 + "合计", "1"), "total"),
        (("共2家",), "total"),
        (("", "以上共 2 家企业"), "total"),
        (("历下区小计", "5家"), "total"),
        (("合计（家）", "9"), "total"),
        (("", "计", "9"), "total"),
        (("共计贰家",), "total"),
        (("SUM", "9"), "total"),
        (("其中：新增", "1"), "total"),
        (("# 共3家",), "total"),
        (("小计", "2家", "", "", "金额合计120万"), "total"),
        (("制表人：周", "", "复核：王", "", "2026年10月"), "signature"),
        (("", "审核：", "", "", "负责人（签字）："), "signature"),
        (("填报单位（盖章）：泉城海关",), "signature"),
        (("（盖章）",), "signature"),
        (("以下空白",), "signature"),
        (("科长：", "", "处长："), "signature"),
        (("审签", "周"), "signature"),
        (("经办人", "周", "0531-12345678"), "signature"),
        (("第1页 共1页",), "signature"),
        (("", "", "", "2026年6月30日"), "signature"),
        (("注：以上企业均在有效期内。",), "note"),
        (("", "注：本名单由关税处提供", "", "", "电话：0531-00000000"), "note"),
        (("说明：", "代码以营业执照为准"), "note"),
        (("说明", "本表由关税处提供"), "note"),
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
        (("附件2：取消高级认证企业名单",), "section"),
        (("二、取消企业", "共计", "2", "家"), "section"),
        (("减少：",), "section"),
        (("终止公示",), "section"),
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


def test_row_with_other_separators_is_read() -> None:
    glued = "\t".join(roster_line(2))
    parsed = roster(ROSTER_HEAD, roster_line(1), (glued,), roster_line(3))
    assert parsed.lines == [2, 3, 4]


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


def test_name_of_an_office_below_the_last_row_is_a_signature() -> None:
    parsed = roster(ROSTER_HEAD, roster_line(1), ("", "", "", "泉城海关企业管理处"), ("", "", "", "二〇二六年七月十日"))
    assert reasons(parsed) == {1: "header", 3: "signature", 4: "signature"}


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


def test_table_of_removals_without_names_is_read() -> None:
    head = ("来源编号", "移出日期", "备注")
    rows = [("A1", "2026-01-05", "济南泺岬贸易有限公司"), ("A2", "2026-01-05", ""), ("合计", "", "2条")]
    parsed = names(*rows, head=head)
    assert parsed.cells["source_id"] == ["A1", "A2"]


@pytest.mark.parametrize(
    ("row", "total"),
    [(("合计：5家",), 5), (("合计", "5家"), 5), (("注：本名单共15家企业",), 15), (("合计", "1家"), 0), (("共1页",), 0)],
)
def test_table_with_fewer_rows_than_it_states_has_a_note(row: tuple[str, ...], total: int) -> None:
    notes = roster(ROSTER_HEAD, roster_line(1), row).notes
    assert notes == ([Note("fewer_than_total", {"total": total, "count": 1})] if total else [])


def test_title_that_states_more_enterprises_than_there_are_has_a_note() -> None:
    notes = roster(("泉城海关高级认证企业名单（共15家）",), ROSTER_HEAD, roster_line(1)).notes
    assert notes == [Note("fewer_than_total", {"total": 15, "count": 1})]


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([("第1页 共3页",)], 1),
        ([("打印时间：2026-11-01", "第2页/共2页")], 1),
        ([("第1页 共2页",), ("第2页 共2页",)], 0),
        ([("第1页 共1页",)], 0),
    ],
)
def test_page_of_a_file_with_further_pages_has_a_note(rows: list[tuple[str, ...]], count: int) -> None:
    assert roster(ROSTER_HEAD, roster_line(1), *rows).notes == [Note("one_of_pages")] * count


@pytest.mark.parametrize(
    "text",
    [
        "标*的企业已完成信用修复",
        "带※者为一般认证企业",
        "标红的企业已移出",
        "凡标注▲的单位已注销",
        "第2、5家企业已移出名单",
        "序号3已于2026年3月退出",
    ],
)
def test_text_below_the_rows_about_some_of_them_is_a_note(text: str) -> None:
    assert reasons(names((FULL_NAME, "济南"), (text, ""))) == {1: "header", 3: "note"}
