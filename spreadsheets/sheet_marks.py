"""What a sheet of a workbook holds beside the values of its cells."""

from dataclasses import dataclass, field

from spreadsheets.sheets import CellMark

# Rows and columns of a merged cell, from 0: top, left, bottom, right.
Merged = tuple[int, int, int, int]
# What a formula error without a name of its own is read as.
UNKNOWN_ERROR = "#UNKNOWN!"
LONGEST_FORMULA = 200
LONGEST_COMMENT = 500


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

    def _add_text(self, row: int, column: int, text: str) -> None:
        self.texts[row, column] = text
        self.marks.append(CellMark(row + 1, column, "error", text))


def shown_formula(formula: str) -> str:
    """Return a formula as a program shows it, with = before it; … for one that another cell holds."""
    return f"={formula.strip().removeprefix('=')[:LONGEST_FORMULA] or '…'}"


def comment(row: int, column: int, text: str) -> CellMark:
    """Return the mark of a cell with a comment; row and column from 0."""
    return CellMark(row + 1, column, "comment", " ".join(text.split())[:LONGEST_COMMENT])
