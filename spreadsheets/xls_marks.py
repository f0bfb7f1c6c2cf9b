"""The data of an .xls that python-calamine does not give ([MS-XLS]): hidden rows, formula errors, marks of cells.

The stream of the workbook has records: kind, length, content. It begins with the records of the whole workbook; each
sheet follows in a part of its own.
"""

import re
import struct
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from spreadsheets.problems import Note
from spreadsheets.sheet_marks import ERRORS, STRUCK, UNKNOWN_ERROR, SheetMarks
from spreadsheets.sheets import MarkKind, SheetError
from spreadsheets.text_styles import Colour, TextStyle, of_index
from spreadsheets.xls_stream import xls_stream
from spreadsheets.xls_strings import struck_strings

END, SHEET, DATES, FONT, FORMAT, STRINGS, CONTINUED, COLOURS = 0x0A, 0x85, 0x22, 0x31, 0xE0, 0xFC, 0x3C, 0x92
ROW, COLUMNS, FORMULA, ERROR, NOTE, OBJECT, TEXT = 0x208, 0x7D, 0x06, 0x205, 0x1C, 0x5D, 0x1B6
SHARED_TEXT, NUMBERS, MACROS, DRAWING, BOOK = 0xFD, 0xBD, 0xD3, 0xEC, 0x1AE
# What a record of a book that formulas name holds in place of an address, for this workbook and for added functions.
THIS_BOOK, ADD_IN = b"\x01\x04", b"\x01\x3a"
# The record of a drawing with the cell at which a shape begins: flags, column, offset, row.
ANCHOR = re.compile(rb"\x00\x00\x10\xf0\x12\x00\x00\x00..(..)..(..)", re.DOTALL)
# A line in such a record: the kind of the shape, and its corners in 1,024ths of a column and 256ths of a row.
LINE = re.compile(
    rb"(?:\x42\x01|\x02\x02)\x0a\xf0\x08\x00\x00\x00.*?\x00\x00\x10\xf0\x12\x00\x00\x00..(.{16})", re.DOTALL
)
LEAST_OVERLAP, GREATEST_OVERLAP, LEAST_LENGTH = 32, 224, 256
# Kinds of objects: the frame of a comment, a picture.
FRAME_OF_COMMENT, PICTURE = 0x19, 0x08
PAGE_TEXTS = (0x14, 0x15)
# Cells with content begin with row, column and cell format: numbers, texts, formulas.
CELLS = frozenset((0x203, 0x204, SHARED_TEXT, ERROR, FORMULA, 0x27E, 0xD6))
# The font with this index does not exist.
SKIPPED_FONT = 4
# The colour of a text without one; the pattern of a fill in one colour; the length of a format in Excel 97 and later.
BLACK_OF_WINDOW, SOLID, FORMAT_WITH_FILL = 0x7FFF, 1, 20
LAST_COLUMN = 255


class XlsMarks:
    """The marks of the sheets of one workbook."""

    def __init__(self, content: bytes) -> None:
        self._content = xls_stream(content)
        self.book_notes: list[Note] = []
        self._is_1904 = False
        self._starts: dict[str, int] = {}
        self._marks: dict[int, MarkKind] = {}
        self._struck_strings: dict[int, str] = {}
        self._read_book()

    def of_sheet(self, name: str) -> SheetMarks:
        """Return the marks of the sheet with this name."""
        sheet = SheetMarks(is_1904=self._is_1904)
        if name in self._starts:
            self._read_sheet(sheet, self._starts[name])
        return sheet

    def readable_copy(self) -> BinaryIO:
        """Raise SheetError: an .xls that calamine does not read is damaged."""
        raise SheetError("damaged")

    def _read_book(self) -> None:
        fonts: list[tuple[bool, int]] = []
        formats: list[bytes] = []
        strings: list[bytes] = []
        palette: list[Colour] = []
        codes: set[str] = set()
        last = 0
        for kind, content in self._records(0):
            if kind == SHEET:
                self._starts[_text(content, 6)] = struct.unpack_from("<I", content)[0]
            elif kind == DATES:
                self._is_1904 = content[:1] == b"\x01"
            elif kind == FONT:
                fonts += [(False, BLACK_OF_WINDOW)] * (len(fonts) == SKIPPED_FONT)
                flags, colour = struct.unpack_from("<2xHH", content)
                fonts.append((bool(flags & STRUCK), colour))
            elif kind == FORMAT:
                formats.append(content)
            elif kind == COLOURS:
                (count,) = struct.unpack_from("<H", content)
                palette = [
                    (red, green, blue) for red, green, blue, _ in struct.iter_unpack("<4B", content[2 : 2 + 4 * count])
                ]
            elif kind == STRINGS or (kind == CONTINUED and last == STRINGS):
                strings.append(content)
                kind = STRINGS
            elif kind == MACROS:
                codes.add("macros")
            elif kind == BOOK and content[2:4] not in (THIS_BOOK, ADD_IN):
                codes.add("other_workbooks")
            last = kind
        self.book_notes = [Note(code) for code in sorted(codes)]
        for index, content in enumerate(formats):
            (font,) = struct.unpack_from("<H", content)
            if font < len(fonts) and (mark := _mark_of(fonts[font], content, palette)):
                self._marks[index] = mark
        if strings and any(is_struck for is_struck, _ in fonts):
            self._struck_strings = struck_strings(strings, [is_struck for is_struck, _ in fonts])

    def _read_sheet(self, sheet: SheetMarks, start: int) -> None:
        texts: dict[int, str] = {}
        notes: list[tuple[int, int, int, str]] = []
        # Number of a text box → the row and column at which it begins.
        boxes: dict[int, tuple[int, int]] = {}
        place = (0, 0)
        number = last = 0
        for kind, content in self._records(start):
            if kind in CELLS:
                self._read_cell(sheet, kind, content)
            elif kind == NUMBERS:
                self._read_numbers(sheet, content)
            elif kind == ROW:
                row, flags = struct.unpack_from("<H10xH", content)
                if flags & 0x20:
                    sheet.hidden_lines.append(row + 1)
            elif kind == COLUMNS:
                first, end, flags = struct.unpack_from("<HH4xH", content)
                if flags & 1 and end < LAST_COLUMN:
                    sheet.hidden_columns += range(first, end + 1)
            elif kind in PAGE_TEXTS and len(content) > 3:
                sheet.add_page_text(_characters(content, 3, content[2]))
            elif kind == DRAWING and (found := ANCHOR.search(content)):
                place = int.from_bytes(found[2], "little"), int.from_bytes(found[1], "little")
                _read_lines(sheet, content)
            elif kind == OBJECT:
                of_object, number = struct.unpack_from("<4xHH", content)
                if of_object == PICTURE:
                    sheet.add_mark(*place, "picture")
                elif of_object != FRAME_OF_COMMENT:
                    boxes[number] = place
            elif kind == CONTINUED and last == TEXT:
                texts.setdefault(number, _characters(content, 1, content[0]))
            elif kind == NOTE:
                row, column, of_note, length, is_wide = struct.unpack_from("<HH2xHHB", content)
                notes.append((row, column, of_note, _characters(content, 11, is_wide)[:length]))
            last = kind
        for row, column, of_note, author in notes:
            sheet.add_comment(row, column, texts.get(of_note, ""), author)
        for of_box, (row, column) in boxes.items():
            sheet.add_comment(row, column, texts.get(of_box, ""))

    def _read_cell(self, sheet: SheetMarks, kind: int, content: bytes) -> None:
        row, column, cell_format = struct.unpack_from("<HHH", content)
        if kind == ERROR and content[7]:
            sheet.add_error(row, column, ERRORS.get(content[6], UNKNOWN_ERROR))
        elif kind == FORMULA and content[12:14] == b"\xff\xff" and content[6] == 2:
            sheet.add_error(row, column, ERRORS.get(content[8], UNKNOWN_ERROR))
        elif kind == FORMULA and content[12:14] == b"\xff\xff" and content[6] == 3:
            sheet.add_blank_formula(row, column, "")
        elif cell_format in self._marks:
            sheet.add_mark(row, column, self._marks[cell_format])
        elif kind == SHARED_TEXT and self._struck_strings:
            struck = self._struck_strings.get(struct.unpack_from("<6xI", content)[0], "")
            sheet.add_struck(row, column, struck)

    def _read_numbers(self, sheet: SheetMarks, content: bytes) -> None:
        """Read a record of several numbers side by side."""
        row, first = struct.unpack_from("<HH", content)
        for place in range(4, len(content) - 2, 6):
            if mark := self._marks.get(struct.unpack_from("<H", content, place)[0]):
                sheet.add_mark(row, first + (place - 4) // 6, mark)

    def _records(self, place: int) -> Iterator[tuple[int, bytes]]:
        """Yield kind and content of the records of the part that begins at a place; other parts in it are left out."""
        content, depth = self._content, 0
        unpack = struct.Struct("<HH").unpack_from
        while place + 4 <= len(content):
            kind, length = unpack(content, place)
            if kind == END:
                depth -= 1
                if not depth:
                    return
            elif kind & 0xFF == 0x09:
                depth += 1
            elif depth == 1:
                yield kind, content[place + 4 : place + 4 + length]
            place += 4 + length


def _read_lines(sheet: SheetMarks, content: bytes) -> None:
    """Mark the cells over which lines go; a line along the border of a row, or between two columns, is none."""
    for found in LINE.finditer(content):
        left, from_left, top, from_top, right, to_right, bottom, to_bottom = struct.unpack("<8H", found[1])
        is_on_border = top == bottom and min(from_top, to_bottom) > GREATEST_OVERLAP
        is_upright = left == right and to_right - from_left < LEAST_LENGTH
        bottom -= to_bottom < LEAST_OVERLAP
        if bottom >= top and not (is_on_border or is_upright):
            sheet.add_line((top, left), (bottom, right))


def _mark_of(font: tuple[bool, int], cell_format: bytes, palette: Sequence[Colour]) -> MarkKind | None:
    """Return the mark of a cell in the format; a font is whether it is struck through, and the index of its colour."""
    style = TextStyle(font[0], _colour(font[1], palette))
    if len(cell_format) >= FORMAT_WITH_FILL:
        pattern, fill = struct.unpack_from("<IH", cell_format, 14)
        style.is_pattern = pattern >> 26 not in (0, SOLID)
        style.fill = _colour(fill & 0x7F, palette) if pattern >> 26 == SOLID else None
        (lines,) = struct.unpack_from("<I", cell_format, 10)
        style.is_crossed = bool(lines >> 30 and pattern >> 21 & 0xF)
    return style.mark


def _colour(index: int, palette: Sequence[Colour]) -> Colour | None:
    return palette[index - 8] if 8 <= index < 8 + len(palette) else of_index(index)


def _text(content: bytes, place: int) -> str:
    """Return the text whose length is at a place, and behind it whether its characters have two bytes."""
    return _characters(content, place + 2, content[place + 1])[: content[place]]


def _characters(content: bytes, place: int, flags: int) -> str:
    return content[place:].decode("utf-16-le" if flags & 1 else "latin-1", errors="replace")
