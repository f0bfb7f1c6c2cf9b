"""Missing and repeated numbers of rows are noted: a row may be missing."""

import pytest

from spreadsheets.columns import BLACKLIST_COLUMNS
from spreadsheets.problems import Note
from spreadsheets.rows import Table, parse_table
from spreadsheets.sheets import CellMark, Sheet

HEAD = ["序号", "主体名称", "列入日期"]


def table_of(*numbers: str, marks: list[CellMark] | None = None) -> Table:
    rows = [HEAD, *([number, f"济南泺岬{at}贸易有限公司", "2026-01-05"] for at, number in enumerate(numbers))]
    return parse_table([Sheet("名单", rows, marks=marks or [])], BLACKLIST_COLUMNS)


def serial_notes(table: Table) -> list[Note]:
    return [note for note in table.notes if note.code.startswith("serial_")]


@pytest.mark.parametrize(
    ("numbers", "missing", "count"),
    [
        (["1", "2", "4"], "3", 1),
        (["1", "5", "6", "9"], "2至4、7至8", 5),
        (["3.0", "4.0"], "1至2", 2),
        (["4", "3", "1"], "2", 1),
        (["1", "2", "1", "3"], "2", 1),
        (["（1）", "（3）"], "2", 1),
    ],
)
def test_missing_numbers_are_noted(numbers: list[str], missing: str, count: int) -> None:
    assert serial_notes(table_of(*numbers)) == [Note("serial_gaps", {"missing": missing, "count": count})]


@pytest.mark.parametrize(
    "numbers",
    [
        ["1", "2", "3"],
        ["3", "2", "1"],
        ["1", "2", "1", "2"],
        ["01", "02"],
        ["A1", "A7"],
        ["20240001", "20240009"],
        [""],
    ],
)
def test_complete_numbers_and_other_identifiers_are_not_remarked(numbers: list[str]) -> None:
    assert not serial_notes(table_of(*numbers))


def test_repeated_number_is_noted_with_both_lines() -> None:
    params = {"number": 2, "line": 3, "other_line": 4, "count": 1}
    assert serial_notes(table_of("1", "2", "2")) == [Note("serial_repeats", params)]


def test_number_of_a_merged_cell_is_not_repeated() -> None:
    assert not serial_notes(table_of("1", "1", "2", marks=[CellMark(3, 0, "merged", "column")]))


def test_number_of_a_row_that_is_set_aside_is_not_missing() -> None:
    rows = [HEAD, ["1", "济南泺岬甲贸易有限公司", "2026-01-05"], ["2", "", ""], ["3", "济南泺岬乙贸易有限公司", ""]]
    assert not serial_notes(parse_table([Sheet("名单", rows)], BLACKLIST_COLUMNS))
