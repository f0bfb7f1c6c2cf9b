"""Reading files of every format into sheets; bad files raise SheetError and leave the parent process alive."""

import io
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spreadsheets.file_reading import PROJECT, read_file, received_sheets
from spreadsheets.problems import Note
from spreadsheets.sheets import ABSENT, MAX_BYTES, SheetError
from tests.cases.archives import OFFICE, sheet_xml, workbook, zipped
from tests.depth import pick
from tests.spreadsheet_files import ROSTER_HEAD, csv_bytes, roster_line, xlsx
from tests.spreadsheets.bad_files import in_sheet, other_archive, truncated_workbook, two_cell_workbook, zip_bomb
from tests.spreadsheets.workbooks import FORMATS

# Without control characters, which XML cannot hold.
words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters='"\ufeff'), max_size=12)
tables = st.lists(st.lists(words, min_size=3, max_size=3), min_size=1, max_size=6)


def saved(folder: Path, content: bytes, name: str = "file") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def trimmed(lines: list[list[str]]) -> list[list[str]]:
    """The lines without trailing blank cells and trailing blank lines, as every reader must return them."""
    cut = []
    for line in lines:
        texts = list(line)
        while texts and not texts[-1].strip():
            texts.pop()
        cut.append(texts)
    while cut and not cut[-1]:
        cut.pop()
    return cut


@settings(max_examples=pick(short=5, full=50), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=tables)
def test_workbook_is_read_unchanged(tmp_path: Path, lines: list[list[str]]) -> None:
    head = ["企业名称", "代码", "日期"]
    (sheet,) = read_file(saved(tmp_path, xlsx(head, lines)))
    assert sheet.rows == trimmed([head, *lines])


@settings(max_examples=pick(short=5, full=50), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=tables, encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
def test_text_table_is_read_unchanged(tmp_path: Path, lines: list[list[str]], encoding: str) -> None:
    head = ["企业名称", "代码", "日期"]
    (sheet,) = read_file(saved(tmp_path, csv_bytes(head, lines, encoding=encoding)))
    assert sheet.rows == trimmed([head, *lines])


def test_lines_and_columns_before_the_used_range_are_counted(tmp_path: Path) -> None:
    """The used range of this sheet begins at C4."""
    path = tmp_path / "low.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_string(3, 2, "企业名称")
        sheet.write_string(5, 2, "某公司")
    assert read_file(path)[0].rows == [[], [], [], ["", "", "企业名称"], [], ["", "", "某公司"]]


def test_numbers_and_days_are_read_as_shown(tmp_path: Path) -> None:
    path = tmp_path / "cells.xlsx"
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        sheet.write_number(0, 0, 3701633368)
        sheet.write_number(0, 1, 43656, day)
        sheet.write_number(0, 2, 1.5)
        sheet.write_boolean(0, 3, True)
        sheet.write_formula(0, 4, "=1+1", value=2)
    assert read_file(path)[0].rows == [["3701633368", "2019-07-10", "1.5", "TRUE", "2"]]


@pytest.mark.usefixtures("own_reader_process")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (two_cell_workbook(), "reader_aborted"),
        (zip_bomb(), "unpacked_too_large"),
        (other_archive(), "archive_file"),
        (truncated_workbook(xlsx(ROSTER_HEAD, [roster_line(1)])), "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "picture_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password_protected"),
        (b"a,b\x00c\n", "nul_in_text"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook><Worksheet>', "damaged"),
        (b"\x81\xff\xfd" * 50, "unknown_encoding"),
        ("名称,代码\n".encode() + b"x," * 300, "too_many_columns"),
        (b"x" * (MAX_BYTES + 1), "file_too_large"),
    ],
    ids=[
        "empty",
        "killer",
        "bomb",
        "archive",
        "truncated",
        "picture",
        "old",
        "locked",
        "nul",
        "xml",
        "encoding",
        "commas",
        "big",
    ],
)
def test_bad_file_raises_the_error_of_its_kind(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(SheetError) as refused:
        read_file(saved(tmp_path, content))
    assert refused.value.code == code


@pytest.mark.usefixtures("own_reader_process")
@pytest.mark.parametrize("end", [b'[["a", "b', '[["济'.encode()[:-1], b"nul"])
def test_line_that_the_reader_did_not_finish_is_no_end(end: bytes) -> None:
    attributes = b'{"name": "Sheet1", "hidden": false, "notes": []}\n'
    sheets, is_whole = received_sheets([attributes, b'[["x"]]\n', end])
    assert ([sheet.rows for sheet in sheets], is_whole) == ([[["x"]]], False)


def test_reading_above_the_time_limit_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="timeout"):
        read_file(saved(tmp_path, xlsx(["a"], [["b"]])), timeout_seconds=0)


@pytest.mark.usefixtures("own_reader_process")
@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_read_by_content_into_the_same_table(tmp_path: Path, name: str) -> None:
    lines = [list(ROSTER_HEAD), *(list(roster_line(serial)) for serial in range(1, 4))]
    (sheet,) = read_file(saved(tmp_path, FORMATS[name](lines), "名单.xlsx"))
    assert sheet.rows == lines


def test_hidden_rows_columns_and_sheets_are_read_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "hidden.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_column(0, 0, ["企业名称", "甲公司", "乙公司"])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(3, 4, None, None, {"hidden": True})
        other = book.add_worksheet("旧名单")
        other.write_string(0, 0, "企业名称")
        other.hide()
    visible, hidden = read_file(path)
    assert visible.rows == [["企业名称"], ["甲公司"], ["乙公司"]]
    assert visible.notes == [Note("hidden_rows", {"count": 1}), Note("hidden_columns", {"count": 2})]
    assert (visible.hidden, hidden.hidden) == (False, True)


def test_formula_error_is_read_as_shown(tmp_path: Path) -> None:
    path = tmp_path / "error.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("甲")
        sheet = book.add_worksheet('乙 & "丙"')
        sheet.write_string(0, 0, "企业名称")
        sheet.write_formula(1, 1, "=VLOOKUP(A1,B:C,2,0)", value="#N/A")
        sheet.write_formula(1, 0, "=1/0", value="#DIV/0!")
    assert read_file(path)[0].rows == [["企业名称"], ["#DIV/0!", "#N/A"]]


def test_days_of_the_1904_system_are_read_as_shown(tmp_path: Path) -> None:
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_datetime(0, 0, datetime(2019, 7, 10), book.add_format({"num_format": "yyyy/m/d"}))
    (sheet,) = read_file(path)
    assert sheet.rows == [["2019-07-10"]]
    assert sheet.is_1904


def test_vertically_merged_cell_is_repeated_in_each_row(tmp_path: Path) -> None:
    """Not in a blank row, and not for a cell that spans several columns, which is a title or a note."""
    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名单")
        sheet.merge_range(1, 2, 4, 2, "2019-07-10")
        sheet.merge_range(6, 1, 7, 2, "注：共三家")
        for line, text in enumerate(["企业名称", "甲公司", "乙公司", "", "丙公司"]):
            sheet.write_string(line, 1, text)
        sheet.write_string(0, 2, "认证日期")
    (sheet,) = read_file(path)
    assert [row[2:] for row in sheet.rows] == [["认证日期"], ["2019-07-10"], ["2019-07-10"], [], ["2019-07-10"], [], []]
    assert sheet.notes == [Note("merged_cells", {"count": 1})]


def merged_over(*ranges: str) -> bytes:
    """Return a workbook of 201 lines with these merged ranges."""
    cells = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    whole = xlsx(ROSTER_HEAD, [roster_line(serial) for serial in range(1, 201)])
    return in_sheet(whole, b"</sheetData>", f'</sheetData><mergeCells count="1">{cells}</mergeCells>'.encode())


def test_merged_cell_ends_with_the_last_row_of_the_sheet(tmp_path: Path) -> None:
    (sheet,) = read_file(saved(tmp_path, merged_over("A1:XFD1048576")))
    assert len(sheet.marks) == len(sheet.rows) - 1 == 200


def test_merged_cells_over_more_rows_than_a_table_has_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SheetError) as refused:
        read_file(saved(tmp_path, merged_over(*["A1:A1048576"] * 3000)))
    assert refused.value.code == "too_many_cells"


def test_merged_cells_of_a_web_page_keep_the_columns(tmp_path: Path) -> None:
    content = """<table><tr><th rowspan=2>序号</th><th rowspan="2">企业名称</th><th colspan=2>代码</th></tr>
        <tr><th>信用代码</th><th>海关编码</th></tr>
        <tr><td rowspan=2>1</td><td>甲公司</td><td>9137</td><td rowspan=2>3701</td></tr>
        <tr><td>乙公司</td><td>9138</td></tr>
        <tr><td>2</td><td>丙公司</td></tr></table>"""
    (sheet,) = read_file(saved(tmp_path, content.encode(), "名单.xls"))
    assert sheet.rows == [
        ["序号", "企业名称", "代码"],
        ["序号", "企业名称", "信用代码", "海关编码"],
        ["1", "甲公司", "9137", "3701"],
        ["1", "乙公司", "9138", "3701"],
        ["2", "丙公司"],
    ]


def test_separator_is_the_one_in_every_line(tmp_path: Path) -> None:
    """The semicolon here, although the addresses have more commas."""
    content = "企业名称;地址\n甲公司;济南市,历下区,甲路,1号\n乙公司;济南市,市中区,乙路,2号\n"
    (sheet,) = read_file(saved(tmp_path, content.encode("gb18030"), "名单.csv"))
    assert sheet.rows[1] == ["甲公司", "济南市,历下区,甲路,1号"]


def test_workbook_of_an_unknown_archive_version_is_damaged(tmp_path: Path) -> None:
    content = bytearray(xlsx(["企业名称"], [["甲公司"]]))
    version_needed = content.index(b"PK\x01\x02") + 6
    content[version_needed] = 117
    with pytest.raises(SheetError) as raised:
        read_file(saved(tmp_path, bytes(content)))
    assert raised.value.code == "damaged"


def test_macros_are_noted_and_not_run(tmp_path: Path) -> None:
    content = io.BytesIO(xlsx(["企业名称"], [["甲公司"]]))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macros")
    (sheet,) = read_file(saved(tmp_path, content.getvalue()))
    assert sheet.notes == [Note("macros")]


def test_formulas_that_name_another_workbook_are_noted(tmp_path: Path) -> None:
    parts = workbook(
        sheet_xml([["企业名称"], ["甲公司"]], {"A2": '<c r="A2" t="str"><f>[1]旧!A2</f><v>甲公司</v></c>'})
    )
    relation = f'<Relationship Id="rId9" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink1.xml"/>'
    book = "xl/_rels/workbook.xml.rels"
    parts[book] = parts[book].replace("</Relationships>", f"{relation}</Relationships>")
    (sheet,) = read_file(saved(tmp_path, zipped(parts)))
    assert (sheet.rows[1], sheet.notes) == (["甲公司"], [Note("other_workbooks")])


@pytest.mark.parametrize(
    "content",
    [
        '[{"企业名称": "甲公司", "code": 370102000012345}, {"企业名称": null, "code": 1.0, "ok": true}]',
        '{"total": 2, "data": {"rows": [{"企业名称": "甲公司", "code": "370102000012345"},'
        ' {"code": "1", "ok": "TRUE"}]}}',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_json_list_is_read_with_its_keys_as_header(tmp_path: Path, content: str, encoding: str) -> None:
    (sheet,) = read_file(saved(tmp_path, content.encode(encoding), "名单.json"))
    assert sheet.rows[:2] == [["企业名称", "code", "ok"], ["甲公司", "370102000012345", ABSENT]]
    assert sheet.rows[2] in (["", "1", "TRUE"], [ABSENT, "1", "TRUE"])


def test_json_numbers_are_read_unchanged(tmp_path: Path) -> None:
    """A code that lost digits because it was stored as a number can still be recognised."""
    (sheet,) = read_file(saved(tmp_path, b'[{"a": 123456789012345678901, "b": 9.1370102e+17, "c": 0.50}]'))
    assert sheet.rows[1] == ["123456789012345678901", "9.1370102e+17", "0.50"]


def test_json_control_characters_and_surrogates_are_removed(tmp_path: Path) -> None:
    (sheet,) = read_file(saved(tmp_path, b'[{"a": "x\\u0000y", "b": "\\ud800z"}]'))
    assert sheet.rows[1] == ["xy", "\ufffdz"]


def test_text_table_that_begins_with_a_bracket_is_no_json(tmp_path: Path) -> None:
    (sheet,) = read_file(saved(tmp_path, "[名单]\n企业名称,代码\n甲公司,1\n".encode()))
    assert sheet.rows[1] == ["企业名称", "代码"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'[{"name": "a"}, {"na', "json_malformed"),
        (b'{"name": "a"}', "json_no_list"),
        (b"[]", "json_empty_list"),
        (b'{"a": [{"b": 1}], "c": [{"d": 1}]}', "json_several_lists"),
        (b'[{"name": {"full": "a"}}]', "json_nested_value"),
        (b'[{"a": "b"}, ["a", "b"]]', "json_not_an_object"),
        (b'[["a", "b"], ["c", ["d"]]]', "json_nested_value"),
        (b'[{"name": NaN}]', "json_constant"),
        (b"[" * 1_000_000, "json_too_deep"),
        (b'{"a":' * 100_000 + b"[]", "json_too_deep"),
        (b"[" + b",".join(b'{"k%d": 1}' % n for n in range(300)) + b"]", "json_too_many_keys"),
        (b"[" + b'{"name":"a"},' * 200_000 + b'{"name":"a"}]', "json_too_many_entries"),
        (b"<html><body>502 Bad Gateway</body></html>", "web_page"),
    ],
)
def test_bad_json_raises_the_error_of_its_kind(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(SheetError) as refused:
        read_file(saved(tmp_path, content))
    assert refused.value.code == code


CHECKING = {"spreadsheets.cells", "spreadsheets.rows", "django", "numpy", "stdnum"}


@pytest.mark.parametrize(
    ("program", "needless"),
    [("workbook_reader", CHECKING | {"email"}), ("text_reader", CHECKING)],
    ids=["workbook", "text"],
)
def test_child_process_loads_nothing_but_what_reads_its_file(program: str, needless: set[str]) -> None:
    """It is started for every file, and its start is a part of the time that a person waits."""
    command = f"import sys, spreadsheets.{program}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", command], cwd=PROJECT, check=True, capture_output=True, text=True)
    assert not needless & set(loaded.stdout.split())
