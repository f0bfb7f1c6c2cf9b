"""Reading a text file: an XML workbook, a web archive or page, JSON or a text table, recognised by its content."""

import re
from collections.abc import Iterator, Sequence

from spreadsheets.encoded_texts import check_not_encoded
from spreadsheets.encodings import decoded
from spreadsheets.html_table import HtmlTable, read_html
from spreadsheets.json_table import (
    looks_like_json,
    read_json,
    stated_total,
    states_further_pages,
    table_of_file,
    without_script,
)
from spreadsheets.problems import Note
from spreadsheets.sheets import SheetError, SheetStream, sheet_attributes
from spreadsheets.text_records import are_records, read_records
from spreadsheets.text_table import read_text_table
from spreadsheets.web_archive import is_message, read_web_archive
from spreadsheets.xml_workbook import xml_workbook_sheets

HEAD = 2_000
# The root element of an «XML Spreadsheet 2003», which some systems still export under the name .xls.
XML_WORKBOOK = re.compile(r"<(?:\w+:)?Workbook\b")
# The first element behind declarations and comments.
ROOT = re.compile(r"\s*(?:(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>]*>)\s*)*<([^\s/>!]+)", re.DOTALL)
# A file with another first element is no page.
ELEMENTS_OF_PAGES = """
    html head body title meta link style script table tbody thead tr td th div p span form center font a b br hr h1 h2
    h3 pre ul ol li img input frameset iframe main section article
"""
ROOTS_OF_PAGES = frozenset(ELEMENTS_OF_PAGES.split())
# What a page says beside its table when it shows a part of it only.
TOTAL_OUTSIDE = re.compile(r"共(?:有|计)?\s*([0-9]{1,7})\s*(?:条|家|户|项记录|个企业)")
PAGES_OUTSIDE = re.compile(r"共\s*(?!1\s*页)[0-9]{1,6}\s*页|第?\s*[0-9]{1,6}\s*/\s*(?!1\s*页)[0-9]{1,6}\s*页")


def text_sheets(content: bytes) -> Iterator[SheetStream]:
    """Yield attributes and rows of each sheet; raises SheetError."""
    if is_message(content):
        for name, table in read_web_archive(content):
            yield _page(name, table, [Note("web_archive_table")])
        return
    text, notes = decoded(content)
    if text.lstrip()[:1] == "<" and XML_WORKBOOK.search(text[:HEAD]):
        yield from xml_workbook_sheets(text)
    elif text.lstrip()[:1] == "<":
        yield _page("网页表格", _table_of_page(text), [Note("web_page_table"), *notes])
    elif looks_like_json(text := without_script(text)):
        document = read_json(text)
        rows = table_of_file(document)
        notes += _notes_on_part(stated_total(document), len(rows) - 1, has_pages=states_further_pages(document))
        yield sheet_attributes("JSON", notes, is_data=True), rows
    else:
        check_not_encoded(text)
        rows, found = read_records(text) if are_records(text) else read_text_table(text)
        yield sheet_attributes("文本表格", [*notes, *found]), rows


def _notes_on_part(total: int, count: int, *, has_pages: bool) -> list[Note]:
    """Return the note that the document states more rows than it has, or further pages."""
    if total > count:
        return [Note("fewer_than_total", {"total": total, "count": count})]
    return [Note("one_of_pages")] if has_pages else []


def _table_of_page(text: str) -> HtmlTable:
    table = read_html(text)
    if any(map(any, table.rows)):
        return table
    if table.has_frames:
        raise SheetError("web_page_of_frames")
    root = ROOT.match(text)
    if root and root.group(1).lower() not in ROOTS_OF_PAGES:
        raise SheetError("xml_file", root=root.group(1)[:40])
    raise SheetError("web_page")


def _page(name: str, table: HtmlTable, notes: Sequence[Note]) -> SheetStream:
    found = list(notes)
    if table.hidden_lines:
        found.append(Note("hidden_rows", {"count": len(table.hidden_lines)}))
    if table.hidden_columns:
        found.append(Note("hidden_columns", {"count": len(table.hidden_columns)}))
    if table.merged:
        found.append(Note("merged_cells", {"count": table.merged}))
    count = sum(sum(map(bool, row)) > 1 for row in table.rows) - 1
    total = max((int(number) for number in TOTAL_OUTSIDE.findall(table.outside)), default=0)
    found += _notes_on_part(total, count, has_pages=PAGES_OUTSIDE.search(table.outside) is not None)
    if not table.is_closed:
        found.append(Note("page_not_closed"))
    hidden = {"hidden_lines": table.hidden_lines, "hidden_columns": table.hidden_columns}
    return sheet_attributes(name, found, marks=table.marks, **hidden), table.rows
