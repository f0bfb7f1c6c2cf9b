"""Reading an «XML Spreadsheet 2003» like any other workbook."""

import pytest

from spreadsheets.problems import Note
from spreadsheets.sheets import CellMark, Sheet
from tests.cases.reading import in_process
from tests.spreadsheets.text_samples import LINES, TITLES, refusal

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
DECLARATION = '<?xml version="1.0" encoding="gb2312"?>\n<?mso-application progid="Excel.Sheet"?>'
STYLES = (
    '<Styles><Style ss:ID="s1"><Font ss:StrikeThrough="1"/></Style><Style ss:ID="s2"><Font ss:Color="#FFFFFF"/></Style>'
    '<Style ss:ID="s3" ss:Parent="s2"><Interior ss:Color="#1F4E78" ss:Pattern="Solid"/></Style></Styles>'
)


def cell(text: str, *, kind: str = "String", attributes: str = "", more: str = "") -> str:
    return f'<Cell {attributes}><Data ss:Type="{kind}">{text}</Data>{more}</Cell>'


def row(*cells: str, attributes: str = "") -> str:
    """Return a row; a text without markup is the text of a cell."""
    return f"<Row {attributes}>{''.join(each if each[:1] == '<' else cell(each) for each in cells)}</Row>"


def book(*rows: str, name: str = "名单", options: str = "", before: str = "") -> str:
    return (
        f'<Workbook xmlns="{NAMESPACE}" xmlns:ss="{NAMESPACE}">{STYLES}<Worksheet ss:Name="{name}">'
        f"<Table>{before}{''.join(rows)}</Table>{options}</Worksheet></Workbook>"
    )


def read(text: str) -> Sheet:
    (sheet,) = in_process(text.encode())
    return sheet


@pytest.mark.parametrize("before", ["", DECLARATION, f"\n  {DECLARATION}\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_xml_workbook_is_read_in_any_encoding(before: str, encoding: str) -> None:
    (sheet,) = in_process((before + book(*(row(*line) for line in LINES))).encode(encoding))
    assert (sheet.name, sheet.rows, sheet.notes) == ("名单", LINES, [])


def test_prefixed_elements_are_read() -> None:
    content = book(*(row(*line) for line in LINES)).replace("<", "<x:").replace("<x:/", "</x:")
    assert read(content.replace("xmlns=", "xmlns:x=")).rows == LINES


def test_values_are_read_as_shown() -> None:
    cells = [
        cell("2019-07-10T00:00:00.000", kind="DateTime"),
        cell("2019-07-10T08:30:00.000", kind="DateTime"),
        cell("3701600153", kind="Number"),
        cell("3.701600153E9", kind="Number"),
        cell("1.5", kind="Number"),
        cell("1", kind="Boolean"),
        cell("甲&amp;乙&#10;丙"),
        cell("<B xmlns='http://www.w3.org/TR/REC-html40'>甲</B>乙"),
    ]
    shown = ["2019-07-10", "2019-07-10 08:30:00.000", "3701600153", "3701600153", "1.5", "TRUE", "甲&乙\n丙", "甲乙"]
    assert read(book(row(*cells))).rows == [shown]


def test_places_of_rows_and_cells_count() -> None:
    rows = [
        row("甲", attributes='ss:Index="3"'),
        row("乙", attributes='ss:Span="1"'),
        row("丙", cell("丁", attributes='ss:Index="4"')),
    ]
    assert read(book(*rows)).rows == [[], [], ["甲"], ["乙"], [], ["丙", "", "", "丁"]]


def test_hidden_rows_columns_and_sheets_are_noted() -> None:
    sheet = read(
        book(
            row(*TITLES),
            row("甲", attributes='ss:Hidden="1"'),
            before='<Column/><Column ss:Hidden="1" ss:Span="1"/>',
            options="<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions>",
        )
    )
    assert (sheet.hidden, sheet.hidden_lines, sheet.hidden_columns) == (True, [2], [1, 2])
    assert sheet.notes == [Note("hidden_rows", {"count": 1}), Note("hidden_columns", {"count": 2})]


def test_merged_cell_belongs_to_each_of_its_rows() -> None:
    rows = [
        row("甲", cell("2019-07-10", attributes='ss:MergeDown="1"'), "一"),
        row("乙", cell("二", attributes='ss:Index="3"')),
    ]
    sheet = read(book(*rows, row(cell("注", attributes='ss:MergeAcross="1"'), "三")))
    assert sheet.rows == [["甲", "2019-07-10", "一"], ["乙", "2019-07-10", "二"], ["注", "", "三"]]
    assert sheet.notes == [Note("merged_cells", {"count": 1})]


def test_text_in_the_colour_of_its_background_is_marked() -> None:
    cells = [cell("甲", attributes=f'ss:StyleID="{style}"') for style in ("s2", "s3")]
    assert read(book(row(*cells))).marks == [CellMark(1, 0, "invisible")]


def test_marks_of_cells_are_kept() -> None:
    remark = "<Comment ss:Author='x'><ss:Data>已 取消</ss:Data></Comment>"
    sheet = read(
        book(
            row(
                cell("甲", attributes='ss:StyleID="s1"'),
                cell("乙", more=remark),
                cell("#N/A", kind="Error"),
                "<Cell ss:Formula='=RC[-1]'/>",
            )
        )
    )
    assert sheet.rows == [["甲", "乙", "#N/A", "=RC[-1]"]]
    assert set(sheet.marks) == {
        CellMark(1, 0, "struck"),
        CellMark(1, 1, "comment", "已 取消"),
        CellMark(1, 2, "error", "#N/A"),
        CellMark(1, 3, "error", "=RC[-1]"),
    }


def test_each_worksheet_is_a_sheet() -> None:
    first, second = book(row("甲"), name="一"), book(row("乙"), name="二")
    content = first.replace("</Workbook>", second[second.index("<Worksheet") :])
    assert [(sheet.name, sheet.rows) for sheet in in_process(content.encode())] == [("一", [["甲"]]), ("二", [["乙"]])]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (book(*(row(*line) for line in LINES))[:-60], "damaged"),
        (f'<!DOCTYPE x [<!ENTITY a "b">]>{book(row("&a;"))}', "damaged"),
        (book(row("甲", attributes='ss:Index="1048576"')), "too_many_rows"),
        (book(row(cell("甲", attributes='ss:Index="16384"'))), "too_many_columns"),
        (book("<Row/>" * 200_002 + row("甲")), "too_many_rows"),
    ],
)
def test_bad_xml_workbook_is_refused(content: str, code: str) -> None:
    assert refusal(content.encode())[0] == code
