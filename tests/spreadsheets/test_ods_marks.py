"""What an .ods shows beside the texts of its cells."""

import io
import zipfile

import pytest

from spreadsheets.problems import Note
from spreadsheets.sheets import CellMark, Sheet, SheetError
from tests.cases.reading import in_process

NAMESPACES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)
NAMESPACES += (
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
STRUCK = (
    '<office:automatic-styles><style:style style:name="ce1" style:family="table-cell" style:parent-style-name="旧">'
    '</style:style><style:style style:name="T1" style:family="text">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="T2" style:family="text"><style:text-properties style:text-line-through-style="none"/>'
    '</style:style><style:style style:name="ce2" style:family="table-cell"><style:text-properties fo:color="#ffffff"/>'
    '</style:style><style:style style:name="ce3" style:family="table-cell" style:parent-style-name="ce2">'
    '<style:table-cell-properties fo:background-color="#1f4e78"/></style:style></office:automatic-styles>'
)
NAMED = (
    '<office:styles><style:style style:name="旧" style:family="table-cell">'
    '<style:text-properties style:text-line-through-style="solid" style:text-line-through-type="single"/>'
    "</style:style></office:styles>"
)
HEAD = ["企业名称", "日期"]


def cell(text: str, attributes: str = "", inside: str = "") -> str:
    paragraph = f"<text:p>{text}</text:p>" if text else ""
    return f'<table:table-cell office:value-type="string" {attributes}>{inside}{paragraph}</table:table-cell>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def read(*rows: str, columns: str = "", settings: str = "") -> Sheet:
    """Return the sheet with HEAD and these rows."""
    content = (
        f"<office:document-content{NAMESPACES}>{STRUCK}<office:body><office:spreadsheet>{settings}"
        f'<table:table table:name="名单">{columns}{row(*map(cell, HEAD))}{"".join(rows)}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
        archive.writestr("styles.xml", f"<office:document-styles{NAMESPACES}>{NAMED}</office:document-styles>")
    (sheet,) = in_process(stream.getvalue())
    return sheet


def test_formula_that_names_another_workbook_is_noted() -> None:
    formula = "table:formula=\"of:=['file:///C:/旧/2025.ods'#$Sheet1.A1]\""
    assert read(row(cell("甲公司", formula), cell("2026-01-05"))).notes == [Note("other_workbooks")]
    assert read(row(cell("甲公司", 'table:formula="of:=[.B2]"'), cell("2026-01-05"))).notes == []


@pytest.mark.parametrize(
    "error",
    [
        '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>',
        '<table:table-cell table:formula="of:=NA()" office:value-type="float" office:value="0">'
        "<text:p>#N/A</text:p></table:table-cell>",
        '<table:table-cell table:formula="of:=NA()" office:value-type="string">'
        "<text:p>#N/A</text:p></table:table-cell>",
    ],
)
def test_formula_error_is_read_as_shown(error: str) -> None:
    sheet = read(row(cell("甲公司"), error))
    assert sheet.rows[1] == ["甲公司", "#N/A"]
    assert sheet.marks == [CellMark(2, 1, "error", "#N/A")]


def test_formula_without_result_is_read_as_the_formula() -> None:
    sheet = read(row(cell("甲公司"), '<table:table-cell table:formula="of:=DATE(2019;7;10)"/>'))
    assert sheet.rows[1] == ["甲公司", "=DATE(2019;7;10)"]


def test_formula_with_an_empty_text_as_result_is_a_marked_blank() -> None:
    sheet = read(row(cell("甲公司"), cell("", 'table:formula="of:=IF([.A1]=1;1;&quot;&quot;)"')))
    assert sheet.marks == [CellMark(2, 1, "formula", '=IF([.A1]=1;1;"")')]


def test_struck_cells_and_struck_parts_are_marked() -> None:
    part = '乙<text:span text:style-name="T1">丙</text:span><text:span text:style-name="T2">公司</text:span>'
    sheet = read(row(cell("甲公司", 'table:style-name="ce1"'), cell("2")), row(cell(part), cell("3")))
    assert sheet.marks == [CellMark(2, 0, "struck"), CellMark(3, 0, "struck", "丙")]
    assert sheet.rows[2][0] == "乙丙公司"


def test_text_in_the_colour_of_its_background_is_marked() -> None:
    sheet = read(row(cell("甲公司", 'table:style-name="ce2"'), cell("2", 'table:style-name="ce3"')))
    assert sheet.marks == [CellMark(2, 0, "invisible")]


def test_struck_style_of_a_column_counts_for_cells_without_style() -> None:
    columns = '<table:table-column table:default-cell-style-name="ce1"/><table:table-column/>'
    sheet = read(row(cell("甲公司"), cell("2")), columns=columns)
    assert CellMark(2, 0, "struck") in sheet.marks


def test_comment_is_read_without_its_author() -> None:
    comment = (
        "<office:annotation><dc:creator>周</dc:creator><dc:date>2026-01-01T00:00:00</dc:date>"
        "<text:p>已注销，</text:p><text:p>下次删除</text:p></office:annotation>"
    )
    sheet = read(row(cell("甲公司", inside=comment), cell("2")))
    assert sheet.marks == [CellMark(2, 0, "comment", "已注销，下次删除")]
    assert sheet.rows[1] == ["甲公司", "2"]


@pytest.mark.parametrize("visibility", ["collapse", "filter"])
def test_hidden_rows_are_listed(visibility: str) -> None:
    hidden = f'table:visibility="{visibility}"'
    rows = [
        row(cell("甲公司"), attributes=hidden),
        row(cell("乙公司"), attributes=f'{hidden} table:number-rows-repeated="2"'),
        row("<table:table-cell/>", attributes=f'{hidden} table:number-rows-repeated="1048000"'),
    ]
    assert read(*rows).hidden_lines == [2, 3, 4]


def test_hidden_columns_are_listed_down_to_the_last_used_one() -> None:
    hidden = 'table:visibility="collapse"'
    columns = f"<table:table-column/><table:table-column {hidden}/>"
    columns += f'<table:table-column {hidden} table:number-columns-repeated="1000"/>'
    assert read(row(cell("甲公司"), cell("2")), columns=columns).hidden_columns == [1]


def test_merged_day_stands_in_each_row() -> None:
    merged = cell("2019-07-10", 'table:number-rows-spanned="2" table:number-columns-spanned="2"')
    covered = "<table:covered-table-cell/>"
    sheet = read(row(cell("甲公司"), merged, covered), row(cell("乙公司"), covered, covered))
    assert [cells[1] for cells in sheet.rows] == ["日期", "2019-07-10", "2019-07-10"]
    assert sheet.marks == [CellMark(3, 1, "merged", "block")]


def test_days_counted_from_1904_are_known() -> None:
    first_day = '<table:null-date table:date-value="1904-01-01"/>'
    settings = f"<table:calculation-settings>{first_day}</table:calculation-settings>"
    assert read(row(cell("甲公司"), cell("42194")), settings=settings).is_1904


def test_encrypted_workbook_is_named() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest><file-entry><encryption-data/></file-entry></manifest>")
        archive.writestr("content.xml", bytes(range(256)))
    with pytest.raises(SheetError, match="password_protected"):
        in_process(stream.getvalue())
