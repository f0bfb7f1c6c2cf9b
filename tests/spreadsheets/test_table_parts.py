"""Tables in parts: side by side, or continued in further sheets, are read as one table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spreadsheets.columns import BLACKLIST_COLUMNS, ROSTER_COLUMNS
from spreadsheets.problems import Note
from spreadsheets.rows import Table, parse_table
from spreadsheets.sheets import CellMark, Sheet, SheetError
from spreadsheets.table_parts import join_parts
from tests.spreadsheet_files import ROSTER_HEAD, roster_line, uscc_of


def side_by_side(*serials: tuple[int, ...], head: tuple[str, ...] = ROSTER_HEAD, gap: int = 1) -> Sheet:
    """Return a sheet in which each line has the rows of these serials, next to one another."""
    blank = ("",) * gap
    rows = [[cell for _ in serials[0] for cell in (*head, *blank)]]
    rows += [[cell for serial in line for cell in (*roster_line(serial), *blank)] for line in serials]
    return Sheet("名单", rows)


def roster(*sheets: Sheet) -> Table:
    return parse_table(sheets, ROSTER_COLUMNS)


@pytest.mark.parametrize("gap", [0, 1, 2])
def test_tables_side_by_side_are_read_below_one_another(gap: int) -> None:
    parsed = roster(side_by_side((1, 11), (2, 12), (3, 13), gap=gap))
    assert parsed.cells["uscc"] == [uscc_of(serial) for serial in (1, 2, 3, 11, 12, 13)]
    assert parsed.lines == [2, 3, 4, 5, 6, 7]
    letter = "GHI"[gap]
    assert parsed.notes[0] == Note("side_by_side", {"letter": letter, "count": 3, "first": 5, "last": 7})


def test_three_tables_side_by_side_are_read() -> None:
    parsed = roster(side_by_side((1, 11, 21), (2, 12, 22)))
    assert parsed.cells["uscc"] == [uscc_of(serial) for serial in (1, 2, 11, 12, 21, 22)]


def test_right_table_may_be_longer_or_shorter_than_the_left_one() -> None:
    sheet = side_by_side((1, 11))
    sheet.rows.append([*[""] * 7, *roster_line(12)])
    sheet.rows.append(list(roster_line(2)))
    parsed = roster(Sheet("名单", [["泉城海关高级认证企业名单"], *sheet.rows, ["合计", "4家"]]))
    assert parsed.cells["uscc"] == [uscc_of(serial) for serial in (1, 2, 11, 12)]
    assert [row.reason for row in parsed.set_aside] == ["title", "header", "total"]


def test_numbered_names_side_by_side_are_read() -> None:
    head = ["序号", "企业名称"] * 2
    rows = [["1", "济南泺岬贸易有限公司", "3", "济南澜汀贸易有限公司"], ["2", "济南沅溪贸易有限公司"]]
    parsed = parse_table([Sheet("名单", [head, *rows])], BLACKLIST_COLUMNS)
    assert parsed.cells["name"] == ["济南泺岬贸易有限公司", "济南沅溪贸易有限公司", "济南澜汀贸易有限公司"]


def test_tables_under_different_words_are_not_joined() -> None:
    sheet = side_by_side((1, 11))
    with pytest.raises(SheetError, match="side_by_side"):
        roster(Sheet("名单", [["认证企业", *[""] * 6, "关联企业"], *sheet.rows]))


PARTS = st.lists(
    st.one_of(
        st.sampled_from(
            [ROSTER_HEAD, (*ROSTER_HEAD, "", *ROSTER_HEAD), ("合计", "3家"), ("名单",), ("区县", "数量"), ()]
        ),
        st.integers(1, 30).map(roster_line),
        st.tuples(st.integers(1, 30), st.integers(1, 30)).map(
            lambda two: (*roster_line(two[0]), "", *roster_line(two[1]))
        ),
    ),
    max_size=8,
)


@given(first=PARTS, second=PARTS)
def test_every_row_of_the_joined_sheet_is_read_or_set_aside_once(
    first: list[tuple[str, ...]], second: list[tuple[str, ...]]
) -> None:
    sheets = [Sheet(name, [list(row) for row in rows]) for name, rows in (("名单", first), ("续表", second)) if rows]
    try:
        parsed = roster(*sheets)
    except SheetError:
        return
    joined = next(sheet for sheet in join_parts(sheets, ROSTER_COLUMNS) if sheet.name == parsed.sheet)
    expected = [line for line, cells in enumerate(joined.rows, start=1) if any(map(str.strip, cells))]
    assert sorted([*parsed.lines, *(row.line for row in parsed.set_aside)]) == expected


def test_title_over_both_tables_may_stand_in_each_cell() -> None:
    sheet = side_by_side((1, 11), gap=0)
    assert roster(Sheet("名单", [["高级认证企业名单"] * 12, *sheet.rows])).lines == [3, 4]


def test_joining_twice_changes_nothing() -> None:
    once = join_parts([side_by_side((1, 11)), Sheet("续表", [list(roster_line(2))])], ROSTER_COLUMNS)
    assert join_parts(once, ROSTER_COLUMNS) == once


def test_marks_move_with_their_cells() -> None:
    sheet = side_by_side((1, 11), (2, 12))
    sheet.marks.extend([CellMark(2, 1, "struck"), CellMark(3, 8, "struck")])
    (joined,) = join_parts([sheet], ROSTER_COLUMNS)
    assert joined.marks == [CellMark(2, 1, "struck"), CellMark(5, 1, "struck")]


def test_sheet_without_header_that_continues_the_table_is_read() -> None:
    rest = Sheet("Sheet2", [list(roster_line(2)), list(roster_line(3))], hidden_lines=[2])
    parsed = roster(Sheet("名单", [list(ROSTER_HEAD), list(roster_line(1))]), rest, Sheet("说明", [["填表说明"]]))
    assert parsed.lines == [2, 3, 4]
    assert parsed.notes == [
        Note("continued_sheet", {"sheet": "Sheet2", "count": 2, "first": 3, "last": 4}),
        Note("other_sheets", {"sheet": "名单", "others": ["说明"]}),
    ]


def test_continuation_may_repeat_title_and_header() -> None:
    rest = Sheet("续表", [["名单（续）"], list(ROSTER_HEAD), list(roster_line(2))])
    parsed = roster(Sheet("名单", [["名单"], list(ROSTER_HEAD), list(roster_line(1))]), rest)
    assert parsed.lines == [3, 6]
    assert [row.reason for row in parsed.set_aside] == ["title", "header", "title", "repeated_header"]


@pytest.mark.parametrize(
    "other",
    [
        Sheet("去年", [list(roster_line(2))], hidden=True),
        Sheet("其他", [["甲", "乙"], ["1", "2"]]),
        Sheet("汇总", [["区县", "数量"], ["历下区", "3"]]),
    ],
)
def test_sheet_that_does_not_continue_the_table_is_not_read(other: Sheet) -> None:
    parsed = roster(Sheet("名单", [list(ROSTER_HEAD), list(roster_line(1))]), other)
    assert parsed.lines == [2]
    assert parsed.notes == [Note("other_sheets", {"sheet": "名单", "others": [other.name]})]


def test_two_sheets_with_the_same_header_are_still_an_error() -> None:
    sheets = [Sheet(name, [list(ROSTER_HEAD), list(roster_line(1))]) for name in ("泉城海关", "莱芜海关")]
    with pytest.raises(SheetError, match="several_tables"):
        roster(*sheets)
