"""Opening a file: whatever it is, the answer is a sheet or a sentence, and whoever asked is alive."""

from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roster.intake.sheets import MAX_BYTES, SheetError, read_file
from tests.roster.intake.bad_files import other_archive, truncated_workbook, two_cell_workbook, zip_bomb
from tests.sheets import ROSTER_HEAD, csv_bytes, roster_line, xlsx

# Control characters are not text: no office writes them, and XML cannot hold them.
words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters='"\ufeff'), max_size=12)
tables = st.lists(st.lists(words, min_size=3, max_size=3), min_size=1, max_size=6)


def written(folder: Path, content: bytes, name: str = "file") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def kept(lines: list[list[str]]) -> list[list[str]]:
    """The lines as any reader must give them back: blank cells at a line's end and blank lines at the end aside."""
    cut = []
    for line in lines:
        texts = list(line)
        while texts and not texts[-1].strip():
            texts.pop()
        cut.append(texts)
    while cut and not cut[-1]:
        cut.pop()
    return cut


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=tables)
def test_a_workbook_comes_back_as_it_was_written(tmp_path: Path, lines: list[list[str]]) -> None:
    head = ["企业名称", "代码", "日期"]
    sheet = read_file(written(tmp_path, xlsx(head, lines)))
    assert sheet.rows == kept([head, *lines])


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=tables, encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
def test_a_text_table_comes_back_as_it_was_written(tmp_path: Path, lines: list[list[str]], encoding: str) -> None:
    head = ["企业名称", "代码", "日期"]
    sheet = read_file(written(tmp_path, csv_bytes(head, lines, encoding=encoding)))
    assert sheet.rows == kept([head, *lines])


def test_lines_and_columns_are_counted_as_the_person_sees_them(tmp_path: Path) -> None:
    """The used range may begin anywhere: here at C4."""
    path = tmp_path / "low.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_string(3, 2, "企业名称")
        sheet.write_string(5, 2, "某公司")
    assert read_file(path).rows == [[], [], [], ["", "", "企业名称"], [], ["", "", "某公司"]]


def test_numbers_and_days_are_read_as_a_person_sees_them(tmp_path: Path) -> None:
    path = tmp_path / "cells.xlsx"
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        sheet.write_number(0, 0, 3701633368)
        sheet.write_number(0, 1, 43656, day)
        sheet.write_number(0, 2, 1.5)
        sheet.write_boolean(0, 3, True)
        sheet.write_formula(0, 4, "=1+1", value=2)
    assert read_file(path).rows == [["3701633368", "2019-07-10", "1.5", "TRUE", "2"]]


def test_the_sheet_with_the_table_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("封面").write_string(0, 0, "二〇二六年名单")
        sheet = book.add_worksheet("名单")
        sheet.write_column(0, 0, ["企业名称", "某公司"])
    assert read_file(path).name == "名单"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "空的"),
        (two_cell_workbook(), "意外中止"),
        (zip_bomb(), "大得不合常理"),
        (other_archive(), "不是 .xlsx 工作簿"),
        (truncated_workbook(xlsx(ROSTER_HEAD, [roster_line(1)])), "不完整或已损坏"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "不是电子表格"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "加密的工作簿或旧版 .xls"),
        (b"a,b\x00c\n", "不是电子表格"),
        (b"\xff\xfe\xfd" * 50, "编码不能识别"),
        ("名称,代码\n".encode() + b"x," * 300, "超过200列"),
        (b"x" * (MAX_BYTES + 1), "上限"),
    ],
    ids=["empty", "killer", "bomb", "archive", "truncated", "picture", "old", "nul", "encoding", "commas", "big"],
)
def test_a_bad_file_is_answered_with_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(SheetError) as refused:
        read_file(written(tmp_path, content))
    assert sentence in refused.value.sentence


def test_a_file_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="仍未完成，已停止"):
        read_file(written(tmp_path, xlsx(["a"], [["b"]])), timeout_seconds=0)
