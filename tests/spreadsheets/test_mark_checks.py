"""What is reported of struck-through cells, comments, hidden rows and formulas, row by row."""

from typing import Any

import pytest

from spreadsheets.checking import Context, run_checks
from spreadsheets.checks import ROSTER_CHECKS
from spreadsheets.columns import BLACKLIST_COLUMNS, ROSTER_COLUMNS
from spreadsheets.entry_checks import check_entries
from spreadsheets.problems import Note, Problem
from spreadsheets.rows import Table, parse_table
from spreadsheets.sheets import CellMark, Sheet
from tests.cases.reading import ROSTER_CONTEXT
from tests.spreadsheet_files import BLACKLIST_HEAD, ROSTER_HEAD, blacklist_line, roster_line, uscc_of

TITLE = ["泉城海关高级认证企业名单"]
HEAD = [*ROSTER_HEAD, "联系人"]
LINES = [TITLE, HEAD, [*roster_line(1), "某某"], [*roster_line(2), "某某"]]


def table_of(*marks: CellMark, **more: Any) -> Table:
    """Return the roster of two enterprises in lines 3 and 4, with these marks."""
    sheet = Sheet("名单", [list(line) for line in LINES], marks=list(marks), **more)
    return parse_table([sheet], ROSTER_COLUMNS)


def problems_of(*marks: CellMark, **more: Any) -> list[Problem]:
    return run_checks(table_of(*marks, **more), ROSTER_CHECKS, ROSTER_CONTEXT)


def test_struck_row_is_asked_about_once() -> None:
    (problem,) = problems_of(*(CellMark(3, column, "struck") for column in range(1, 7)))
    assert (problem.line, problem.code, problem.severity) == (3, "struck", "confirm")
    assert problem.params == {"letters": ["B", "C", "D", "E", "F", "G"]}


def test_struck_blank_cell_says_nothing() -> None:
    assert not problems_of(CellMark(3, 7, "struck"))


def test_invisible_row_is_asked_about_once_and_a_column_that_is_not_read_says_nothing() -> None:
    (problem,) = problems_of(*(CellMark(3, column, "invisible") for column in range(7)))
    assert (problem.line, problem.code, problem.severity) == (3, "invisible", "confirm")
    assert problem.params == {"letters": ["B", "C", "D", "E", "F"]}


def test_conditional_formats_are_asked_about_once_for_the_file() -> None:
    (problem,) = problems_of(CellMark(3, 0, "conditional", "A3:G9"), CellMark(4, 0, "conditional", "A4:A9"))
    assert (problem.line, problem.code, problem.severity) == (0, "conditional_format", "confirm")
    assert problem.params == {"ranges": ["A3:G9", "A4:A9"]}
    assert not problems_of(CellMark(9, 0, "conditional", "A9:G20"))


def test_crossed_row_is_asked_about_once() -> None:
    (problem,) = problems_of(*(CellMark(3, column, "crossed") for column in range(1, 7)))
    assert (problem.line, problem.code, problem.severity) == (3, "crossed", "confirm")


def test_comment_on_a_row_that_voids_it_is_asked_about() -> None:
    (problem,) = problems_of(CellMark(3, 1, "comment", "作废样表"))
    assert (problem.code, problem.severity) == ("comment_states_loss", "confirm")


def test_struck_part_suggests_the_rest_of_the_cell() -> None:
    (problem,) = problems_of(CellMark(3, 1, "struck", "济南泺岬"))
    assert (problem.code, problem.suggestion) == ("struck_part", "0001进出口有限公司")


@pytest.mark.parametrize("text", ["已注销", "2025年撤销", "企业已被吊销", "破产清算中"])
def test_comment_that_states_a_loss_is_asked_about(text: str) -> None:
    (problem,) = problems_of(CellMark(4, 1, "comment", text))
    assert (problem.line, problem.code, problem.severity) == (4, "comment_states_loss", "confirm")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("地址待核", "地址待核"),
        ("未注销", "未注销"),
        ("联系人：李某某", "联系人：…"),
        ("请电13800000000", "请电【已删去电话或卡号】"),
        ("张三丰", "【已删去姓名】"),
    ],
)
def test_other_comment_is_shown_without_personal_data(text: str, shown: str) -> None:
    (problem,) = problems_of(CellMark(4, 6, "comment", text))
    assert (problem.code, problem.severity, problem.params["text"]) == ("comment", "notice", shown)
    assert not problem.cell


def test_comment_on_a_title_is_noted() -> None:
    params = {"count": 1, "line": 2, "letter": "E", "text": "证书上的日期"}
    assert Note("comments_elsewhere", params) in table_of(CellMark(2, 4, "comment", "证书上的日期")).notes


def test_hidden_row_is_reported_and_read() -> None:
    table = table_of(hidden_lines=[4])
    assert table.lines == [3, 4]
    assert [(problem.line, problem.code) for problem in problems_of(hidden_lines=[4])] == [(4, "hidden_row")]


def test_formula_error_in_a_column_that_is_not_read_is_noted() -> None:
    table = table_of(CellMark(3, 6, "error", "#FIELD!"), CellMark(4, 6, "error", "#FIELD!"))
    params = {"letter": "G", "title": "联系人", "count": 2, "line": 3, "text": "#FIELD!"}
    assert Note("formulas_unread", params) in table.notes


def test_comment_on_an_entry_that_states_a_removal_is_asked_about() -> None:
    lines = [list(BLACKLIST_HEAD), list(blacklist_line("济南泺岬贸易有限公司"))]
    sheet = Sheet("名单", lines, marks=[CellMark(2, 0, "comment", "已移出")])
    _, problems = check_entries(parse_table([sheet], BLACKLIST_COLUMNS), Context(today=ROSTER_CONTEXT.today))
    assert [problem.code for problem in problems] == ["comment_states_loss"]


def entry_problems(*names: str) -> list[str]:
    """Return the codes of the problems of entries with these names whose USCC is one merged cell."""
    lines = [list(BLACKLIST_HEAD), *(list(blacklist_line(name, uscc=uscc_of(1), document=name)) for name in names)]
    marks = [CellMark(line, 1, "merged", "column") for line in range(3, len(lines) + 1)]
    sheet = Sheet("名单", lines, marks=marks)
    _, problems = check_entries(parse_table([sheet], BLACKLIST_COLUMNS), Context(today=ROSTER_CONTEXT.today))
    return [problem.code for problem in problems]


def test_code_merged_over_entries_of_different_names_is_asked_about() -> None:
    assert entry_problems("济南泺岬贸易有限公司", "济南岬澜贸易有限公司") == ["merged_code", "entry_uscc_two_names"]


def test_code_merged_over_entries_of_one_name_says_nothing() -> None:
    assert "merged_code" not in entry_problems("济南泺岬贸易有限公司", "济南泺岬贸易有限公司")
