"""Reading text tables: their separators, quotes and encodings."""

import codecs

import pytest

from spreadsheets.problems import Note
from tests.spreadsheets.text_samples import FIRST, LINES, SECOND, TITLES, read, refusal, text_of

# Separators


@pytest.mark.parametrize(
    "separator",
    [
        ",",
        "\t",
        ";",
        "|",
        "^",
        "~",
        "，",
        "；",
        "│",
        "¦",
        "\x01",
        "\x1f",
        "||",
        "|@|",
        "~|~",
        "^|^",
        "@@",
        "##",
        "::",
        "#",
        "&",
        "@",
        "$$",
        "  ",
        "    ",
        "\u3000",
        " ",
    ],
)
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8], ids=["", "mark"])
def test_table_with_any_separator_is_read(separator: str, mark: bytes) -> None:
    assert read(mark + text_of(separator).encode()).rows == LINES


@pytest.mark.parametrize("first", ["sep=|", '"sep=|"', "SEP=|"])
def test_line_that_names_the_separator_counts(first: str) -> None:
    lines = [[*TITLES[:2], "地址"], [*FIRST[:2], "济南市,甲路,1号,2室"]]
    assert read(f"{first}\n{text_of('|', lines)}".encode()).rows[1:] == lines


def test_empty_cells_between_single_separators_stay_empty() -> None:
    lines = [TITLES, [FIRST[0], "", "无"], [SECOND[0], "", "无"]]
    assert read(text_of("|", lines).encode()).rows == lines


def test_table_of_markdown_is_read_without_its_rule() -> None:
    lines = [f"| {' | '.join(line)} |" for line in LINES]
    sheet = read("\n".join([lines[0], "|:---|---:|-----|", *lines[1:]]).encode())
    assert [[cell.strip() for cell in row] for row in sheet.rows] == [["", *TITLES], [], ["", *FIRST], ["", *SECOND]]


def test_table_drawn_by_a_database_program_is_read_without_its_rules() -> None:
    rule = "+------+------+-----+"
    lines = [f"| {' | '.join(line)} |" for line in LINES]
    sheet = read("\n".join([rule, lines[0], rule, *lines[1:], rule]).encode())
    assert [[cell.strip() for cell in row if cell] for row in sheet.rows] == [[], TITLES, [], FIRST, SECOND]


def test_columns_separated_by_blanks_with_a_missing_cell_are_refused() -> None:
    content = text_of("  ", [TITLES, [*FIRST], [SECOND[0], SECOND[1]]])
    code, sentence = refusal(content.encode())
    assert code == "separated_by_blanks"
    assert "第3行" in sentence


def test_title_with_a_line_break_in_a_list_of_names_is_read() -> None:
    assert read('"企业\n名称"\n济南甲有限公司\n济南乙有限公司\n'.encode()).rows[0] == ["企业\n名称"]


def test_list_of_names_alone_is_one_column() -> None:
    names = [["企业名称"], [FIRST[0]], ["济南岚湄（集团）有限公司"], ["Lanmei Trading Co Ltd"]]
    assert read("\n".join(name for (name,) in names).encode()).rows == names


# Quotes


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (['甲公司,1,"见附件', "乙公司,2,无", "丙公司,3,无"], 2),
        (["甲公司,1,无", '乙公司,2,"见附件', "丙公司,3,无", '丁公司,4,"同上"'], 3),
        # The second quote ends a cell, so that the text is a legal table with fewer rows.
        (["甲公司,1,无", '乙公司,2,"见附件', "丙公司,3,无", '丁公司,4,同上"', "戊公司,5,无"], 3),
        (["甲公司,1,无", '乙公司,"2,见附件', '丙公司,3",无', "戊公司,5,无"], 3),
        (['"甲公司,1,无', '乙公司",2,无', "丙公司,3,无"], 2),
        (['甲公司,1,""无', "乙公司,2,无"], 2),
        (['甲公司,1,"见"附件', "乙公司,2,无"], 2),
        (['"甲"公司,1,无', "乙公司,2,无"], 2),
        (['甲公司,"1" ,无', "乙公司,2,无"], 2),
        (['甲公司,1,"5"钢管"', "乙公司,2,无"], 2),
        (['"甲公司\n分公司",1,"见"附件', "乙公司,2,无"], 2),
    ],
)
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_stray_quote_is_refused_with_its_line(lines: list[str], line: int, separator: str) -> None:
    content = "\r\n".join(["名称,代码,备注", *lines]).replace(",", separator)
    code, sentence = refusal(content.encode())
    assert code in ("quote_unclosed", "text_behind_quote")
    assert f"第{line}行" in sentence
    assert "引号" in sentence


def test_line_of_a_quote_is_counted_as_a_spreadsheet_counts_it() -> None:
    """The cell with a line break above the quote is in one line."""
    _, sentence = refusal('名称,代码\n"甲\n公司",1\n乙公司,"2\n'.encode())
    assert "第3行" in sentence


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('甲公司, "甲路,1号","无"', ["甲公司", "甲路,1号", "无"]),
        (' "甲公司",  "甲路,1号", "无"', ["甲公司", "甲路,1号", "无"]),
        ('甲公司,"甲路\n1号,东楼",无', ["甲公司", "甲路\n1号,东楼", "无"]),
        ('甲公司,"甲路\n1号,东楼,南门",无', ["甲公司", "甲路\n1号,东楼,南门", "无"]),
        ('甲公司,"称""甲""",无', ["甲公司", '称"甲"', "无"]),
        ("甲公司,“甲路”1号,无", ["甲公司", "“甲路”1号", "无"]),
        ("甲公司,'00123,无", ["甲公司", "'00123", "无"]),
    ],
)
def test_quotes_of_a_correct_row_are_read(line: str, cells: list[str]) -> None:
    assert read(f"名称,地址,备注\n{line}\n乙公司,乙路,无\n".encode()).rows[1] == cells


def test_quote_inside_a_cell_is_kept_and_noted() -> None:
    sheet = read('名称,备注\n甲公司,5" 钢管\n乙公司,无\n'.encode())
    assert sheet.rows[1] == ["甲公司", '5" 钢管']
    assert sheet.notes == [Note("quotes_in_cells", {"line": 2, "count": 1})]


def test_cells_in_single_quotes_are_read_without_them() -> None:
    content = "'名称','地址'\n'甲公司','甲路,1号'\n'乙公司','乙路'\n"
    assert read(content.encode()).rows == [["名称", "地址"], ["甲公司", "甲路,1号"], ["乙公司", "乙路"]]


def test_cells_in_quotes_of_a_word_processor_are_read_without_them() -> None:
    content = "“名称”,“地址”\n“甲公司”,“甲路,1号”\n“乙公司”,“乙路”\n"
    assert read(content.encode()).rows == [["名称", "地址"], ["甲公司", "甲路,1号"], ["乙公司", "乙路"]]


def test_quote_that_another_one_closes_is_refused_in_a_list_of_names() -> None:
    code, sentence = refusal('企业名称\n济南甲有限公司\n"济南乙有限公司\n济南丙有限公司\n济南丁有限公司"\n'.encode())
    assert code == "quote_unclosed"
    assert "第3行" in sentence


def test_quote_that_another_one_closes_is_refused_in_a_table_of_codes() -> None:
    rows = [f"济南沅溪{number}有限公司,9137010200000000{number},济南市,无" for number in range(10, 16)]
    rows[1] = rows[1].replace("无", '"见附件')
    rows[3] += '"'
    code, sentence = refusal("\n".join(["名称,代码,地址,备注", *rows]).encode())
    assert code == "quote_unclosed"
    assert "第3行" in sentence


@pytest.mark.parametrize(("end", "is_noted"), [("", True), ("\n", False), ("\r\n", False)])
def test_last_row_that_was_cut_is_noted(end: str, is_noted: bool) -> None:
    rows = ["名称,代码,备注", "甲公司,1,无", "乙公司,2,无", "丙公司,3,无", "丁公司,4"]
    note = Note("last_line_short", {"line": 5, "count": 2, "usual": 3})
    assert read(("\n".join(rows) + end).encode()).notes == [note] * is_noted


# Encodings

RARE = [TITLES, ["济南㐂𠀋䶮商贸有限公司", FIRST[1], "无"]]


@pytest.mark.parametrize("separator", [",", "\t"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF8 * 2, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF16_LE * 2, "utf-16-le"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-32-le"),
        (b"", "utf-32-be"),
        (b"", "gb18030"),
        (b"\x84\x31\x95\x33", "gb18030"),
        (codecs.BOM_UTF8, "gb18030"),
    ],
)
def test_text_of_any_unicode_encoding_is_read(mark: bytes, encoding: str, separator: str) -> None:
    assert read(mark + text_of(separator, RARE).encode(encoding)).rows == RARE


TRADITIONAL = [["濟南國際貿易有限公司", "91370102MAYMLALA6B"], ["瑞麗實業股份有限公司", "91370102MAYMLALB46"]]


@pytest.mark.parametrize("titles", [["企業名稱", "統一社會信用代碼"], ["name", "uscc"]])
def test_big5_is_read_and_noted(titles: list[str]) -> None:
    sheet = read(text_of(",", [titles, *TRADITIONAL]).encode("big5"))
    assert sheet.rows == [titles, *TRADITIONAL]
    assert sheet.notes == [Note("big5")]


@pytest.mark.parametrize("titles", [["企業名稱", "統一社會信用代碼"], ["name", "uscc"]])
def test_traditional_names_in_gb18030_are_read(titles: list[str]) -> None:
    assert read(text_of(",", [titles, *TRADITIONAL]).encode("gb18030")).rows == [titles, *TRADITIONAL]


@pytest.mark.parametrize(
    ("first", "second", "named", "line"),
    [
        ("utf-8", "gb18030", "UTF-8", 4),
        ("gb18030", "utf-8", "GB18030", 4),
        ("utf-8", "utf-16-le", "UTF-8", 4),
        ("utf-8", "big5", "UTF-8", 4),
        ("gb18030", "big5", "GB18030", 4),
    ],
)
def test_line_in_another_encoding_is_named(first: str, second: str, named: str, line: int) -> None:
    content = text_of(",").encode(first) + "國際貿易有限公司,91370102MAYMLALC21,無\r\n".encode(second)
    code, sentence = refusal(content)
    assert code == "mixed_encodings"
    assert named in sentence
    assert f"第{line}行" in sentence


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_broken_byte_is_named_with_its_line(encoding: str) -> None:
    lines = text_of(",").encode(encoding).split(b"\r\n")
    lines[1] = b"\xff" + lines[1]
    code, sentence = refusal(b"\r\n".join(lines))
    assert code == "mixed_encodings"
    assert "第2行" in sentence


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp932", "name,uscc\nさくら商事,1\n株式会社サンプル,2\n"),
        ("euc_jp", "name,uscc\nさくら商事,1\n株式会社サンプル,2\n"),
        ("cp949", "name,uscc\n제남무역주식회사,1\n서울상사,2\n"),
        ("cp1252", "name,uscc\nSociété Générale,1\n"),
        ("cp1251", "name,uscc\nТорговый дом,1\n"),
        ("cp437", "name,uscc\nCafé Zürich,1\n"),
    ],
)
def test_other_encoding_is_never_read_as_chinese(encoding: str, text: str) -> None:
    code, sentence = refusal(text.encode(encoding))
    assert code in ("foreign_encoding", "unknown_encoding")
    assert "编码" in sentence


@pytest.mark.parametrize("name", ["济南沅溪贸易有限公司", "济南湄澈机械公司", "(济南)蓼岚有限公司"])
@pytest.mark.parametrize("title", ["name", "企业名称"])
@pytest.mark.parametrize(
    ("wrong", "right"), [("gb18030", "utf-8"), ("latin-1", "utf-8"), ("latin-1", "gb18030"), ("cp1252", "utf-8")]
)
def test_text_saved_in_a_wrong_encoding_is_named(wrong: str, right: str, title: str, name: str) -> None:
    garbled = f"{name},1".encode(right).decode(wrong, "ignore")
    code, sentence = refusal(f"{title},no\n甲公司,1\n{garbled}\n".encode())
    assert code == "garbled_text"
    assert "第3行" in sentence


def test_lost_characters_are_noted() -> None:
    sheet = read("企业名称,备注\n济南\ufffd溪公司,无\n济南锟斤拷公司,无\n".encode())
    assert sheet.notes == [Note("lost_characters", {"line": 2, "count": 2})]


@pytest.mark.parametrize("content", ["企业名称\0\0,代码\n甲公司\0,1\0\0\n", "企业名称,代码\n甲公司,1\n" + "\0" * 600])
def test_zero_bytes_that_fill_fields_are_left_out_and_noted(content: str) -> None:
    sheet = read(content.encode())
    assert sheet.rows == [["企业名称", "代码"], ["甲公司", "1"]]
    assert [note.code for note in sheet.notes] == ["nul_padding"]


def test_zero_bytes_inside_text_are_refused_with_their_line() -> None:
    code, sentence = refusal("企业名称,代码\n甲\0公司,1\n".encode())
    assert code == "nul_in_text"
    assert "第2行" in sentence


def test_text_with_surrogates_in_utf_8_is_read() -> None:
    content = text_of(",", [TITLES, ["济南𠮷富商贸有限公司", "1", "无"]])
    units = content.encode("utf-16-le")
    surrogates = "".join(chr(int.from_bytes(units[at : at + 2], "little")) for at in range(0, len(units), 2))
    assert read(surrogates.encode("utf-8", "surrogatepass")).rows[1][0] == "济南𠮷富商贸有限公司"
