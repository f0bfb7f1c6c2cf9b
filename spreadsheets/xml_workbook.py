"""Reading an «XML Spreadsheet 2003», which report programs and Excel save under the names .xml and .xls."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from spreadsheets.sheet_marks import SheetMarks
from spreadsheets.sheets import MAX_COLUMNS, MAX_ROWS, SheetError, SheetStream, too_many_columns
from spreadsheets.text_styles import TextStyle, of_hexadecimal
from spreadsheets.workbooks import sheet_stream
from spreadsheets.xml_events import local, new_parser, parse

# The declaration may name another encoding than that of the decoded text, and programs write blanks before it.
DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
# The element of HTML for a struck-through part of a text.
STRUCK = "S"
# Elements of VML, which report programs write for the shapes at a cell.
IMAGE, TEXT_BOX = "imagedata", "textbox"
DIAGONALS = ("DiagonalLeft", "DiagonalRight")
MIDNIGHT = re.compile(r"T00:00:00(?:\.0*)?")


@dataclass
class _XmlSheet:
    name: str
    rows: list[list[str]] = field(default_factory=list)
    marks: SheetMarks = field(default_factory=SheetMarks)
    is_hidden: bool = False


@dataclass
class _Cell:
    """A cell that has begun: its attributes, the type, the text and the struck part of its value, its comment and the
    text box at it.
    """

    attributes: Mapping[str, str]
    kind: str = ""
    texts: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    author: str = ""
    box: list[str] = field(default_factory=list)


class _Reader:
    """Collects the sheets from the events of the parser."""

    def __init__(self) -> None:
        self.sheets: list[_XmlSheet] = []
        self._is_1904 = False
        self._style = ""
        self._styles: dict[str, TextStyle] = {}
        self._column = self._blank_rows = 0
        self._cell: _Cell | None = None
        # Names of the elements that have begun, from the outermost.
        self._path: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        name, values = local(name), {local(key): value for key, value in attributes.items()}
        self._path.append(name)
        if name == "Worksheet":
            self.sheets.append(_XmlSheet(values.get("Name", "")))
            self._column = self._blank_rows = 0
        elif name == "Date1904":
            self._is_1904 = True
        elif name == "Style":
            self._style = values.get("ID", "")
            self._styles[self._style] = replace(self._styles.get(values.get("Parent", ""), TextStyle()))
        elif name == "Font" and self._style:
            style = self._styles[self._style]
            style.is_struck = values.get("StrikeThrough") == "1" or ("StrikeThrough" not in values and style.is_struck)
            style.text = of_hexadecimal(values.get("Color", "")) or style.text
        elif name == "Interior" and self._style:
            style = self._styles[self._style]
            style.fill = of_hexadecimal(values.get("Color", "")) if values.get("Pattern", "Solid") != "None" else None
        elif name == "Border" and self._style and values.get("Position") in DIAGONALS:
            self._styles[self._style].is_crossed = values.get("LineStyle", "None") != "None"
        elif name == "Column" and self.sheets:
            self._begin_column(values)
        elif name == "Row" and self.sheets:
            self._begin_row(values)
        elif name == "Cell" and self.sheets and self.sheets[-1].rows:
            self._column = self._place(values, self._column, MAX_COLUMNS)
            self._cell = _Cell(values)
        elif name == IMAGE and self.sheets:
            self.sheets[-1].marks.add_mark(len(self.sheets[-1].rows) - 1, self._column, "picture")
        elif name in ("Header", "Footer") and self.sheets:
            self.sheets[-1].marks.add_page_text(values.get("Data", ""))
        elif name == "Comment" and self._cell:
            self._cell.author = values.get("Author", "")
        elif name == "Data" and self._cell and "Comment" not in self._path:
            self._cell.kind = values.get("Type", "")

    def text(self, text: str) -> None:
        """Take text of the current element."""
        if self._cell and TEXT_BOX in self._path:
            self._cell.box.append(text)
        elif self._cell and "Comment" in self._path:
            self._cell.comments.append(text)
        elif self._cell and "Data" in self._path:
            self._cell.texts.append(text)
            if STRUCK in self._path:
                self._cell.struck.append(text)
        elif self._path[-1] == "Visible" and self.sheets:
            self.sheets[-1].is_hidden = text.strip() != "SheetVisible"

    def end(self, name: str) -> None:
        """End an element."""
        self._path.pop()
        if local(name) == "Cell" and self._cell:
            self._end_cell(self._cell)
            self._cell = None

    def _place(self, values: Mapping[str, str], following: int, limit: int) -> int:
        """Return the place (from 0) of a row, column or cell; raises SheetError beyond the limit."""
        place = _number(values.get("Index")) - 1 if "Index" in values else following
        if place > limit and limit == MAX_ROWS:
            raise SheetError("too_many_rows", limit=limit)
        if place > limit:
            raise too_many_columns(len(self.sheets[-1].rows), place + 1)
        return max(place, following)

    def _begin_column(self, values: Mapping[str, str]) -> None:
        first = self._place(values, self._column, MAX_ROWS)
        self._column = first + 1 + _number(values.get("Span"))
        if values.get("Hidden") == "1" and self._column <= MAX_COLUMNS:
            self.sheets[-1].marks.hidden_columns += range(first, self._column)

    def _begin_row(self, values: Mapping[str, str]) -> None:
        sheet = self.sheets[-1]
        place = self._place(values, len(sheet.rows) + self._blank_rows, MAX_ROWS)
        sheet.rows += [[] for _ in range(place - len(sheet.rows) + 1)]
        # Rows without cells, which have the attributes of this one.
        self._blank_rows = min(_number(values.get("Span")), MAX_ROWS)
        if values.get("Hidden") == "1":
            sheet.marks.hidden_lines += range(place + 1, place + 2 + self._blank_rows)
        self._column = 0

    def _end_cell(self, cell: _Cell) -> None:
        sheet = self.sheets[-1]
        line, row, column = len(sheet.rows) - 1, sheet.rows[-1], self._column
        across, down = _number(cell.attributes.get("MergeAcross")), _number(cell.attributes.get("MergeDown"))
        text = _value(cell.kind, "".join(cell.texts))
        row += [""] * (column - len(row)) + [text] + [""] * min(across, MAX_COLUMNS)
        self._column = len(row)
        if across or down:
            sheet.marks.merged.append((line, column, line + down, column + across))
        if cell.kind == "Error":
            sheet.marks.add_error(line, column, text)
        elif not text and (formula := cell.attributes.get("Formula")):
            sheet.marks.add_formula(line, column, formula)
            row[column] = sheet.marks.texts[line, column]
        style = self._styles.get(cell.attributes.get("StyleID", ""))
        if text and style and style.mark:
            sheet.marks.add_mark(line, column, style.mark)
        elif text:
            sheet.marks.add_struck(line, column, "".join(cell.struck))
        sheet.marks.add_comment(line, column, "".join(cell.comments), cell.author)
        sheet.marks.add_comment(line, column, "".join(cell.box))

    def streams(self) -> Iterator[SheetStream]:
        """Yield attributes and rows of each sheet."""
        for sheet in self.sheets:
            sheet.marks.is_1904 = self._is_1904
            yield sheet_stream(sheet.name, sheet.rows, sheet.marks, hidden=sheet.is_hidden)


def xml_workbook_sheets(text: str) -> Iterator[SheetStream]:
    """Yield attributes and rows of each sheet of the workbook; raises SheetError."""
    reader = _Reader()
    parser = new_parser()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parse(parser, DECLARATION.sub("", text, count=1).strip().encode())
    return reader.streams()


def _number(attribute: str | None) -> int:
    """Return the number in an attribute; 0 for none."""
    return int(attribute) if attribute and attribute.isdecimal() and len(attribute) < 8 else 0


def _value(kind: str, text: str) -> str:
    """Return the value of a cell as text: days in ISO format, whole numbers without a decimal point."""
    if kind == "DateTime":
        return MIDNIGHT.sub("", text).replace("T", " ")
    if kind == "Boolean":
        return "TRUE" if text == "1" else "FALSE"
    if kind == "Number" and re.fullmatch(r"\d+(?:\.\d+)?[Ee]\+?\d+|\d+\.0+", text):
        number = float(text)
        return str(int(number)) if number.is_integer() and number < 1e15 else text
    return text
