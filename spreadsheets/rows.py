"""Understanding a file: which sheet holds the table, which rows are enterprises, what their cells say."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple

from spreadsheets.cells import (
    MASK,
    broken_texts,
    clean_column,
    counted_from_1900,
    masked,
    masked_row,
    masked_texts,
    may_hold_resident_id,
)
from spreadsheets.columns import CODES, DAYS, Column, index_of, letter_of
from spreadsheets.headers import HEADER_WITHIN, Header, find_header, header_as_told
from spreadsheets.identifiers import is_resident_id
from spreadsheets.sheets import Sheet, SheetError

CHANGES_SHOWN = 200
COLUMNS_SHOWN = 30
TOTAL = re.compile(r"(合计|总计|小计|共计|总数|汇总)\W*")
# A cell with neither letter nor digit says nothing: blanks that nobody sees, a dash or a stroke for «none».
SAYS = re.compile(r"\w")
NOTE = re.compile(r"^(注|备注|说明|合计|总计|小计|共计|填表|制表|审核|复核|联系|单位[:：]|截至|数据)")


@dataclass(frozen=True)
class Row:
    """One enterprise's line: spreadsheet line, key → text as understood, the line's cells as they stood."""

    line: int
    cells: dict[str, str]
    raw: list[str]


@dataclass(frozen=True)
class Layout:
    """Where a person says that the roster is: sheet, the header's last line, key → column letter.

    Without columns, the header is looked for in that sheet.
    """

    sheet: str
    header_line: int
    columns: dict[str, str]


class CellEdit(NamedTuple):
    """What a person says that a cell should say: spreadsheet line, key of the column, text."""

    line: int
    key: str
    text: str


@dataclass(frozen=True)
class Table:
    """What was understood, column by column.

    `lines`, `raw` and every list in `cells` have one item an enterprise: its spreadsheet line, its cells as they
    stood from
    column A, and key → its text as understood. `columns` is key → column letter.
    """

    header_line: int
    columns: dict[str, str]
    lines: list[int]
    raw: list[list[str]]
    cells: dict[str, list[str]]
    sheet: str = ""
    titles: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        """The same, enterprise by enterprise."""
        texts = zip(*self.cells.values(), strict=True)
        return [
            Row(line, dict(zip(self.cells, said, strict=True)), raw)
            for line, said, raw in zip(self.lines, texts, self.raw, strict=True)
        ]

    @cached_property
    def unusable_texts(self) -> dict[str, set[str]]:
        """Key → the texts that say nothing of what they should: broken by the spreadsheet, or masked."""
        return {key: broken_texts(key, texts) | masked_texts(texts) for key, texts in self.cells.items()}

    def column(self, key: str) -> list[str]:
        """The column's understood texts; blanks where the file does not have it."""
        return self.cells.get(key) or [""] * len(self.lines)

    def raw_column(self, key: str) -> list[str]:
        """The column's cells as they stood; blanks where the file does not have it."""
        if key not in self.columns:
            return [""] * len(self.lines)
        place = index_of(self.columns[key])
        return [cells[place] for cells in self.raw]

    def raw_cell(self, key: str, index: int) -> str:
        """One cell as it stood."""
        return self.raw[index][index_of(self.columns[key])] if key in self.columns else ""

    def without(self, private: Set[int]) -> "Table":
        """The same with nothing kept of these lines but that they were there."""
        hidden = [line in private for line in self.lines]
        cells = {
            key: ["" if hide else text for hide, text in zip(hidden, texts, strict=True)]
            for key, texts in self.cells.items()
        }
        raw = [[""] * len(stood) if hide else stood for hide, stood in zip(hidden, self.raw, strict=True)]
        return replace(self, cells=cells, raw=raw)


def parse_table(
    sheets: Sequence[Sheet],
    columns: Sequence[Column],
    *,
    layout: Layout | None = None,
    known_headings: Mapping[str, str] | None = None,
) -> Table:
    """Find the sheet that holds the table, its header, columns and rows.

    `layout` is where a person said they are; `taught` the titles (as title_key gives them) that this office's
    people explained before, title → key; None where nobody can say how a file is to be read. Raises SheetError
    where no sheet has the needed columns (naming those that are missing), where two have them, or where no enterprise
    stands below.
    """
    told = [sheet for sheet in sheets if sheet.name == layout.sheet] if layout else sheets
    headers = [(sheet, find_header(sheet.rows, columns, known_headings or {})) for sheet in told]
    if layout and layout.columns:
        places = {key: index_of(letters) for key, letters in layout.columns.items()}
        headers = [(sheet, header_as_told(sheet.rows, layout.header_line, places)) for sheet in told]
    whole = [(sheet, header) for sheet, header in headers if not header.missing(columns)]
    candidates = [(sheet, header) for sheet, header in whole if not sheet.hidden] or whole
    if not candidates:
        code = "columns_missing" if known_headings is None else "columns_unassigned"
        raise _missing_columns(code, headers, columns)
    filled = [
        (sheet, header, enterprises)
        for sheet, header in candidates
        if (enterprises := list(_enterprises(sheet, header)))
    ]
    if not filled:
        raise SheetError("no_rows", line=candidates[0][1].line)
    if len(filled) > 1:
        code = "several_tables" if known_headings is None else "several_tables_to_choose"
        raise SheetError(code, sheets=[sheet.name for sheet, _, _ in filled], count=len(filled))
    return _table(*filled[0], others=[sheet for sheet in sheets if sheet is not filled[0][0]])


def join_by_customs_code(table: Table, known: Mapping[str, str]) -> Table:
    """The table of a list without USCCs, each enterprise's taken from its customs code (customs code → USCC).

    Where a person filled one in, that one.
    """
    if "uscc" in table.columns:
        return table
    filled, codes = table.column("uscc"), table.cells["customs_code"]
    uscc = [said or known.get(code, "") for said, code in zip(filled, codes, strict=True)]
    added = sum(map(bool, uscc)) - sum(map(bool, filled))
    note = f"文件中没有统一社会信用代码，已按海关注册编码与已知企业对应{added}家。"
    return replace(table, cells={**table.cells, "uscc": uscc}, notes=[*table.notes, note])


def apply_cell_edits(table: Table, cell_edits: Sequence[Mapping[str, Any]]) -> Table:
    """The table with the cells as a person said that they should be (Mend as JSON); the later word holds.

    In a list without USCCs, those of single enterprises can be said, too.
    """
    if not cell_edits:
        return table
    index = {line: place for place, line in enumerate(table.lines)}
    cells = {key: list(texts) for key, texts in table.cells.items()}
    for cell_edit in (CellEdit(**said) for said in cell_edits):
        if cell_edit.key == "uscc":
            cells.setdefault("uscc", [""] * len(table.lines))
        if cell_edit.line in index and cell_edit.key in cells:
            (cells[cell_edit.key][index[cell_edit.line]],) = clean_column(
                cell_edit.key, [masked(cell_edit.text, cell_edit.key)]
            )
    return replace(table, cells=cells, notes=[*table.notes, f"经办人在页面上改正了{len(cell_edits)}个单元格。"])


def changed_cells(table: Table) -> Iterator[tuple[int, str, str, str]]:
    """Index of the enterprise, column letter, what stood there and what it was read as: each cell that reading
    changed.
    """
    for key, letter in table.columns.items():
        was = table.raw_column(key)
        if was != table.cells[key]:
            for index, (stood, read) in enumerate(zip(was, table.cells[key], strict=True)):
                if stood != read and read != MASK:
                    yield index, letter, stood, read


def reading_report(table: Table, columns: Sequence[Column]) -> dict[str, Any]:
    """How the file was read, for its page; JSON. Of the cells changed, the count and the first CHANGES_SHOWN."""
    changed = sorted(changed_cells(table))
    return {
        "sheet": table.sheet,
        "header_line": table.header_line,
        "columns": [
            {"key": column.key, "title": column.title, "letter": letter, "said": table.titles.get(letter, "")}
            for column in columns
            if (letter := table.columns.get(column.key))
        ],
        "ignored": [title for letter, title in table.titles.items() if letter not in table.columns.values()],
        "notes": table.notes,
        "changed_count": len(changed),
        "changed": [
            {"line": table.lines[index], "column": letter, "was": was, "read": read}
            for index, letter, was, read in changed[:CHANGES_SHOWN]
        ],
    }


def sheet_previews(sheets: Sequence[Sheet]) -> list[dict[str, Any]]:
    """The first lines of each sheet, for a person to say where the header is; JSON."""
    return [
        {
            "name": sheet.name,
            "hidden": sheet.hidden,
            "lines": [[masked(text)[:40] for text in row[:COLUMNS_SHOWN]] for row in sheet.rows[:HEADER_WITHIN]],
        }
        for sheet in sheets
    ]


def header_titles(heads: Sequence[Mapping[str, Any]], layout: Layout) -> dict[str, str]:
    """Letter → title in the line that a person calls the header; `heads` as heads_of gives them."""
    for head in heads:
        if head["name"] == layout.sheet and 0 < layout.header_line <= len(head["lines"]):
            return {letter_of(index): title for index, title in enumerate(head["lines"][layout.header_line - 1])}
    return {}


def _table(sheet: Sheet, header: Header, enterprises: list[tuple[int, list[str]]], *, others: Sequence[Sheet]) -> Table:
    notes = list(sheet.notes)
    if sheet.hidden:
        notes.append(f"名单在隐藏的工作表“{sheet.name}”中。")
    if others:
        notes.append(f"名单在工作表“{sheet.name}”中，未读取：{'、'.join(other.name for other in others)}。")
    raw = [cells for _, cells in enterprises]
    if may_hold_resident_id(raw):
        keys = {place: key for key, place in header.places.items()}
        raw = [masked_row(cells, keys) for cells in raw]
    stood = {key: [cells[place] for cells in raw] for key, place in header.places.items()}
    if sheet.is_1904:
        stood |= {key: list(map(counted_from_1900, stood[key])) for key in DAYS & stood.keys()}
    cells = {key: clean_column(key, texts) for key, texts in stood.items()}
    for key in CODES & cells.keys():
        _mask_codes(key, cells[key], raw, header.places[key])
    return Table(
        header_line=header.line,
        columns={key: letter_of(place) for key, place in header.places.items()},
        lines=[line for line, _ in enterprises],
        raw=raw,
        cells=cells,
        sheet=sheet.name,
        titles={letter_of(index): title for index, title in enumerate(header.titles) if title.strip()},
        notes=notes,
    )


def _mask_codes(key: str, codes: list[str], raw: list[list[str]], place: int) -> None:
    """Mask the residents' ID numbers that only cleaning brought to light, such as one with blanks inside."""
    if may_hold_resident_id([codes]):
        for index, code in enumerate(codes):
            if is_resident_id(code, key):
                codes[index] = raw[index][place] = MASK


def _missing_columns(code: str, headers: Sequence[tuple[Sheet, Header]], columns: Sequence[Column]) -> SheetError:
    """Return the error that names the needed columns which the best sheet lacks."""
    best = max(headers, key=lambda found: len(found[1].places), default=(Sheet("", []), Header(0, [], {})))
    sheet, header = best
    missing = [column.key for column in header.missing(columns)]
    return SheetError(code, sheet=sheet.name if len(headers) > 1 else "", line=header.line, columns=missing)


def _enterprises(sheet: Sheet, header: Header) -> Iterator[tuple[int, list[str]]]:
    """Line and cells, as wide as the header at least, of each row that is an enterprise: no blank one, no note or
    total.
    """
    places = list(header.places.values())
    width = max(places) + 1
    # Three words or codes are an enterprise without a closer look.
    sure = itemgetter(*places[:3]) if len(places) > 2 else None
    for line, cells in enumerate(sheet.rows[header.line :], start=header.line + 1):
        if len(cells) < width:
            cells = cells + [""] * (width - len(cells))
        if sheet.is_data or (sure and all(map(str.isalnum, sure(cells)))) or _is_enterprise(cells, places):
            yield line, cells


def _is_enterprise(cells: Sequence[str], places: Sequence[int]) -> bool:
    """Whether the known columns say something, and the row is neither a note under the table nor a total."""
    said = 0
    for place in places:
        if SAYS.search(cells[place]):
            said += 1
            if said > 2:
                return True
    if said == 2:
        return not TOTAL.fullmatch(_first(cells))
    return said == 1 and not NOTE.match(_first(cells))


def _first(cells: Sequence[str]) -> str:
    """What the row begins with."""
    return next(text.strip() for text in cells if SAYS.search(text))
