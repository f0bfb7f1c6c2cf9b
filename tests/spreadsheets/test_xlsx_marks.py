"""What an .xlsx shows beside the texts of its cells, in the spellings of different programs."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter

from spreadsheets.sheets import CellMark, Sheet, SheetError
from tests.cases.archives import (
    BOOK,
    BOOK_RELATIONS,
    DECLARATION,
    MAIN,
    OFFICE,
    PACKAGE,
    SHEET,
    inline,
    prefixed,
    shared_sheet,
    shared_strings,
    sheet_xml,
    workbook,
    zipped,
)
from tests.cases.reading import in_process
from tests.spreadsheets.binary_formats import relations_part

LINES = [["企业名称", "代码", "日期"], ["甲公司", "1", "2"], ["乙公司", "3", "4"]]


def sheet_of(content: bytes) -> Sheet:
    (sheet,) = in_process(content)
    return sheet


def with_cell(place: str, xml: str) -> Sheet:
    return sheet_of(zipped(workbook(sheet_xml(LINES, {place: xml}))))


def written(change: Callable[[Any, Any], object]) -> Sheet:
    """Return the sheet of LINES that Excel's format library writes after a change."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        for row, line in enumerate(LINES):
            sheet.write_row(row, 0, line)
        change(book, sheet)
    return sheet_of(stream.getvalue())


@pytest.mark.parametrize(
    "xml",
    [
        '<c r="C3" t="e"><v>#N/A</v></c>',
        "<c t='e' r='C3'><v>#N/A</v></c>",
        '<c s="0" t = "e" r = "C3" ><f>NA()</f><v>#N/A</v></c>',
        '<c r="C3" t="e"><f t="shared" si="0"/><v>#N/A</v></c>',
        '<c\n r="C3"\n t="e"><v>#N/A</v></c>',
        '<c t="e"><v>#N/A</v></c>',
        '<c r="C3" t="e"><v><![CDATA[#N/A]]></v></c>',
    ],
)
def test_formula_error_is_found_in_every_spelling(xml: str) -> None:
    sheet = with_cell("C3", xml)
    assert sheet.rows[2] == ["乙公司", "3", "#N/A"]
    assert sheet.marks == [CellMark(3, 2, "error", "#N/A")]


def test_formula_error_is_found_behind_prefixes_of_every_part() -> None:
    parts = workbook(sheet_xml(LINES, {"C3": '<c r="C3" t="e"><v>#REF!</v></c>'}))
    assert sheet_of(zipped(prefixed(parts, BOOK, SHEET, BOOK_RELATIONS))).rows[2][2] == "#REF!"


@pytest.mark.parametrize("error", ["#SPILL!", "#CALC!", "#GETTING_DATA", "#FIELD!", "#BLOCKED!", "#WPS!"])
def test_formula_error_of_a_newer_kind_is_read_as_shown(error: str) -> None:
    sheet = with_cell("C3", f'<c r="C3" t="e"><v>{error}</v></c>')
    assert sheet.rows[2] == ["乙公司", "3", error]


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ('<c r="C3"><f>A1&amp;B1</f></c>', "=A1&B1"),
        ('<c r="C3"><f>A1</f><v></v></c>', "=A1"),
        ('<c r="C3"><f>A1</f><v/></c>', "=A1"),
        ('<c r="C3"><f t="shared" si="0"/></c>', "=…"),
        ('<c r="C3" t="n"><f>A1</f></c>', "=A1"),
    ],
)
def test_formula_without_stored_result_is_read_as_the_formula(xml: str, text: str) -> None:
    assert with_cell("C3", xml).rows[2] == ["乙公司", "3", text]


def test_array_formula_without_results_stands_in_each_of_its_cells() -> None:
    cells = {"C2": '<c r="C2"><f t="array" ref="C2:C3">B2:B3</f></c>', "C3": '<c r="C3"/>'}
    sheet = sheet_of(zipped(workbook(sheet_xml(LINES, cells))))
    assert [row[2] for row in sheet.rows] == ["日期", "=B2:B3", "=B2:B3"]


def test_formula_without_result_beyond_the_last_value_is_read() -> None:
    lines = [*LINES, ["", "", ""]]
    blank = {f"{letter}4": f'<c r="{letter}4"/>' for letter in "AB"}
    sheet = sheet_of(zipped(workbook(sheet_xml(lines, {**blank, "C4": '<c r="C4"><f>A1</f></c>'}))))
    assert sheet.rows[3] == ["", "", "=A1"]


def test_formula_with_an_empty_text_as_result_is_a_marked_blank() -> None:
    sheet = with_cell("C3", '<c r="C3" t="str"><f>IF(A1="","",A1)</f><v></v></c>')
    assert sheet.rows[2] == ["乙公司", "3"]
    assert sheet.marks == [CellMark(3, 2, "formula", '=IF(A1="","",A1)')]


def test_zero_of_a_program_that_computes_nothing_is_no_result() -> None:
    """xlsxwriter stores 0 where nobody gives a result, and asks Excel to compute the workbook when it opens."""
    sheet = written(lambda book, sheet: sheet.write_formula("C3", "=EDATE(B3,36)"))
    assert sheet.rows[2][2] == "=EDATE(B3,36)"


def test_struck_cells_are_marked() -> None:
    def change(book: Any, sheet: Any) -> None:
        struck = book.add_format({"font_strikeout": True})
        sheet.write_string("A2", "甲公司", struck)
        sheet.write_rich_string("A3", "乙", struck, "丙", "公司")

    sheet = written(change)
    assert sheet.marks == [CellMark(2, 0, "struck"), CellMark(3, 0, "struck", "丙")]
    assert sheet.rows[2][0] == "乙丙公司"


@pytest.mark.parametrize("kind", [1, 2, 3])
def test_cells_with_a_diagonal_border_are_marked(kind: int) -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet.write_string("A2", "甲公司", book.add_format({"diag_type": kind, "diag_border": 1}))
        sheet.write_string("A3", "乙公司", book.add_format({"border": 1}))

    assert written(change).marks == [CellMark(2, 0, "crossed")]


def test_struck_run_of_an_inline_text_is_marked() -> None:
    runs = "<r><rPr><strike/></rPr><t>旧</t></r><r><rPr><strike val='0'/></rPr><t>新</t></r>"
    assert with_cell("A3", f"<c r='A3' t='inlineStr'><is>{runs}</is></c>").marks == [CellMark(3, 0, "struck", "旧")]


@pytest.mark.parametrize("mark", ['r="3"', "spans='1:3' r='3'", 'ht="20" r="3" customHeight="1"'])
def test_workbook_with_a_row_twice_is_refused_with_its_line(mark: str) -> None:
    content = sheet_xml(LINES).replace("</sheetData>", f"<row {mark}>{inline('A3', '丙公司')}</row></sheetData>")
    with pytest.raises(SheetError) as refused:
        sheet_of(zipped(workbook(content)))
    assert (refused.value.code, refused.value.params) == ("row_twice", {"line": 3})


INVISIBLE: list[dict[str, Any]] = [
    {"font_color": "white"},
    {"font_color": "#F8F8F8"},
    {"font_color": "#1F4E78", "bg_color": "#204F79"},
    {"font_size": 1},
    {"num_format": ";;;"},
]
SEEN: list[dict[str, Any]] = [
    {"font_color": "white", "bg_color": "#1F4E78"},
    {"font_color": "white", "bg_color": "#1F4E78", "pattern": 3},
    {"font_color": "#808080"},
    {"font_color": "red", "bold": True},
    {"num_format": "0;-0;;@"},
]


@pytest.mark.parametrize(
    ("style", "is_invisible"), [*((each, True) for each in INVISIBLE), *((each, False) for each in SEEN)]
)
def test_text_in_the_colour_of_its_background_is_marked(style: dict[str, Any], is_invisible: bool) -> None:
    sheet = written(lambda book, sheet: sheet.write_string("A2", "甲公司", book.add_format(style)))
    assert sheet.marks == ([CellMark(2, 0, "invisible")] if is_invisible else [])


@pytest.mark.parametrize(
    ("style", "is_marked"),
    [({"font_strikeout": True}, True), ({"font_color": "white"}, True), ({"font_color": "#9C0006"}, False)],
)
def test_conditional_format_that_strikes_through_or_hides_is_marked(style: dict[str, Any], is_marked: bool) -> None:
    """Which cells it changes, only the formula says; the font of a conditional format is not that of the cells."""

    def change(book: Any, sheet: Any) -> None:
        rule = {"type": "cell", "criteria": "=", "value": "1", "format": book.add_format(style)}
        sheet.conditional_format("A2:C3", rule)

    assert written(change).marks == ([CellMark(2, 0, "conditional", "A2:C3")] if is_marked else [])


def test_text_box_is_read_as_a_comment_on_the_cell_at_which_it_begins() -> None:
    sheet = written(lambda book, sheet: sheet.insert_textbox("B3", "该企业\n已取消认证"))
    assert sheet.marks == [CellMark(3, 1, "comment", "该企业 已取消认证")]


PARTS_OF_CORNER = ("row", "rowOff", "col", "colOff")
LINE_OVER_ROW = [CellMark(3, 0, "crossed"), CellMark(3, 1, "crossed")]


@pytest.mark.parametrize(
    ("shape", "first", "last", "marks"),
    [
        ("<xdr:cxnSp/>", (2, 90_000, 0, 0), (2, 90_000, 2, 0), LINE_OVER_ROW),
        ('<a:prstGeom prst="line"/>', (2, 90_000, 0, 0), (3, 9_000, 1, 90_000), LINE_OVER_ROW),
        ("<a:custGeom/>", (2, 90_000, 0, 9_000), (2, 120_000, 1, 900_000), LINE_OVER_ROW),
        # Along the border of two rows, or between two columns; a text box with a frame.
        ("<xdr:cxnSp/>", (2, 9_000, 0, 0), (2, 9_000, 2, 0), []),
        ("<xdr:cxnSp/>", (0, 90_000, 1, 9_000), (3, 90_000, 1, 9_000), []),
        ('<a:prstGeom prst="rect"/>', (2, 90_000, 0, 0), (2, 90_000, 2, 0), []),
    ],
)
def test_cells_over_which_a_line_is_drawn_are_marked(
    shape: str, first: tuple[int, ...], last: tuple[int, ...], marks: list[CellMark]
) -> None:
    corners = "".join(
        f"<xdr:{name}>"
        + "".join(f"<xdr:{part}>{number}</xdr:{part}>" for part, number in zip(PARTS_OF_CORNER, corner, strict=True))
        + f"</xdr:{name}>"
        for name, corner in (("from", first), ("to", last))
    )
    drawing = f'<xdr:wsDr xmlns:xdr="d" xmlns:a="a"><xdr:twoCellAnchor>{corners}{shape}</xdr:twoCellAnchor></xdr:wsDr>'
    parts = workbook(sheet_xml(LINES)) | {
        "xl/drawings/drawing1.xml": drawing,
        "xl/worksheets/_rels/sheet1.xml.rels": relations_part(
            {"rId1": ("drawing", "../drawings/drawing1.xml")}
        ).decode(),
    }
    assert sheet_of(zipped(parts)).marks == marks


def test_comments_are_read_without_their_authors() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet.write_comment("A2", "周:\n已注销，\n下次删除", {"author": "周"})
        sheet.write_comment("B3", "编码待查", {"author": "周"})

    assert written(change).marks == [
        CellMark(2, 0, "comment", "已注销， 下次删除"),
        CellMark(3, 1, "comment", "编码待查"),
    ]


def threaded() -> bytes:
    """Return a workbook with a comment and a reply, and with the note that stands for them in older programs."""
    parts = workbook(sheet_xml(LINES))
    note = "<t>[线程批注] 你的 Excel 版本可读取此线程批注</t>"
    parts["xl/comments1.xml"] = (
        f'<comments xmlns="{MAIN}"><authors><author>tc</author></authors><commentList>'
        f'<comment ref="A2" authorId="0"><text>{note}</text></comment></commentList></comments>'
    )
    parts["xl/threadedComments/threadedComment1.xml"] = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="A2" id="1"><text>@周某 已注销吗</text>'
        '<mentions><mention mentionpersonId="1" mentionId="1" startIndex="0" length="3"/></mentions></threadedComment>'
        '<threadedComment ref="A2" id="2" parentId="1"><text>是</text></threadedComment></ThreadedComments>'
    )
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/comments" '
        'Target="../comments1.xml"/><Relationship Id="rId2" Target="../threadedComments/threadedComment1.xml" '
        'Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"/></Relationships>'
    )
    return zipped(parts)


def test_comment_with_replies_is_read_once_without_persons() -> None:
    assert sheet_of(threaded()).marks == [CellMark(2, 0, "comment", "……… 已注销吗；是")]


@pytest.mark.parametrize(
    "row", ['<row r="3" hidden="1">', "<row hidden='true' r='3'>", '<row r="3" spans="1:3" hidden = "1" >']
)
def test_hidden_row_is_found_in_every_spelling(row: str) -> None:
    xml = sheet_xml(LINES).replace('<row r="3">', row)
    assert sheet_of(zipped(workbook(xml))).hidden_lines == [3]


def test_hidden_columns_are_listed_down_to_the_last_used_one() -> None:
    columns = '<cols><col max="2" hidden="true" min="2"/><col min="5" max="16384" hidden="1"/></cols><sheetData>'
    xml = sheet_xml(LINES).replace("<sheetData>", columns)
    assert sheet_of(zipped(workbook(xml))).hidden_columns == [1]


def test_shared_text_with_a_struck_part_is_marked_behind_a_prefix() -> None:
    items = [f"<t>{text}</t>" for line in LINES for text in line]
    items[3] = "<r><rPr><strike/></rPr><t>甲</t></r><r><t>公司</t></r>"
    parts = workbook(shared_sheet(LINES), strings=shared_strings(items, count=9))
    assert sheet_of(zipped(prefixed(parts, "xl/sharedStrings.xml", SHEET))).marks == [CellMark(2, 0, "struck", "甲")]


def test_entities_of_the_file_are_refused() -> None:
    xml = sheet_xml(LINES, {"C3": '<c r="C3" t="e"><v>&x;</v></c>'})
    content = zipped(workbook(f'<!DOCTYPE worksheet [<!ENTITY x "#N/A">]>{xml}'))
    with pytest.raises(Exception, match="damaged"):
        in_process(content)


@pytest.mark.parametrize("spelling", ["date1904='1'", 'date1904="true"', "date1904 = '1'", 'x="y" date1904="1"'])
def test_days_counted_from_1904_are_found_in_every_spelling(spelling: str) -> None:
    assert sheet_of(zipped(workbook(sheet_xml(LINES), properties=f"<workbookPr {spelling}/>"))).is_1904


@pytest.mark.parametrize("encoding", ["UTF-16", "GB18030"])
@pytest.mark.parametrize("names", [(SHEET,), (BOOK, BOOK_RELATIONS), (SHEET, BOOK, BOOK_RELATIONS)])
def test_parts_in_another_encoding_are_read(encoding: str, names: tuple[str, ...]) -> None:
    parts = workbook(sheet_xml(LINES, {"C3": '<c r="C3" t="e"><v>#N/A</v></c>'}))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            used = encoding if name in names else "UTF-8"
            archive.writestr(name, (DECLARATION.replace("UTF-8", used) + content).encode(used))
    assert sheet_of(stream.getvalue()).rows == [*LINES[:2], ["乙公司", "3", "#N/A"]]


def test_rows_and_columns_without_height_or_width_are_hidden() -> None:
    xml = sheet_xml(LINES).replace('<row r="3">', '<row r="3" ht="0.75" customHeight="1">')
    columns = '<cols><col min="2" max="2" width="0.05" customWidth="1"/></cols><sheetData>'
    sheet = sheet_of(zipped(workbook(xml.replace("<sheetData>", columns))))
    assert (sheet.hidden_lines, sheet.hidden_columns) == ([3], [1])
