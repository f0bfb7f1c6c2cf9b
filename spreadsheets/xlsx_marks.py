"""The data of an .xlsx that python-calamine does not give: hidden rows and columns, formula errors, marks of cells.

A sheet is searched for traces first. Only a sheet that has one is parsed, because a parser builds an event for each of
a million cells, to find marks that most sheets do not have.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import product
from typing import BinaryIO

from spreadsheets.columns import index_of, place_of
from spreadsheets.sheet_marks import SheetMarks
from spreadsheets.sheets import MAX_COLUMNS, MAX_ROWS, MarkKind, SheetError
from spreadsheets.xlsx_comments import read_comments, read_page_texts, read_text_boxes
from spreadsheets.xlsx_copy import readable_copy
from spreadsheets.xlsx_package import Package
from spreadsheets.xlsx_styles import TRUE, XlsxStyles, is_true
from spreadsheets.xml_events import Element, elements, local, new_parser, parse

# A formula, a formula error, a hidden row or column, a text in a format of its own. Each is found fast.
TRACES = (rb"<f[\s/>]", rb":f[\s/>]", rb'"e"', rb"hidden", rb"strike", rb' ht="[01][."]', rb' width="0[."]')
TRACES_IN_APOSTROPHES = (rb"'e'", rb" ht='[01][.']", rb" width='0[.']")
# It begins with letters, which are found fastest.
ROW_NUMBER = re.compile(rb"""row\s(?:[^<>]*?\s)?r=["'](\d{1,7})["']""")
# Narrower columns, in characters, and lower rows, in points, are too small to read, so they are treated as invisible.
LEAST_WIDTH, LEAST_HEIGHT = 0.5, 2
LAST_COLUMN = 16_384
# A formula in one of the other cells of the range is in the first one.
OF_A_RANGE = ("array", "dataTable")


class XlsxMarks:
    """The marks of the sheets of one workbook."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.book_notes = package.book_notes

    def of_sheet(self, name: str) -> SheetMarks:
        """Return the marks of the sheet with this name."""
        part = self._sheet_parts.get(name, "")
        content = self._package.read(part) if part else b""
        sheet = SheetMarks(is_1904=self._is_1904)
        if not content:
            return sheet
        _check_rows_once(content)
        conditional = (rb"conditionalFormatting",) if self._styles.conditional else ()
        traces = (*TRACES, *(TRACES_IN_APOSTROPHES if b"'" in content else ()), *conditional)
        if self._styles.marks or self._struck_strings or any(re.search(trace, content) for trace in traces):
            parser = SheetParser(sheet, self._styles, self._struck_strings)
            parser.parse(content, blank_results=("", "0") if self._is_uncomputed else ("",))
        read_page_texts(sheet, content)
        read_comments(sheet, self._package, part)
        read_text_boxes(sheet, self._package, part)
        return sheet

    def readable_copy(self) -> BinaryIO:
        """Return a copy of the workbook that calamine reads."""
        return readable_copy(self._package)

    @cached_property
    def _is_1904(self) -> bool:
        """Whether the workbook counts days from 1904, as Excel for the Macintosh did."""
        return any(each.attributes.get("date1904") in TRUE for each in self._book if each.name == "workbookPr")

    @cached_property
    def _is_uncomputed(self) -> bool:
        """Whether a program that computes nothing wrote the workbook: it stores 0 as the result of a formula."""
        return any(each.attributes.get("fullCalcOnLoad") in TRUE for each in self._book if each.name == "calcPr")

    @cached_property
    def _book(self) -> list[Element]:
        return elements(self._package.read(self._package.main_part))

    @cached_property
    def _sheet_parts(self) -> dict[str, str]:
        """The part of each sheet by its name."""
        parts = {relation.identifier: relation.part for relation in self._package.relations(self._package.main_part)}
        sheets = (each.attributes for each in self._book if each.name == "sheet")
        return {sheet.get("name", ""): parts.get(sheet.get("id", ""), "") for sheet in sheets}

    def _related(self, kind: str) -> bytes:
        """Return the part of this kind of the workbook; b"" for none."""
        parts = self._package.related(self._package.main_part, kind)
        return self._package.read(parts[0]) if parts else b""

    @cached_property
    def _styles(self) -> XlsxStyles:
        return XlsxStyles(self._related("styles"), self._related("theme"))

    @cached_property
    def _struck_strings(self) -> dict[str, str]:
        """Index of each shared string with struck-through text, as the value of a cell gives it → that text."""
        content = self._related("sharedStrings")
        return _struck_strings(content) if b"strike" in content else {}


def _struck_strings(content: bytes) -> dict[str, str]:
    struck: dict[str, str] = {}
    text = RichText()
    count = 0
    parser = new_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        name = local(name)
        if name == "si":
            text.begin()
        text.start(name, attributes)
        parser.CharacterDataHandler = text.add if name == "t" else None

    def end(name: str) -> None:
        nonlocal count
        if local(name) == "si":
            if text.struck:
                struck[str(count)] = text.struck
            count += 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parse(parser, content)
    return struck


def _check_rows_once(content: bytes) -> None:
    """Raise SheetError for a sheet that has a row twice: calamine gives only the last one."""
    numbers = ROW_NUMBER.findall(content)
    if len(set(numbers)) < len(numbers):
        line = next(number for number, count in Counter(numbers).items() if count > 1)
        raise SheetError("row_twice", line=int(line))


class RichText:
    """The struck-through part of a text in several runs."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Begin another text."""
        self.struck = ""
        self._is_struck = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take note of an element: a run or a property of one."""
        if name in ("r", "rPh"):
            self._is_struck = False
        elif name == "strike":
            self._is_struck = is_true(attributes)

    def add(self, data: str) -> None:
        """Add a piece of the text."""
        if self._is_struck:
            self.struck += data


def cells_of(range_reference: str) -> Iterator[tuple[int, int]]:
    """Yield row and column of each cell of a range such as B2:C9; of one that is much larger than a table, none."""
    first, _, last = range_reference.partition(":")
    if last:
        (top, left), (bottom, right) = place_of(first), place_of(last)
        if bottom < MAX_ROWS and right < MAX_COLUMNS:
            yield from product(range(top, bottom + 1), range(left, right + 1))


@cache
def _column_of(letters: str) -> int:
    return index_of(letters)


class SheetParser:
    """Reads the marks of one sheet from its XML."""

    def __init__(self, sheet: SheetMarks, styles: XlsxStyles, struck_strings: Mapping[str, str]) -> None:
        self._sheet = sheet
        self._styles = styles
        self._struck_strings = struck_strings
        self._row = self._column = -1
        self._type = self._formula_range = ""
        # The mark that the format of the cell gives it.
        self._mark: MarkKind | None = None
        self._ranges = ""
        self._blank_results: Sequence[str] = ("",)
        # The formula of the cell, None for a cell without one, and its value.
        self._formula: str | None = None
        self._value = ""
        self._text = RichText()
        self._parser = new_parser()
        self._parser.StartElementHandler = self._start
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "c": self._start_cell,
            "row": self._start_row,
            "col": self._start_column,
            "f": self._start_formula,
            "v": self._start_value,
            "is": self._start_inline,
            "t": self._start_text,
            "conditionalFormatting": self._start_conditional,
            "cfRule": self._start_rule,
        }

    def parse(self, content: bytes, *, blank_results: Sequence[str] = ("",)) -> None:
        """Parse the sheet and add its marks; `blank_results` are the values of formulas without a stored result."""
        self._blank_results = blank_results
        parse(self._parser, content)
        self._end_cell()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        start = self._starts.get(name.rpartition(" ")[2])
        if start:
            start(attributes)
        elif self._type == "inlineStr":
            self._text.start(local(name), attributes)

    def _start_column(self, attributes: dict[str, str]) -> None:
        first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
        # A range down to the last column of the sheet is not used.
        is_hidden = attributes.get("hidden") in TRUE or float(attributes.get("width", 1)) < LEAST_WIDTH
        if is_hidden and last < LAST_COLUMN:
            self._sheet.hidden_columns += range(first - 1, last)

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._end_cell()
        self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
        self._column = -1
        if attributes.get("hidden") in TRUE or float(attributes.get("ht", LEAST_HEIGHT)) < LEAST_HEIGHT:
            self._sheet.hidden_lines.append(self._row + 1)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._end_cell()
        reference = attributes.get("r")
        if reference:
            self._column = _column_of(reference.rstrip("0123456789"))
        else:
            self._column += 1
        self._type = attributes.get("t", "")
        self._mark = self._styles.marks.get(attributes.get("s", ""))

    def _start_formula(self, attributes: dict[str, str]) -> None:
        self._formula = ""
        self._formula_range = attributes.get("ref", "") if attributes.get("t") in OF_A_RANGE else ""
        self._parser.CharacterDataHandler = self._add_formula

    def _start_value(self, attributes: dict[str, str]) -> None:
        is_needed = self._type == "e" or self._formula is not None or (self._struck_strings and self._type == "s")
        self._parser.CharacterDataHandler = self._add_value if is_needed else None

    def _start_inline(self, attributes: dict[str, str]) -> None:
        self._text.begin()

    def _start_text(self, attributes: dict[str, str]) -> None:
        self._parser.CharacterDataHandler = self._text.add

    def _start_conditional(self, attributes: dict[str, str]) -> None:
        self._ranges = attributes.get("sqref", "")

    def _start_rule(self, attributes: dict[str, str]) -> None:
        if attributes.get("dxfId") in self._styles.conditional:
            self._sheet.add_conditional(self._ranges)

    def _add_formula(self, data: str) -> None:
        self._formula = f"{self._formula or ''}{data}"

    def _add_value(self, data: str) -> None:
        self._value += data

    def _end_cell(self) -> None:
        """Add the marks of the cell that ends here, and begin anew."""
        if self._type == "e":
            self._sheet.add_error(self._row, self._column, self._value)
        elif self._formula is not None and self._value.strip() in self._blank_results:
            self._add_formula_without_value(self._formula)
        elif self._mark:
            self._sheet.add_mark(self._row, self._column, self._mark)
        else:
            part = self._text.struck or self._struck_strings.get(self._value.strip(), "")
            self._sheet.add_struck(self._row, self._column, part)
        if self._type or self._formula is not None or self._mark:
            self._type, self._formula, self._value, self._mark = "", None, "", None
            self._text.begin()
            self._parser.CharacterDataHandler = None

    def _add_formula_without_value(self, formula: str) -> None:
        if self._type == "str" and not self._value.strip():
            # The program stored an empty text as result.
            self._sheet.add_blank_formula(self._row, self._column, formula)
            return
        self._sheet.add_formula(self._row, self._column, formula)
        for row, column in cells_of(self._formula_range):
            if (row, column) != (self._row, self._column):
                self._sheet.add_formula(row, column, formula)
