"""A workbook as data, from which every_format.py writes files of every format.

It has what is not seen in the texts of cells: marks, comments, hidden rows, columns and sheets, merged cells, headers
of the printed pages, text boxes, and days that count from 1904.
"""

import base64
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Style = Literal["", "struck", "invisible", "crossed"]
# A picture of one pixel.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
# Error and the number that stands for it in .xls and .xlsb.
ERROR, NUMBER_OF_ERROR = "#N/A", 0x2A
AUTHOR = "导出程序"


class Cell(NamedTuple):
    """A cell: its text, number, error, or formula without a stored result; a struck part is at its beginning."""

    text: str = ""
    kind: Literal["text", "number", "error", "formula"] = "text"
    style: Style = ""
    struck_part: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Page:
    """A sheet; its lines and columns count from 0. `box` is the text of a text box at B2, `header` that of a page.

    `has_picture`: a picture is at B2. `line` is a drawn line: row and column of its ends, through the middle of both.
    """

    lines: Sequence[Sequence[Cell | str]]
    name: str = "名单"
    hidden: bool = False
    hidden_lines: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    merged: Sequence[tuple[int, int, int, int]] = ()
    header: str = ""
    box: str = ""
    has_picture: bool = False
    line: tuple[int, int, int, int] | None = None

    @property
    def cells(self) -> list[list[Cell]]:
        return [[cell if isinstance(cell, Cell) else Cell(cell) for cell in line] for line in self.lines]

    def span_of(self, row: int, column: int) -> tuple[int, int]:
        """Return how many rows and columns a cell spans; (0, 0) for one that another one covers."""
        for top, left, bottom, right in self.merged:
            if (row, column) == (top, left):
                return bottom - top + 1, right - left + 1
            if top <= row <= bottom and left <= column <= right:
                return 0, 0
        return 1, 1


@dataclass(frozen=True)
class Book:
    """A workbook."""

    pages: Sequence[Page]
    is_1904: bool = False


def zipped(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()
