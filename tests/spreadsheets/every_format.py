"""The same workbook in every format: .xlsx, .xls, .xlsb, .ods, XML 2003, web archive, web page."""

import io
import zipfile
from collections.abc import Callable

import xlsxwriter

from tests.spreadsheets.binary_formats import drawing, relations_part, xls, xlsb
from tests.spreadsheets.format_model import AUTHOR, ERROR, PICTURE, Book, zipped
from tests.spreadsheets.markup_formats import html, mhtml, ods, xml


def xlsx(book: Book) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "date_1904": book.is_1904}) as written:
        formats = {
            "": None,
            "struck": written.add_format({"font_strikeout": True}),
            "invisible": written.add_format({"font_color": "#FFFFFF"}),
            "crossed": written.add_format({"diag_type": 1, "diag_border": 1}),
        }
        for page in book.pages:
            sheet = written.add_worksheet(page.name)
            for area in page.merged:
                sheet.merge_range(*area, "")
            for row, line in enumerate(page.cells):
                for column, cell in enumerate(line):
                    if page.span_of(row, column) == (0, 0):
                        continue
                    if cell.comment:
                        sheet.write_comment(row, column, cell.comment, {"author": AUTHOR})
                    if cell.struck_part:
                        rest = cell.text.removeprefix(cell.struck_part)
                        sheet.write_rich_string(
                            row, column, formats["struck"], cell.struck_part, written.add_format(), rest
                        )
                    elif cell.kind == "number":
                        sheet.write_number(row, column, float(cell.text), formats[cell.style])
                    elif cell.kind == "error":
                        sheet.write_formula(row, column, "=NA()", None, ERROR)
                    elif cell.kind == "formula":
                        sheet.write_formula(row, column, cell.text, None, "")
                    elif cell.text:
                        sheet.write_string(row, column, cell.text, formats[cell.style])
            for line in page.hidden_lines:
                sheet.set_row(line, None, None, {"hidden": True})
            for column in page.hidden_columns:
                sheet.set_column(column, column, None, None, {"hidden": True})
            if page.hidden:
                sheet.hide()
            if page.header:
                sheet.set_header(f'&C&"宋体,常规"{page.header}')
            if page.box:
                sheet.insert_textbox(1, 1, page.box)
            if page.has_picture:
                sheet.insert_image(1, 1, "p.png", {"image_data": io.BytesIO(PICTURE)})
    return with_lines(stream.getvalue(), book) if any(page.line for page in book.pages) else stream.getvalue()


def with_lines(content: bytes, book: Book) -> bytes:
    """Return the workbook with the drawings of its pages, which xlsxwriter does not write."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for number, page in enumerate(book.pages, start=1):
        own = {"rId1": ("drawing", f"../drawings/drawing{number}.xml")}
        parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = relations_part(own)
        parts[f"xl/drawings/drawing{number}.xml"] = drawing(page)
    return zipped(parts)


WRITERS: dict[str, Callable[[Book], bytes]] = {
    "xlsx": xlsx,
    "xls": xls,
    "xlsb": xlsb,
    "ods": ods,
    "xml": xml,
    "mhtml": mhtml,
    "html": html,
}
