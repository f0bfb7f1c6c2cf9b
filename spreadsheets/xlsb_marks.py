"""The data of an .xlsb that python-calamine does not give ([MS-XLSB]): hidden rows, formula errors, marks of cells.

A part has records: kind and length, each in at most four bytes of seven bits, and content.
"""

import struct
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import BinaryIO

from spreadsheets.sheet_marks import ERRORS, STRUCK, UNKNOWN_ERROR, SheetMarks
from spreadsheets.sheets import MarkKind, SheetError
from spreadsheets.text_styles import Colour, TextStyle
from spreadsheets.xlsx_comments import read_text_boxes
from spreadsheets.xlsx_package import Package

ROW, COLUMN, MERGED, SHEET, PROPERTIES = 0, 60, 176, 156, 153
ERROR, FORMULA_TEXT, FORMULA_ERROR, SHARED_TEXT, RICH_TEXT = 3, 8, 11, 7, 62
# Cells with content: numbers, errors, texts, formulas.
CELLS = frozenset((2, ERROR, 4, 5, 6, SHARED_TEXT, FORMULA_TEXT, 9, 10, FORMULA_ERROR, RICH_TEXT))
FONT, FORMAT, FONTS, END_OF_FONTS, FORMATS, END_OF_FORMATS = 43, 47, 611, 612, 617, 618
FILL, FILLS, END_OF_FILLS = 45, 603, 604
BORDER, BORDERS, END_OF_BORDERS = 46, 613, 614
# The place of the style of the diagonal line in a border, behind its flags and four other lines of ten bytes.
DIAGONAL = 41
AUTOMATIC, SOLID = 0, 1
STRING, COMMENT, COMMENT_TEXT, AUTHOR = 19, 635, 637, 632
# The headers and footers of the pages: two bytes, and six texts.
PAGE_TEXTS, COUNT_OF_PAGE_TEXTS, NO_TEXT = 479, 6, 0xFFFFFFFF
LAST_COLUMN = 16_383


class XlsbMarks:
    """The marks of the sheets of one workbook."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.book_notes = package.book_notes
        self._is_1904 = False
        self._parts: dict[str, str] = {}
        self._read_book()

    def _read_book(self) -> None:
        main = self._package.main_part
        parts = {relation.identifier: relation.part for relation in self._package.relations(main)}
        for kind, content in _records(self._package.read(main)):
            if kind == PROPERTIES:
                self._is_1904 = bool(content[0] & 1)
            elif kind == SHEET:
                identifier, place = _text(content, 8)
                self._parts[_text(content, place)[0]] = parts.get(identifier, "")

    def of_sheet(self, name: str) -> SheetMarks:
        """Return the marks of the sheet with this name."""
        sheet = SheetMarks(is_1904=self._is_1904)
        part = self._parts.get(name, "")
        if part:
            self._read_sheet(sheet, self._package.read(part))
            for comments in self._package.related(part, "comments"):
                _read_comments(sheet, self._package.read(comments))
            read_text_boxes(sheet, self._package, part)
        return sheet

    def readable_copy(self) -> BinaryIO:
        """Raise SheetError: an .xlsb that calamine does not read is damaged."""
        raise SheetError("damaged")

    def _read_sheet(self, sheet: SheetMarks, content: bytes) -> None:
        row = 0
        for kind, data in _records(content):
            if kind == ROW:
                row, flags = struct.unpack_from("<I7xB", data)
                if flags & 0x10:
                    sheet.hidden_lines.append(row + 1)
            elif kind in CELLS:
                self._read_cell(sheet, row, kind, data)
            elif kind == COLUMN:
                first, last, flags = struct.unpack_from("<II8xH", data)
                if flags & 1 and last < LAST_COLUMN:
                    sheet.hidden_columns += range(first, last + 1)
            elif kind == MERGED:
                top, bottom, left, right = struct.unpack_from("<4I", data)
                sheet.merged.append((top, left, bottom, right))
            elif kind == PAGE_TEXTS:
                _read_page_texts(sheet, data)

    def _read_cell(self, sheet: SheetMarks, row: int, kind: int, data: bytes) -> None:
        column, cell_format = struct.unpack_from("<II", data)
        if kind == RICH_TEXT:
            # calamine reads a text in several formats among the shared ones only.
            sheet.texts[row, column] = _text(data, 9)[0]
        if kind in (ERROR, FORMULA_ERROR):
            sheet.add_error(row, column, ERRORS.get(data[8], UNKNOWN_ERROR))
        elif kind == FORMULA_TEXT and not struct.unpack_from("<8xI", data)[0]:
            sheet.add_blank_formula(row, column, "")
        elif mark := self._format_marks.get(cell_format & 0xFFFFFF):
            sheet.add_mark(row, column, mark)
        elif kind == SHARED_TEXT and self._struck_strings:
            sheet.add_struck(row, column, self._struck_strings.get(struct.unpack_from("<8xI", data)[0], ""))
        elif kind == RICH_TEXT and any(self._fonts):
            sheet.add_struck(row, column, self._struck_part(data[8:]))

    @cached_property
    def _styles(self) -> bytes:
        return self._workbook_part("styles")

    def _workbook_part(self, kind: str) -> bytes:
        parts = self._package.related(self._package.main_part, kind)
        return self._package.read(parts[0]) if parts else b""

    @cached_property
    def _fonts(self) -> list[bool]:
        """Of each font, whether it is struck through."""
        fonts = _section(self._styles, FONTS, END_OF_FONTS, FONT)
        return [bool(struct.unpack_from("<2xH", data)[0] & STRUCK) for data in fonts]

    @cached_property
    def _format_marks(self) -> dict[int, MarkKind]:
        """The cell formats in which a text is struck through or cannot be seen → their mark."""
        fonts = _section(self._styles, FONTS, END_OF_FONTS, FONT)
        styles = [TextStyle(is_struck, _colour(data, 12)) for is_struck, data in zip(self._fonts, fonts, strict=True)]
        fills = [_fill(data) for data in _section(self._styles, FILLS, END_OF_FILLS, FILL)]
        borders = _section(self._styles, BORDERS, END_OF_BORDERS, BORDER)
        are_crossed = [bool(data[0] & 3 and data[DIAGONAL]) for data in borders]
        marks: dict[int, MarkKind] = {}
        for index, data in enumerate(_section(self._styles, FORMATS, END_OF_FORMATS, FORMAT)):
            font, fill, border = struct.unpack_from("<4xHHH", data)
            style = styles[font] if font < len(styles) else TextStyle()
            if fill < len(fills):
                style = replace(style, fill=fills[fill].fill, is_pattern=fills[fill].is_pattern)
            style = replace(style, is_crossed=border < len(are_crossed) and are_crossed[border])
            if style.mark:
                marks[index] = style.mark
        return marks

    @cached_property
    def _struck_strings(self) -> dict[int, str]:
        """Index → struck-through part of each shared string that has one."""
        if not any(self._fonts):
            return {}
        strings = (data for kind, data in _records(self._workbook_part("sharedStrings")) if kind == STRING)
        return {index: part for index, data in enumerate(strings) if (part := self._struck_part(data))}

    def _struck_part(self, data: bytes) -> str:
        """Return the struck-through part of a text in several formats."""
        text, place = _text(data, 1)
        if not data[0] & 1:
            return ""
        (count,) = struct.unpack_from("<I", data, place)
        runs = [struct.unpack_from("<HH", data, place + 4 + 4 * number) for number in range(count)]
        ends = [start for start, _ in runs[1:]] + [len(text)]
        return "".join(
            text[start:end]
            for (start, font), end in zip(runs, ends, strict=False)
            if font < len(self._fonts) and self._fonts[font]
        )


def _colour(data: bytes, place: int) -> Colour | None:
    """Return the colour that stands at a place with its red, green and blue, whatever it was chosen from."""
    is_stated = len(data) >= place + 8 and data[place] & 1 and data[place] >> 1 != AUTOMATIC
    return (data[place + 4], data[place + 5], data[place + 6]) if is_stated else None


def _fill(data: bytes) -> TextStyle:
    """Return the style of which only the fill is stated."""
    (pattern,) = struct.unpack_from("<I", data)
    return TextStyle(fill=_colour(data, 4) if pattern == SOLID else None, is_pattern=pattern not in (0, SOLID))


def _read_comments(sheet: SheetMarks, content: bytes) -> None:
    authors: list[str] = []
    number = row = column = 0
    for kind, data in _records(content):
        if kind == AUTHOR:
            authors.append(_text(data, 0)[0])
        elif kind == COMMENT:
            number, row, column = struct.unpack_from("<II4xI", data)
        elif kind == COMMENT_TEXT:
            sheet.add_comment(row, column, _text(data, 1)[0], authors[number] if number < len(authors) else "")


def _read_page_texts(sheet: SheetMarks, data: bytes) -> None:
    place = 2
    for _ in range(COUNT_OF_PAGE_TEXTS):
        if struct.unpack_from("<I", data, place)[0] == NO_TEXT:
            place += 4
        else:
            text, place = _text(data, place)
            sheet.add_page_text(text)


def _section(content: bytes, begin: int, end: int, wanted: int) -> Iterator[bytes]:
    """Yield the content of the wanted records in a section of a part."""
    is_inside = False
    for kind, data in _records(content):
        is_inside = kind == begin or (is_inside and kind != end)
        if is_inside and kind == wanted:
            yield data


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield kind and content of each record."""
    place, end = 0, len(content)
    while place < end:
        kind = content[place]
        place += 1
        if kind & 0x80:
            kind = kind & 0x7F | (content[place] & 0x7F) << 7
            place += 1
        length, shift = 0, 0
        while True:
            byte = content[place]
            length |= (byte & 0x7F) << shift
            place, shift = place + 1, shift + 7
            if not byte & 0x80:
                break
        yield kind, content[place : place + length]
        place += length


def _text(data: bytes, place: int) -> tuple[str, int]:
    """Return the text at a place, and the place behind it."""
    (length,) = struct.unpack_from("<I", data, place)
    end = place + 4 + 2 * length
    return data[place + 4 : end].decode("utf-16-le", errors="replace"), end
