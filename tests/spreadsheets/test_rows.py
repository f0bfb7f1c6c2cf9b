"""Finding and reading the table of a sheet: header, columns, days, notes, and masked ID numbers."""

from collections.abc import Sequence
from datetime import date

import pytest

from spreadsheets.columns import BLACKLIST_COLUMNS, ROSTER_COLUMNS, Column, letter_of
from spreadsheets.days import parse_day
from spreadsheets.problems import Note
from spreadsheets.rows import Table, parse_table, reading_report
from spreadsheets.sheets import Sheet, SheetError
from tests.spreadsheet_files import ROSTER_HEAD, roster_line


def table(*rows: tuple[str, ...]) -> Table:
    return parse_table([Sheet("名单", [list(row) for row in rows])], ROSTER_COLUMNS)


def test_titles_above_and_notes_below_are_not_read_as_rows() -> None:
    parsed = table(
        ("泉城海关高级认证企业名单",),
        ("截至2026年6月30日",),
        ROSTER_HEAD,
        roster_line(1),
        (),
        roster_line(2),
        ("合计：2家",),
        ("注：以上企业均在有效期内。",),
    )
    assert parsed.header_line == 3
    assert parsed.lines == [4, 6]


def test_columns_are_found_in_any_order_by_any_alias() -> None:
    parsed = table(
        ("海关备案编码\n（10位）", "证书日期", "单位名称", "社会信用代码", "电话"),
        ("37016T0001", "2019.7.10", "某某公司", "91370102MAXXXXXXXX", "0531"),
    )
    assert parsed.columns == {"customs_code": "A", "certified_on": "B", "name": "C", "uscc": "D"}
    assert parsed.cells["certified_on"] == ["2019-07-10"]
    assert parsed.raw[0][4] == "0531"


def test_table_without_needed_columns_names_them() -> None:
    with pytest.raises(SheetError) as refused:
        table(("企业名称", "电话"), ("某某公司", "0531"))
    assert refused.value.code == "columns_missing"
    assert refused.value.params == {"sheet": "", "line": 1, "columns": ["customs_code", "certified_on"]}


def test_header_without_rows_is_an_error() -> None:
    with pytest.raises(SheetError, match="no_rows"):
        table(ROSTER_HEAD, ("", "", ""), ("注：无",))


def test_header_in_two_lines_is_merged() -> None:
    """企业名称 spans both lines, 代码 spans two columns that have their own titles in the second line."""
    parsed = table(
        ("高级认证企业名单",),
        ("企业名称", "代码", "", "认证日期"),
        ("", "统一社会信用代码", "海关注册编码", ""),
        ("某某公司", "91370102MAXXXXXXXX", "37016T0001", "2019-07-10"),
    )
    assert parsed.header_line == 3
    assert parsed.columns == {"name": "A", "uscc": "B", "customs_code": "C", "certified_on": "D"}
    assert parsed.lines == [4]


def test_sheet_with_the_table_is_found_and_noted() -> None:
    cover = Sheet("封面", [["二〇二六年名单"], ["共2家"]])
    roster = Sheet("名单", [list(ROSTER_HEAD), list(roster_line(1))])
    parsed = parse_table([cover, roster], ROSTER_COLUMNS)
    assert parsed.sheet == "名单"
    assert parsed.notes == [Note("other_sheets", {"sheet": "名单", "others": ["封面"]})]


@pytest.mark.parametrize("above", [[], [["高级认证企业名单"]]])
@pytest.mark.parametrize("columns", [ROSTER_COLUMNS, BLACKLIST_COLUMNS])
@pytest.mark.parametrize("count", [1, 2, 12])
def test_table_with_its_titles_in_a_column_is_refused(
    above: list[list[str]], columns: Sequence[Column], count: int
) -> None:
    rows = zip(ROSTER_HEAD, *map(roster_line, range(count)), strict=True)
    with pytest.raises(SheetError, match="transposed") as refused:
        parse_table([Sheet("名单", [*above, *map(list, rows)])], columns)
    assert refused.value.params["letter"] == "A"


def test_sheet_that_explains_the_titles_of_another_one_is_no_table() -> None:
    guide = Sheet("填写说明", [["企业名称", "营业执照上的名称"], ["统一社会信用代码", "18位"], ["认证日期", "年月日"]])
    roster = Sheet("名单", [list(ROSTER_HEAD), list(roster_line(1))])
    assert parse_table([guide, roster], ROSTER_COLUMNS).lines == [2]


def test_two_visible_sheets_with_tables_are_an_error() -> None:
    rows = [list(ROSTER_HEAD), list(roster_line(1))]
    with pytest.raises(SheetError, match="several_tables") as refused:
        parse_table([Sheet("一季度", rows), Sheet("二季度", rows)], ROSTER_COLUMNS)
    assert refused.value.params == {"sheets": ["一季度", "二季度"], "count": 2}
    assert parse_table([Sheet("一季度", rows), Sheet("旧", rows, hidden=True)], ROSTER_COLUMNS).sheet == "一季度"
    assert parse_table([Sheet("旧", rows, hidden=True)], ROSTER_COLUMNS).notes == [
        Note("hidden_sheet", {"sheet": "旧"})
    ]


def test_reading_report_lists_every_changed_cell() -> None:
    parsed = table(ROSTER_HEAD, roster_line(1, certified_on="2019年7月10日", customs_code=" ３７016t0001"))
    reading = reading_report(parsed, ROSTER_COLUMNS)
    assert reading["changed_count"] == 2
    assert reading["changed"] == [
        {"line": 2, "column": "D", "was": " ３７016t0001", "read": "37016T0001"},
        {"line": 2, "column": "E", "was": "2019年7月10日", "read": "2019-07-10"},
    ]
    assert reading["columns"][0] == {"key": "name", "title": "企业名称", "letter": "B", "heading": "企业名称"}
    assert reading["ignored"] == ["序号"]


def test_resident_id_is_masked_in_cleaned_and_raw_cells() -> None:
    number = "370102190001010027"
    parsed = table(ROSTER_HEAD, roster_line(1, uscc=number, address=f"张某{number}"))
    assert number not in str(parsed)
    parsed = table(ROSTER_HEAD, roster_line(1, uscc=" ".join(number)))
    assert number[:6] not in str(parsed).replace(" ", "")


def test_old_resident_id_is_masked_except_in_the_column_of_registration_numbers() -> None:
    number = "370102000101123"
    head = (*ROSTER_HEAD, "工商注册号")
    for spelling in (number, "3701 0200 0101 123"):
        parsed = table(head, (*roster_line(1, uscc=spelling, address=f"张某{number}"), ""))
        assert "2000101" not in str(parsed).replace(" ", "")
        parsed = table(head, (*roster_line(1), spelling))
        assert parsed.cells["registration_number"] == [number]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019年7月10日", date(2019, 7, 10)),
        ("2019.7.10", date(2019, 7, 10)),
        ("2019/07/10", date(2019, 7, 10)),
        ("2019-7-10", date(2019, 7, 10)),
        ("20190710", date(2019, 7, 10)),
        ("２０１９年７月１０日", date(2019, 7, 10)),
        ("2019-07-10 00:00:00", date(2019, 7, 10)),
        ("43656", date(2019, 7, 10)),
        ("2019年2月29日", None),
        ("长期", None),
        ("2019", None),
        ("", None),
    ],
)
def test_parse_day_reads_the_formats_of_offices(text: str, day: date | None) -> None:
    assert parse_day(text) == day


def test_serial_number_of_the_1904_system_is_converted() -> None:
    lines = [list(ROSTER_HEAD), list(roster_line(1, certified_on="42194")), list(roster_line(2))]
    parsed = parse_table([Sheet("名单", lines, is_1904=True)], ROSTER_COLUMNS)
    assert parsed.cells["certified_on"] == ["2019-07-10", "2020-03-02"]
    assert parsed.raw[0][4] == "42194"


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_letter_of_gives_the_letters_of_a_column(index: int, letter: str) -> None:
    assert letter_of(index) == letter
