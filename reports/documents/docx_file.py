"""An official document as a file of a word processor, in the form of GB/T 9704-2012."""

from collections.abc import Sequence
from typing import IO, Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports.documents.content import DocumentTable, OfficialDocument

# The faces and sizes of the standard: the title in 小标宋 of size 二, the text in 仿宋 of size 三, headings in 黑体.
TITLE_FACE, TEXT_FACE, HEADING_FACE, TABLE_FACE = "方正小标宋简体", "仿宋", "黑体", "宋体"
TITLE_SIZE, TEXT_SIZE, TABLE_SIZE = Pt(22), Pt(16), Pt(10.5)
LINE = Pt(28.95)
TWO_CHARACTERS = Pt(32)
# Margins: top, right, bottom, left.
MARGINS = (Mm(37), Mm(26), Mm(35), Mm(28))
# A table with more columns stands on a page across.
UPRIGHT_COLUMNS = 6


def write_docx(document: OfficialDocument, stream: IO[bytes]) -> None:
    """Write the document: title, addressee, text, attachments named, signature and day, then each attachment."""
    file = Document()
    file.core_properties.title = document.title
    file.core_properties.author = document.signed_by
    _set_margins(file.sections[0])
    _add(file, document.title, face=TITLE_FACE, size=TITLE_SIZE, align=WD_ALIGN_PARAGRAPH.CENTER)
    _add(file, f"{document.addressee}：")
    _add_text(file, document.opening)
    for part in document.parts:
        _add_text(file, part.heading, face=HEADING_FACE)
        for paragraph in part.paragraphs:
            _add_text(file, paragraph)
    for number, table in enumerate(document.attachments, start=1):
        mark = "附件：" if number == 1 else "　　　"
        _add_text(file, f"{mark}{number}. {table.title}")
    for line in (document.signed_by, document.signed_on_text):
        _add(file, line, align=WD_ALIGN_PARAGRAPH.RIGHT)
    for number, table in enumerate(document.attachments, start=1):
        _add_attachment(file, number, table)
    file.save(stream)


def _set_margins(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = MARGINS


def _add(
    file: Any, text: str, *, face: str = TEXT_FACE, size: Pt = TEXT_SIZE, align: Any = None, is_indented: bool = False
) -> Any:
    paragraph = file.add_paragraph()
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.space_before = form.space_after = Pt(0)
    if is_indented:
        form.first_line_indent = TWO_CHARACTERS
    _set_face(paragraph.add_run(text), face, size)
    return paragraph


def _add_text(file: Any, text: str, *, face: str = TEXT_FACE) -> None:
    _add(file, text, face=face, is_indented=True)


def _set_face(run: Any, face: str, size: Pt) -> None:
    """Set the face for Chinese and for Latin characters alike."""
    run.font.name, run.font.size = face, size
    run._element.rPr.rFonts.set(qn("w:eastAsia"), face)


def _add_attachment(file: Any, number: int, table: DocumentTable) -> None:
    """Add the attachment on a page of its own, across where it is wide."""
    section = file.add_section()
    _set_margins(section)
    if len(table.headings) > UPRIGHT_COLUMNS:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    else:
        section.orientation = WD_ORIENT.PORTRAIT
    _add(file, f"附件{number}", face=HEADING_FACE)
    _add(file, table.title, face=TITLE_FACE, size=TITLE_SIZE, align=WD_ALIGN_PARAGRAPH.CENTER)
    if not table.rows:
        _add_text(file, table.none)
        return
    grid = file.add_table(rows=0, cols=len(table.headings), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    _repeat_heading(_add_row(grid, table.headings))
    for row in table.rows:
        _add_row(grid, [str(cell) for cell in row])


def _add_row(grid: Any, texts: Sequence[str]) -> Any:
    row = grid.add_row()
    for cell, text in zip(row.cells, texts, strict=True):
        _set_face(cell.paragraphs[0].add_run(text), TABLE_FACE, TABLE_SIZE)
    return row


def _repeat_heading(row: Any) -> None:
    """Repeat the row at the top of every page of the table."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
