"""The data of an .ods that python-calamine does not give: hidden rows, formula errors, merged cells, marks of cells.

All sheets are in one part, which is parsed where a quick search finds a trace of any of them.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import BinaryIO

from spreadsheets.columns import place_of
from spreadsheets.formulas import FORMULA_ERROR
from spreadsheets.problems import Note
from spreadsheets.sheet_marks import SheetMarks
from spreadsheets.sheets import MAX_COLUMNS, MAX_ROWS, SheetError
from spreadsheets.text_styles import TextStyle, of_hexadecimal
from spreadsheets.xlsx_package import Package
from spreadsheets.xml_events import elements, local, new_parser, parse

CONTENT, STYLES = "content.xml", "styles.xml"
TRACES = (
    rb":formula\b",
    rb"annotation",
    rb"line-through",
    rb":diagonal-",
    rb"fo:color=.#(?!000000)",
    rb"collapse",
    rb"filter",
    rb"-spanned",
    rb"1904-01-01",
    rb"<draw:",
)
# Elements of drawn shapes, whose texts belong to no cell.
SHAPES = frozenset(("frame", "text-box", "custom-shape", "rect", "ellipse", "caption", "polygon", "path", "connector"))
LINES = frozenset(("line", "connector"))
# The cell in an address such as 名单.D3.
CELL = re.compile(r"\$?[A-Z]{1,3}\$?\d+$")
LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(cm|mm|in|pt)")
CENTIMETRES = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 0.0353}
# A line that ends so near the beginning of a row does not go over it; a shorter one, in one column, is between columns.
LEAST_OVERLAP, LEAST_LENGTH = 0.07, 0.5
HIDDEN = ("collapse", "filter")
DIAGONALS = ("diagonal-bl-tr", "diagonal-tl-br")
# The header or footer of a page, also of the first or the left ones; elements in it in whose place the program writes.
PAGE_TEXT = re.compile("(?:header|footer)(?:-left|-first)?")
FIELDS = ("sheet-name", "page-number", "page-count", "date", "time", "file-name", "title")
# The name of the language of a formula stands before it: of:=A1.
LANGUAGE = re.compile(r"\w+:(?==)")
# The address of another workbook in a formula: 'file:///C:/2025.ods'#$Sheet1.A1.
OTHER_WORKBOOK = re.compile(rb"(?:'|&apos;)file:[^<>]{1,1000}?(?:'|&apos;)#")


class OdsMarks:
    """The marks of the sheets of one workbook."""

    def __init__(self, package: Package) -> None:
        content = package.read(CONTENT)
        self.book_notes = [Note("other_workbooks")] if OTHER_WORKBOOK.search(content) else []
        self._is_encrypted = b"encryption-data" in package.read("META-INF/manifest.xml")
        self._sheets: dict[str, SheetMarks] = {}
        styles = b"" if self._is_encrypted else package.read(STYLES)
        self._page_texts = _page_texts(styles) if b"master-page" in styles else []
        if not self._is_encrypted and any(re.search(trace, content) for trace in TRACES):
            self._sheets = ContentParser(_styles_of(content, _styles_of(styles, {}))).parse(content)

    def of_sheet(self, name: str) -> SheetMarks:
        """Return the marks of the sheet with this name."""
        sheet = self._sheets.get(name, SheetMarks())
        for text in self._page_texts:
            sheet.add_page_text(text)
        return sheet

    def readable_copy(self) -> BinaryIO:
        """Raise SheetError: an .ods that calamine does not read is encrypted or damaged."""
        raise SheetError("password_protected" if self._is_encrypted else "damaged")


def _page_texts(styles: bytes) -> list[str]:
    """Return the paragraphs of the headers and footers of all pages."""
    texts: list[str] = []
    path: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        path.append(local(name))
        if path[-1] == "p":
            texts.append("")

    def add(data: str) -> None:
        if "p" in path and any(map(PAGE_TEXT.fullmatch, path)) and path[-1] not in FIELDS:
            # An ampersand begins a code of Excel.
            texts[-1] += data.replace("&", "&&")

    parser = new_parser()
    parser.StartElementHandler, parser.CharacterDataHandler = start, add
    parser.EndElementHandler = lambda name: path.pop()
    parse(parser, styles)
    return [text for text in texts if text]


def _styles_of(content: bytes, known: Mapping[str, TextStyle]) -> dict[str, TextStyle]:
    """Return the style of texts under each name, which has what its parent has; with the known ones."""
    styles = dict(known)
    style = TextStyle()
    for element in elements(content) if re.search(rb"text-properties|:diagonal-", content) else ():
        values = element.attributes
        if element.name == "style":
            style = replace(styles.get(values.get("parent-style-name", ""), TextStyle()))
            styles[values.get("name", "")] = style
        elif element.name == "text-properties":
            kinds = [values.get(f"text-line-through-{part}") for part in ("style", "type")]
            if any(kinds):
                style.is_struck = "none" not in kinds
            style.text = of_hexadecimal(values.get("color", "")) or style.text
        elif element.name == "table-cell-properties":
            style.fill = of_hexadecimal(values.get("background-color", "")) or style.fill
            lines = [values[name] for name in DIAGONALS if name in values]
            style.is_crossed = any(line != "none" for line in lines) if lines else style.is_crossed
        elif element.name == "body":
            break
    return styles


class ContentParser:
    """Reads the marks of all sheets."""

    def __init__(self, styles: Mapping[str, TextStyle]) -> None:
        self._marks = {name: style.mark for name, style in styles.items() if style.mark}
        self._is_1904 = False
        self._sheets: dict[str, SheetMarks] = {}
        self._sheet = SheetMarks()
        # The style of cells without one, by column and for the row.
        self._column_styles: list[str] = []
        self._row: Mapping[str, str] = {}
        self._cell: Mapping[str, str] = {}
        self._line = self._column = 0
        self._is_filled = self._is_error = False
        # The text of the cell, its struck-through part, the text of its comment with the author, and of its text boxes.
        self._text = self._struck = self._comment = self._author = self._box = ""
        # The open elements inside the cell, and of each whether it is struck through.
        self._open: list[tuple[str, bool]] = []
        self._parser = new_parser()
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end

    def parse(self, content: bytes) -> dict[str, SheetMarks]:
        """Return the marks of each sheet by its name."""
        parse(self._parser, content)
        for sheet in self._sheets.values():
            sheet.is_1904 = self._is_1904
        return self._sheets

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if self._open:
            self._open.append((name, self._marks.get(_style(attributes)) == "struck"))
            if name == "p" and self._text:
                self._add("\n")
            elif name == "image":
                self._sheet.add_mark(self._line, self._column, "picture")
            elif name in LINES:
                self._add_line({local(key): value for key, value in attributes.items()})
            elif name == "s":
                self._add(" ")
        elif name in ("table-cell", "covered-table-cell", "shapes"):
            self._cell = {local(key): value for key, value in attributes.items()}
            self._is_error = any(value == "error" for key, value in attributes.items() if local(key) == "value-type")
            self._text = self._struck = self._comment = self._author = self._box = ""
            self._open.append((name, False))
            self._parser.CharacterDataHandler = self._add
        elif name == "table-row":
            self._row = {local(key): value for key, value in attributes.items()}
            self._column, self._is_filled = 0, False
        elif name == "table-column":
            self._start_column({local(key): value for key, value in attributes.items()})
        elif name == "table":
            self._sheet, self._line, self._column, self._column_styles = SheetMarks(), 0, 0, []
            self._sheets[next((value for key, value in attributes.items() if local(key) == "name"), "")] = self._sheet
        elif name == "null-date":
            self._is_1904 = "1904-01-01" in attributes.values()

    def _end(self, name: str) -> None:
        name = local(name)
        if self._open:
            self._open.pop()
            if not self._open:
                self._parser.CharacterDataHandler = None
                if name == "shapes":
                    self._sheet.add_comment(0, 0, self._box)
                else:
                    self._end_cell()
        elif name == "table-row":
            count = _repeats(self._row, "rows", MAX_ROWS)
            if self._is_filled and self._row.get("visibility") in HIDDEN:
                self._sheet.hidden_lines += range(self._line + 1, self._line + 1 + count)
            self._line += count

    def _add(self, data: str) -> None:
        """Add text: of the cell, of a text box, of its comment, or the author of that."""
        names = [name for name, _ in self._open]
        if "annotation" in names:
            if names[-1] == "creator":
                self._author += data
            elif names[-1] != "date":
                self._comment += data
        elif not SHAPES.isdisjoint(names):
            self._box += data
        elif len(names) > 1:
            self._text += data
            self._struck += data if any(is_struck for _, is_struck in self._open) else ""

    def _add_line(self, line: Mapping[str, str]) -> None:
        """Mark the cells from this one to the one at which the line ends; a line that states none is a picture."""
        end = CELL.search(line.get("end-cell-address", ""))
        start = self._line, self._column
        if not end or self._open[0][0] == "shapes":
            self._sheet.add_mark(*start, "picture")
            return
        row, column = place_of(end[0])
        row -= row > start[0] and _length(line.get("end-y", "")) < LEAST_OVERLAP
        width = abs(_length(line.get("x2", "")) - _length(line.get("x1", "")))
        if column > start[1] or width >= LEAST_LENGTH:
            self._sheet.add_line(start, (row, column))

    def _start_column(self, column: Mapping[str, str]) -> None:
        count = _repeats(column, "columns", MAX_COLUMNS)
        if column.get("visibility") in HIDDEN and self._column + count < MAX_COLUMNS:
            self._sheet.hidden_columns += range(self._column, self._column + count)
        self._column_styles += [column.get("default-cell-style-name", "")] * count
        self._column += count

    def _end_cell(self) -> None:
        count = _repeats(self._cell, "columns", MAX_COLUMNS)
        if self._text or self._comment or self._box or "formula" in self._cell or "number-rows-spanned" in self._cell:
            self._is_filled = self._is_filled or bool(self._text)
            for line in range(self._line, self._line + _repeats(self._row, "rows", MAX_ROWS)):
                for column in range(self._column, self._column + count):
                    self._add_marks(line, column)
        self._column += count

    def _add_marks(self, line: int, column: int) -> None:
        cell, sheet, text = self._cell, self._sheet, self._text.strip()
        formula = LANGUAGE.sub("", cell.get("formula", ""), count=1)
        if self._is_error or (formula and FORMULA_ERROR.fullmatch(text)):
            sheet.add_error(line, column, text)
        elif formula and not text and "value-type" not in cell:
            sheet.add_formula(line, column, formula)
        elif formula and not text and cell["value-type"] == "string" and not cell.get("string-value"):
            sheet.add_blank_formula(line, column, formula)
        elif text and (mark := self._marks.get(self._style_of(column))):
            sheet.add_mark(line, column, mark)
        else:
            sheet.add_struck(line, column, self._struck.strip())
        sheet.add_comment(line, column, self._comment, self._author.strip())
        if self._box:
            sheet.add_comment(line, column, self._box)
            # calamine adds the text of the box to that of the cell.
            if cell.get("value-type", "string") == "string":
                sheet.texts[line, column] = self._text
        height, width = (int(cell.get(f"number-{part}-spanned", 1)) for part in ("rows", "columns"))
        if height > 1:
            sheet.merged.append((line, column, line + height - 1, column + width - 1))

    def _style_of(self, column: int) -> str:
        of_column = self._column_styles[column] if column < len(self._column_styles) else ""
        return self._cell.get("style-name") or self._row.get("default-cell-style-name") or of_column


def _repeats(attributes: Mapping[str, str], part: str, limit: int) -> int:
    """Return how many rows or columns an element stands for."""
    return min(int(attributes.get(f"number-{part}-repeated", 1)), limit)


def _length(text: str) -> float:
    """Return a length such as 2.5cm in centimetres, 0 for none."""
    found = LENGTH.fullmatch(text)
    return float(found[1]) * CENTIMETRES[found[2]] if found else 0.0


def _style(attributes: Mapping[str, str]) -> str:
    return next((value for key, value in attributes.items() if local(key) == "style-name"), "")
