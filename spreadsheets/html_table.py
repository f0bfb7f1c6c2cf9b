"""Reading HTML tables, which older systems export under the name .xls."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from spreadsheets.sheet_marks import SheetMarks
from spreadsheets.sheets import CellMark
from spreadsheets.text_styles import WHITE, Colour, TextStyle, of_hexadecimal

CELLS = ("td", "th")
# Elements that begin a line of a cell.
BLOCKS = ("br", "p", "div", "li")
# Elements around rows, by whose style all of them may be hidden.
CONTAINERS = ("div", "section", "form", "table", "thead", "tbody", "tfoot")
NOT_SHOWN = ("script", "style", "template")
# Elements that name the table below them.
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "caption")
# Kinds of fields that show no text.
WITHOUT_TEXT = ("hidden", "button", "submit", "reset", "image", "file", "password", "checkbox", "radio")
TICKED = "√"
LONGEST_TEXT_OUTSIDE = 20_000
BLANKS = re.compile(r"[^\S\u3000]+")
HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)|font-size\s*:\s*0",
    re.IGNORECASE,
)
# Excel saves the sheets of a workbook as pages beside a page with frames.
FRAMES = ("frameset", "frame")
STRUCK = ("s", "strike", "del")
# Elements in a cell that a style may strike through.
STYLED = (*STRUCK, "span", "font")
LINE_THROUGH = re.compile(r"line-through", re.IGNORECASE)
# What Excel writes of a diagonal border.
CROSSED = re.compile(r"mso-diagonal-(?:down|up)\s*:\s*(?!none)[^;]*\d", re.IGNORECASE)
# What Excel writes of shapes in a comment of the page: their identifiers, text boxes and pictures.
VML = re.compile(r"\s*\[if [^\]]*vml", re.IGNORECASE)
SHAPE = re.compile(r"<v:(?!shapetype)\w+\s[^>]*?\bid=[\"']?([\w.-]+)", re.IGNORECASE)
TEXT_BOX = re.compile(r"<v:textbox\b[^>]*>(.*?)</v:textbox>", re.IGNORECASE | re.DOTALL)
IMAGE = re.compile(r"<v:imagedata\b", re.IGNORECASE)
ELEMENT = re.compile(r"<[^>]*>")
# The rule of a class in a style sheet; the colours of an element.
CLASS = re.compile(r"\.([\w-]+)\s*(?:,[^{}]*)?\{([^{}]*)\}")
# What Excel writes of the printed pages, with characters as hexadecimal numbers behind a backslash.
PAGE_TEXT = re.compile(r'mso-(?:header|footer)-data:\s*"((?:[^"\\]|\\.)*)"')
ESCAPED = re.compile(r"\\([0-9A-Fa-f]{1,6})\s?")
COLOUR = re.compile(r"(?<![\w-])(background|background-color|color)\s*:\s*([^;]+)", re.IGNORECASE)
NAMES_OF_COLOURS = {"white": WHITE, "window": WHITE, "snow": WHITE, "ivory": WHITE}


@dataclass
class HtmlTable:
    """The rows of all tables of a page in document order; a heading is a row of its own.

    `hidden_lines` are the lines (from 1) of rows that a browser does not show, `hidden_columns` the indexes of columns
    of which it shows no cell; `marks` are the marks of struck-through cells and texts, of invisible and merged cells,
    and of the headers of printed pages. `merged` is the number of cells of one column that span rows. `outside` is the
    text outside of tables. `is_closed`: every table has its end. `has_frames`: the page shows others,
    in which its tables are.
    """

    rows: list[list[str]] = field(default_factory=list)
    hidden_lines: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    marks: list[CellMark] = field(default_factory=list)
    merged: int = 0
    outside: str = ""
    is_closed: bool = True
    has_frames: bool = False


@dataclass
class _Open:
    """A table that has begun and not ended: its current row and cell, and the cells above that span rows.

    `struck` has the struck-through texts of the cell.
    """

    row: list[str] | None = None
    cell: list[str] | None = None
    struck: list[str] = field(default_factory=list)
    # The style of the row and of its cell.
    row_style: str = ""
    style: str = ""
    span: int = 1
    down: int = 1
    # Column index → last line that a cell from above spans, its text, and whether it spans several columns.
    above: dict[int, tuple[int, str, bool]] = field(default_factory=dict)
    # The columns of the current row with the text of a cell from above.
    taken: list[int] = field(default_factory=list)
    # Lines of the rows, to count them.
    lines: list[int] = field(default_factory=list)


class _Tables(HTMLParser):
    """Collects the cells of all tables as lists, one a row.

    A cell that spans columns fills the first and leaves the others blank; one that spans rows fills each of them that
    is not blank otherwise. A table inside a cell has rows of its own, unless it has one cell, whose text then belongs
    to the outer cell.
    """

    def __init__(self) -> None:
        super().__init__()
        self.table = HtmlTable()
        self._open: list[_Open] = []
        self._is_shown = True
        self._is_style_sheet = False
        self._outside: list[str] = []
        # The open elements around rows, and of each whether it is hidden.
        self._containers: list[tuple[str, bool]] = []
        # The texts of the heading that has begun.
        self._heading: list[str] | None = None
        self._classes: dict[str, str] = {}
        # Of each column, whether its cells are hidden.
        self._hidden: defaultdict[int, set[bool]] = defaultdict(set)
        # The identifiers of the shapes that were read as VML; pictures stand for them.
        self._shapes: set[str] = set()
        # Whether each styled element that has begun in the cell is struck through.
        self._styles: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in CONTAINERS:
            self._containers.append((tag, HIDDEN.search(self._style_of(values)) is not None))
        if tag == "table":
            self._open.append(_Open())
        elif tag == "tr":
            style = self._style_of(values)
            is_hidden = HIDDEN.search(style) is not None or any(hides for _, hides in self._containers)
            self._begin_row(is_hidden=is_hidden)
            self._open[-1].row_style = style
        elif tag in CELLS and self._open and self._open[-1].row is not None:
            self._end_cell()
            current = self._open[-1]
            current.cell, current.struck = [], []
            current.style = f"{current.row_style};{self._style_of(values)}"
            self._styles = [LINE_THROUGH.search(current.style) is not None]
            current.span, current.down = min(_count(values.get("colspan")), 100), _count(values.get("rowspan"))
        elif tag in BLOCKS:
            self._add("\n")
        elif tag in NOT_SHOWN:
            self._is_shown = False
            self._is_style_sheet = tag == "style"
        elif tag == "input":
            self._add_field(values)
        elif tag == "img" and not self._shapes.issuperset((values.get("v:shapes") or "picture").split()):
            self._add_picture()
        elif tag == "option":
            # Of a list of choices, the chosen one is shown.
            self._is_shown = "selected" in values
        elif tag in HEADINGS and not self._is_in_cell:
            self._heading = []
        elif tag in FRAMES:
            self.table.has_frames = True
        elif tag in STYLED:
            style = self._style_of(values)
            self._styles.append(tag in STRUCK or LINE_THROUGH.search(style) is not None)
            self._colour_text(style)

    def _colour_text(self, style: str) -> None:
        """Give the cell the colours of an element with which its text begins."""
        current = self._open[-1] if self._open else None
        if current and current.cell is not None and not _shown(current.cell):
            current.style += "".join(f";{kind}:{value}" for kind, value in COLOUR.findall(style))

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self._containers):
            # An element that has no end of its own ends with the one around it.
            while self._containers.pop()[0] != tag:
                pass
        if tag in (*CELLS, "tr"):
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_table()
        elif tag in (*NOT_SHOWN, "select"):
            self._is_shown = True
        elif tag in HEADINGS and self._heading is not None:
            if heading := _shown(self._heading):
                self.table.rows.append([heading])
            self._heading = None
        elif tag in STYLED and len(self._styles) > 1:
            self._styles.pop()

    def handle_data(self, data: str) -> None:
        if self._is_shown:
            self._add(BLANKS.sub(" ", data))
        elif self._is_style_sheet:
            self._classes |= dict(CLASS.findall(data))
            for text in PAGE_TEXT.findall(data):
                shown = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
                SheetMarks(marks=self.table.marks).add_page_text(shown)

    def handle_comment(self, data: str) -> None:
        """Take the text boxes and pictures that Excel writes into the page as VML, for itself."""
        if not VML.match(data):
            return
        self._shapes |= set(SHAPE.findall(data))
        for text in TEXT_BOX.findall(data):
            shown = unescape(ELEMENT.sub(" ", text))
            SheetMarks(marks=self.table.marks).add_comment(*self._place, shown)
        for _ in IMAGE.findall(data):
            self._add_picture()

    def close(self) -> None:
        super().close()
        self.table.is_closed = not self._open
        while self._open:
            self._end_table()
        rows = self.table.rows
        self.table.outside = "".join(self._outside)[:LONGEST_TEXT_OUTSIDE]
        self.table.hidden_columns = [place for place, hidden in sorted(self._hidden.items()) if hidden == {True}]
        self.table.hidden_lines = [
            line for line in self.table.hidden_lines if line <= len(rows) and any(rows[line - 1])
        ]

    @property
    def _place(self) -> tuple[int, int]:
        """Row and column of the current cell, from 0; the first cell outside of a table."""
        current = self._open[-1] if self._open else None
        return (current.lines[-1] - 1, len(current.row or [])) if current and current.lines else (0, 0)

    def _add_picture(self) -> None:
        if self._is_in_cell:
            SheetMarks(marks=self.table.marks).add_mark(*self._place, "picture")

    @property
    def _is_in_cell(self) -> bool:
        return bool(self._open) and self._open[-1].cell is not None

    def _add(self, text: str) -> None:
        if self._heading is not None:
            self._heading.append(text)
        elif self._is_in_cell:
            current = self._open[-1]
            assert current.cell is not None
            current.cell.append(text)
            if any(self._styles):
                current.struck.append(text)
        elif len(self._outside) < LONGEST_TEXT_OUTSIDE:
            self._outside.append(text)

    def _add_field(self, attributes: Mapping[str, str | None]) -> None:
        """Add what a field of a form shows."""
        kind = (attributes.get("type") or "text").lower()
        if kind in ("checkbox", "radio") and "checked" in attributes:
            self._add(TICKED)
        elif kind not in WITHOUT_TEXT:
            self._add(attributes.get("value") or "")

    def _style_of(self, attributes: Mapping[str, str | None]) -> str:
        """Return the declarations of its classes, of the element itself, and those that its attributes stand for."""
        classes = [self._classes.get(name, "") for name in (attributes.get("class") or "").split()]
        colours = (("background", attributes.get("bgcolor")), ("color", attributes.get("color")))
        own = [f"{kind}:{value}" for kind, value in colours if value]
        hidden = ["display:none"] if "hidden" in attributes else []
        return ";".join([*classes, *own, *hidden, attributes.get("style") or ""])

    def _begin_row(self, *, is_hidden: bool) -> None:
        if not self._open:
            self._open.append(_Open())
        self._end_row()
        current = self._open[-1]
        current.row = []
        self.table.rows.append(current.row)
        current.lines.append(len(self.table.rows))
        if is_hidden:
            self.table.hidden_lines.append(len(self.table.rows))
        _take_from_above(current)

    def _end_cell(self) -> None:
        current = self._open[-1] if self._open else None
        if current is None or current.row is None or current.cell is None:
            return
        text, struck = _shown(current.cell), _shown(current.struck)
        if struck:
            self.table.marks.append(
                CellMark(current.lines[-1], len(current.row), "struck", "" if struck == text else struck)
            )
        elif text and CROSSED.search(current.style):
            self.table.marks.append(CellMark(current.lines[-1], len(current.row), "crossed"))
        elif text and _is_invisible(current.style):
            self.table.marks.append(CellMark(current.lines[-1], len(current.row), "invisible"))
        if text:
            self._hidden[len(current.row)].add(HIDDEN.search(current.style) is not None)
        texts = [text, *[""] * (current.span - 1)]
        if current.down > 1:
            column, last = len(current.row), len(current.lines) + current.down - 1
            is_block = current.span > 1
            current.above |= {column + place: (last, content, is_block) for place, content in enumerate(texts)}
            self.table.merged += bool(text) and not is_block
        current.row += texts
        current.cell = None
        _take_from_above(current)

    def _end_row(self) -> None:
        """End the row; marks the texts from cells above, which do not stand in a row that is blank otherwise."""
        self._end_cell()
        current = self._open[-1]
        if not current.taken:
            return
        row = current.row or []
        own = any(text for place, text in enumerate(row) if place not in current.taken)
        for column in current.taken:
            if not own:
                row[column] = ""
            elif row[column]:
                kind = "block" if current.above[column][2] else "column"
                self.table.marks.append(CellMark(current.lines[-1], column, "merged", kind))
        current.taken = []

    def _end_table(self) -> None:
        self._end_row()
        ended = self._open.pop()
        if len(ended.lines) == 1 and ended.lines[0] == len(self.table.rows) and self._open and ended.row:
            texts = list(filter(None, ended.row))
            if len(texts) == 1 and self._open[-1].cell is not None:
                self.table.rows.pop()
                self.table.marks[:] = [mark for mark in self.table.marks if mark.line <= len(self.table.rows)]
                self._add(texts[0])


def _take_from_above(current: _Open) -> None:
    """Fill the columns that cells from above span, up to the first one that is free."""
    assert current.row is not None
    while (found := current.above.get(len(current.row))) and found[0] >= len(current.lines):
        current.taken.append(len(current.row))
        current.row.append(found[1])


def _shown(texts: Sequence[str]) -> str:
    """Return the texts of a cell as one, without blank lines and blanks around its lines."""
    return "\n".join(filter(None, map(str.strip, "".join(texts).split("\n"))))


def _is_invisible(style: str) -> bool:
    """Return whether the text of a cell has nearly the colour of its background, by colours that are stated."""
    stated = {kind.lower()[:5]: _colour(value) for kind, value in COLOUR.findall(style)}
    if not stated.get("color"):
        return False
    return TextStyle(text=stated["color"], fill=stated.get("backg")).mark == "invisible"


def _colour(value: str) -> Colour | None:
    """Return the colour of #fff, #ffffff or a name for white; None for another one."""
    code = value.strip().lower().split()[0] if value.strip() else ""
    if code.startswith("#"):
        return of_hexadecimal(code if len(code) > 4 else "".join(digit * 2 for digit in code[1:]))
    return NAMES_OF_COLOURS.get(code)


def _count(attribute: str | None) -> int:
    """Return how many columns or rows a cell spans."""
    return max(int(attribute), 1) if attribute and attribute.isdecimal() and len(attribute) < 7 else 1


def read_html(text: str) -> HtmlTable:
    """Return the rows of all tables of the page."""
    parser = _Tables()
    parser.feed(text)
    parser.close()
    return parser.table
