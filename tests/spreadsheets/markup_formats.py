"""Writers of workbooks and pages in markup: .ods, XML 2003, web page and web archive."""

from html import escape

from spreadsheets.columns import letter_of
from tests.spreadsheets.format_model import AUTHOR, ERROR, Book, Cell, Page, zipped

NAMESPACES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in (
        *((name, name) for name in ("office", "table", "text", "style")),
        ("draw", "drawing"),
        ("svg", "svg-compatible"),
        ("fo", "xsl-fo-compatible"),
    )
) + (
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
ODS_STYLES = (
    '<office:automatic-styles><style:style style:name="struck" style:family="table-cell">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="part" style:family="text"><style:text-properties style:text-line-through-style="solid"/>'
    '</style:style><style:style style:name="invisible" style:family="table-cell">'
    '<style:text-properties fo:color="#ffffff"/></style:style><style:style style:name="crossed"'
    ' style:family="table-cell"><style:table-cell-properties style:diagonal-tl-br="0.74pt solid #000000"/>'
    '</style:style><style:style style:name="out" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
)


def ods(book: Book) -> bytes:
    date = '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
    tables = "".join(map(_ods_table, book.pages))
    content = (
        f"<office:document-content{NAMESPACES}>{ODS_STYLES}<office:body><office:spreadsheet>"
        f"{date if book.is_1904 else ''}{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    header = "".join(f"<style:header><text:p>{escape(page.header)}</text:p></style:header>" for page in book.pages)
    styles = (
        f"<office:document-styles{NAMESPACES}><office:master-styles>"
        f'<style:master-page style:name="Default">{header}<style:footer><text:p>'
        "第 <text:page-number>1</text:page-number> 页</text:p></style:footer></style:master-page>"
        "</office:master-styles></office:document-styles>"
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b"<manifest/>",
            "content.xml": content.encode(),
            "styles.xml": styles.encode(),
        }
    )


def _ods_table(page: Page) -> str:
    hidden = ' table:visibility="collapse"'
    columns = "".join(
        f"<table:table-column{hidden if at in page.hidden_columns else ''}/>" for at in range(max(map(len, page.cells)))
    )
    rows = ""
    for row, line in enumerate(page.cells):
        cells = "".join(_ods_cell(page, row, column, cell) for column, cell in enumerate(line))
        rows += f"<table:table-row{hidden if row in page.hidden_lines else ''}>{cells}</table:table-row>"
    style = ' table:style-name="out"' if page.hidden else ""
    return f'<table:table table:name="{page.name}"{style}>{columns}{rows}</table:table>'


def _ods_cell(page: Page, row: int, column: int, cell: Cell) -> str:
    height, width = page.span_of(row, column)
    if not height:
        return "<table:covered-table-cell/>"
    attributes = f' table:style-name="{cell.style}"' if cell.style else ""
    if (height, width) != (1, 1):
        attributes += f' table:number-rows-spanned="{height}" table:number-columns-spanned="{width}"'
    text = escape(cell.text)
    if cell.kind == "formula":
        attributes += f' table:formula="of:{text}"'
        text = ""
    elif cell.kind == "error":
        attributes += ' table:formula="of:=NA()" office:value-type="string" calcext:value-type="error"'
        text = ERROR
    elif cell.kind == "number":
        attributes += f' office:value-type="float" office:value="{text}"'
    elif text:
        attributes += ' office:value-type="string"'
    if cell.struck_part:
        rest = escape(cell.text.removeprefix(cell.struck_part))
        text = f'<text:span text:style-name="part">{escape(cell.struck_part)}</text:span>{rest}'
    inside = f"<text:p>{text}</text:p>" if text else ""
    if cell.comment:
        comment = f"<dc:creator>{AUTHOR}</dc:creator><text:p>{escape(cell.comment)}</text:p>"
        inside = f"<office:annotation>{comment}</office:annotation>{inside}"
    if page.box and (row, column) == (1, 1):
        box = f"<draw:text-box><text:p>{escape(page.box)}</text:p></draw:text-box>"
        inside = f"<draw:frame>{box}</draw:frame>{inside}"
    if page.has_picture and (row, column) == (1, 1):
        inside = f"<draw:frame><draw:image/></draw:frame>{inside}"
    if page.line and (row, column) == page.line[:2]:
        end = f'table:end-cell-address="{page.name}.{letter_of(page.line[3])}{page.line[2] + 1}" table:end-y="0.25cm"'
        inside = f'<draw:line {end} svg:x1="0.5cm" svg:x2="9cm"/>{inside}'
    return f"<table:table-cell{attributes}>{inside}</table:table-cell>"


SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
EXCEL = "urn:schemas-microsoft-com:office:excel"


def xml(book: Book) -> bytes:
    """XML Spreadsheet 2003."""
    styles = (
        '<Styles><Style ss:ID="struck"><Font ss:StrikeThrough="1"/></Style>'
        '<Style ss:ID="invisible"><Font ss:Color="#FFFFFF"/></Style>'
        '<Style ss:ID="crossed"><Borders><Border ss:Position="DiagonalLeft" ss:LineStyle="Continuous"/></Borders>'
        "</Style></Styles>"
    )
    dates = f'<ExcelWorkbook xmlns="{EXCEL}"><Date1904/></ExcelWorkbook>' if book.is_1904 else ""
    sheets = "".join(map(_xml_sheet, book.pages))
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{SPREADSHEET}" xmlns:ss="{SPREADSHEET}" xmlns:x="{EXCEL}">'
        f"{dates}{styles}{sheets}</Workbook>"
    ).encode()


def _xml_sheet(page: Page) -> str:
    columns = "".join(f'<Column ss:Index="{at + 1}" ss:Hidden="1"/>' for at in page.hidden_columns)
    rows = ""
    for row, line in enumerate(page.cells):
        cells = "".join(_xml_cell(page, row, column, cell) for column, cell in enumerate(line))
        rows += (
            f'<Row ss:Index="{row + 1}"{" ss:Hidden=" + chr(34) + "1" + chr(34) if row in page.hidden_lines else ""}>'
        )
        rows += f"{cells}</Row>"
    header = f'<PageSetup><Header x:Data="&amp;C{escape(page.header)}"/></PageSetup>' if page.header else ""
    hidden = "<Visible>SheetHidden</Visible>" if page.hidden else ""
    options = f'<WorksheetOptions xmlns="{EXCEL}">{header}{hidden}</WorksheetOptions>'
    return f'<Worksheet ss:Name="{page.name}"><Table>{columns}{rows}</Table>{options}</Worksheet>'


def _xml_cell(page: Page, row: int, column: int, cell: Cell) -> str:
    height, width = page.span_of(row, column)
    if not height:
        return ""
    attributes = f' ss:Index="{column + 1}"' + (f' ss:StyleID="{cell.style}"' if cell.style else "")
    attributes += f' ss:MergeDown="{height - 1}"' * (height > 1) + f' ss:MergeAcross="{width - 1}"' * (width > 1)
    comment = f'<Comment ss:Author="{AUTHOR}"><Data>{escape(cell.comment)}</Data></Comment>' if cell.comment else ""
    if cell.kind == "formula":
        return f'<Cell{attributes} ss:Formula="{escape(cell.text)}">{comment}</Cell>'
    kind = {"text": "String", "number": "Number", "error": "Error"}[cell.kind]
    text = ERROR if cell.kind == "error" else escape(cell.text)
    if cell.struck_part:
        text = f"<S xmlns='http://www.w3.org/TR/REC-html40'>{escape(cell.struck_part)}</S>"
        text += escape(cell.text.removeprefix(cell.struck_part))
    if cell.kind == "number":
        text = format(float(cell.text), ".15G")
    data = f'<Data ss:Type="{kind}">{text}</Data>' if text else ""
    shape = ""
    if (row, column) == (1, 1) and (page.has_picture or page.box):
        inside = '<v:imagedata src="p.png"/>' * page.has_picture + f"<v:textbox>{escape(page.box)}</v:textbox>"
        shape = f'<v:shape xmlns:v="urn:schemas-microsoft-com:vml">{inside}</v:shape>'
    return f"<Cell{attributes}>{data}{comment}{shape}</Cell>"


def html(book: Book) -> bytes:
    """A web page of the first sheet."""
    return _html_page(book.pages[0]).encode()


def _html_page(page: Page) -> str:
    header = "".join(f"\\{ord(character):04X} " for character in page.header)
    classes = ".invisible {color:white} .crossed {mso-diagonal-down:.5pt solid windowtext}"
    style = f'<style>@page {{mso-header-data:"&C{header}";}} {classes}</style>'
    rows = ""
    for row, line in enumerate(page.cells):
        cells = "".join(_html_cell(page, row, column, cell) for column, cell in enumerate(line))
        rows += f"<tr{' style=display:none' if row in page.hidden_lines else ''}>{cells}</tr>"
    return f"<html><head><meta charset=utf-8>{style}</head><body><table>{rows}</table></body></html>"


def _html_cell(page: Page, row: int, column: int, cell: Cell) -> str:
    height, width = page.span_of(row, column)
    if not height:
        return ""
    text = escape(ERROR if cell.kind == "error" else cell.text)
    if cell.style == "struck":
        text = f"<s>{text}</s>"
    elif cell.struck_part:
        text = f"<s>{escape(cell.struck_part)}</s>{escape(cell.text.removeprefix(cell.struck_part))}"
    attributes = f" rowspan={height} colspan={width}" if (height, width) != (1, 1) else ""
    attributes += f" class={cell.style}" if cell.style in ("invisible", "crossed") else ""
    attributes += " style=display:none" if column in page.hidden_columns else ""
    if (row, column) == (1, 1):
        text = "<img src=p.png>" * page.has_picture + _html_box(page.box) + text
    return f"<td{attributes}>{text}</td>"


def _html_box(text: str) -> str:
    """Return a text box as Excel saves it: as VML, and as a picture for programs that do not know VML."""
    box = f"<v:textbox><div style='text-align:left'><font>{escape(text)}</font></div></v:textbox>"
    shape = f'<v:shape id="_x0000_s1025" type="#_x0000_t202">{box}</v:shape>'
    picture = '<span><img src=image001.png v:shapes="_x0000_s1025"></span>'
    return f"<!--[if gte vml 1]>{shape}<![endif]--><![if !vml]>{picture}<![endif]>" if text else ""


def mhtml(book: Book) -> bytes:
    """A web archive with a page for each sheet."""
    parts = "".join(
        "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
        f"Content-Location: file:///C:/{page.name}.htm\r\n\r\n{_html_page(page)}\r\n"
        for page in book.pages
    )
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
    return f"{head}{parts}--b--\r\n".encode()
