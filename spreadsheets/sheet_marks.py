"""What a sheet of a workbook holds beside the values of its cells."""

import re
from dataclasses import dataclass, field
from itertools import product

from spreadsheets.columns import place_of
from spreadsheets.sheets import MAX_COLUMNS, MAX_ROWS, PORTAL_AUTHOR, CellMark, MarkKind

# Rows and columns of a merged cell, from 0: top, left, bottom, right.
Merged = tuple[int, int, int, int]
# What a formula error without a name of its own is read as.
# Codes of formula errors in .xls and .xlsb ([MS-XLS] 2.5.10), and the bit of a font that is struck through.
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
STRUCK = 0x0008
UNKNOWN_ERROR = "#UNKNOWN!"
LONGEST_FORMULA = 200
LONGEST_COMMENT = 500
RANGES_KEPT, LONGEST_RANGE = 10, 40
# Codes in the header or footer of a page: its three parts; the font, its size and colour; the page, the day, the file.
PICTURE_OF_PAGE = "&G"
PART_OF_PAGE = re.compile("&[LCR]")
PAGE_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|K[0-9]{2}[+-][0-9]{3}|[0-9]+|[A-Za-z])')
# A drawn line over more cells than these marks one cell a row.
CELLS_OF_LINE = 10_000
# A header or footer that only numbers or dates the pages.
ONLY_NUMBERS = re.compile(r"(?:\W|第|共|页|张|打印|日期|时间|总|当前|page|of|sheet)*", re.IGNORECASE)


@dataclass
class SheetMarks:
    """Hidden spreadsheet lines, indexes of hidden columns, marks of cells, merged cells, and the date system.

    `texts` is (row, column) from 0 → text to read where calamine gives a blank or 0: the name of a formula error, or a
    formula without a stored result, such as =A1. Each of them has a mark of the kind «error» too.
    """

    hidden_lines: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    marks: list[CellMark] = field(default_factory=list)
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    is_1904: bool = False

    def add_error(self, row: int, column: int, name: str) -> None:
        """Add a cell with a formula error."""
        self._add_text(row, column, name.strip() or UNKNOWN_ERROR)

    def add_formula(self, row: int, column: int, formula: str) -> None:
        """Add a cell with a formula whose result the file does not hold."""
        self._add_text(row, column, shown_formula(formula))

    def add_blank_formula(self, row: int, column: int, formula: str) -> None:
        """Add a cell with a formula whose stored result is an empty text."""
        self.marks.append(CellMark(row + 1, column, "formula", shown_formula(formula)))

    def add_struck(self, row: int, column: int, part: str | None = None) -> None:
        """Add a cell that is struck through, or only a part of it; an empty part is none."""
        if part is None or part:
            self.marks.append(CellMark(row + 1, column, "struck", part or ""))

    def add_mark(self, row: int, column: int, kind: MarkKind) -> None:
        """Add a cell whose format marks it."""
        self.marks.append(CellMark(row + 1, column, kind))

    def add_line(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Add a line that is drawn over the cells from the first to the last one (row, column)."""
        rows = range(first[0], min(last[0] + 1, MAX_ROWS))
        columns = range(first[1], min(last[1] + 1, MAX_COLUMNS))
        if len(rows) * len(columns) > CELLS_OF_LINE:
            columns = columns[:1]
        self.marks += [CellMark(row + 1, column, "crossed") for row, column in product(rows, columns)]

    def add_conditional(self, ranges: str) -> None:
        """Add ranges such as «A2:F9 H2:H9» of a conditional format that strikes texts through or hides them."""
        for reference in ranges.split()[:RANGES_KEPT]:
            row, column = place_of(reference.partition(":")[0].replace("$", ""))
            self.marks.append(CellMark(row + 1, column, "conditional", reference[:LONGEST_RANGE]))

    def add_comment(self, row: int, column: int, text: str, author: str = "") -> None:
        """Add a comment, unless the portal wrote it; its author's name, which programs write before it, is left out."""
        if author == PORTAL_AUTHOR:
            return
        text = text.strip()
        for colon in (":", "："):
            text = text.removeprefix(f"{author}{colon}" if author else "")
        if text := " ".join(text.split())[:LONGEST_COMMENT]:
            self.marks.append(CellMark(row + 1, column, "comment", text))

    def add_page_text(self, text: str) -> None:
        """Add a header or footer of the printed pages, in the codes of Excel; none that only numbers the pages."""
        text = text.replace("&&", "\0")
        if PICTURE_OF_PAGE in text:
            self.add_mark(-1, 0, "picture")
        for part in PART_OF_PAGE.split(text):
            plain = " ".join(PAGE_CODE.sub("", part).replace("\0", "&").split())[:LONGEST_COMMENT]
            if not ONLY_NUMBERS.fullmatch(plain):
                self.marks.append(CellMark(0, 0, "page", plain))

    def _add_text(self, row: int, column: int, text: str) -> None:
        self.texts[row, column] = text
        self.marks.append(CellMark(row + 1, column, "error", text))


def shown_formula(formula: str) -> str:
    """Return a formula as a program shows it, with = before it; … for one that another cell holds."""
    return f"={formula.strip().removeprefix('=')[:LONGEST_FORMULA] or '…'}"
