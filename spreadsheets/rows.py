"""Finding the table in the sheets of a file: its sheet, its header, its rows, and the cleaned cells by column."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import zip_longest
from types import MappingProxyType
from typing import Any, NamedTuple

from spreadsheets.cell_marks import (
    kept_marks,
    note_on_page_texts,
    note_on_pictures,
    notes_on_comments,
    notes_on_formulas,
)
from spreadsheets.cell_notes import notes_on_cells
from spreadsheets.cells import clean_column, counted_from_1900, unusable_texts
from spreadsheets.column_choices import ColumnChoice, choose_columns, notes_on_titles
from spreadsheets.columns import DAYS, Column, index_of, letter_of
from spreadsheets.headers import header_at, titles_of
from spreadsheets.located import Located, locate, missing_columns, without_transposed
from spreadsheets.personal_data import cut_sheets
from spreadsheets.problems import Note
from spreadsheets.resident_ids import MASK, cut_ids
from spreadsheets.row_kinds import CONTENT, rows_like_enterprises
from spreadsheets.serial_numbers import notes_on_serial_numbers
from spreadsheets.set_aside import SetAsideRow, Split, note_on_total, notes_on_rows, shown_text, split_rows
from spreadsheets.sheets import ABSENT, CellMark, Sheet, SheetError, without_absent
from spreadsheets.table_parts import join_parts

NO_DECISIONS: Mapping[int, bool] = MappingProxyType({})
NO_LINES: Set[int] = frozenset()
# Joins the cells of a row; the reader removes this control character from every file.
CELL_SEPARATOR = "\x1f"
CHANGES_SHOWN = 200
SET_ASIDE_SHOWN = 500
# Fewer rows than that beyond the header are single cells in excess, and no column without title.
LEAST_ROWS_OF_A_COLUMN = 10


@dataclass(frozen=True)
class Layout:
    """Where a person located the roster: sheet, last line of the header, column key → column letter.

    Without columns, the header is searched for in that sheet.
    """

    sheet: str
    header_line: int
    columns: dict[str, str]


class CellEdit(NamedTuple):
    """The text that a person entered on the page for a cell: spreadsheet line, column key, text."""

    line: int
    key: str
    text: str


@dataclass(frozen=True)
class Table:
    """A table by columns.

    `lines`, `raw` and every list in `cells` have one item per row: its spreadsheet line, its cells as received from
    column A on, and, under each column key, its cleaned text. `columns` is column key → column letter, `titles`
    column letter → title in the header, `absent` column key → indexes of the rows whose JSON object lacks the key.
    `set_aside` are the other rows with content of the sheet; `sections` is spreadsheet line → title of the section in
    which a row stands; `marks` are the marks of cells in the sheet, `hidden_lines` its lines that are not shown;
    `column_choices` are the columns that are read in place of others with the same meaning; `affirmed` are the lines of
    which a person decided that they are enterprises.
    """

    header_line: int
    columns: dict[str, str]
    lines: list[int]
    raw: list[list[str]]
    cells: dict[str, list[str]]
    sheet: str = ""
    titles: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    absent: dict[str, set[int]] = field(default_factory=dict)
    set_aside: list[SetAsideRow] = field(default_factory=list)
    sections: dict[int, str] = field(default_factory=dict)
    marks: list[CellMark] = field(default_factory=list)
    hidden_lines: Set[int] = frozenset()
    column_choices: list[ColumnChoice] = field(default_factory=list)
    affirmed: Set[int] = frozenset()

    @cached_property
    def unusable_texts(self) -> dict[str, set[str]]:
        """Column key → the texts in that column which are broken by the spreadsheet program or masked."""
        return {key: unusable_texts(key, texts) for key, texts in self.cells.items()}

    @cached_property
    def joined_rows(self) -> list[str]:
        """The cells of each row as received, joined by CELL_SEPARATOR."""
        return list(map(CELL_SEPARATOR.join, self.raw))

    @cached_property
    def _raw_columns(self) -> list[tuple[str, ...]]:
        """The cells as received, by place of the column; each row has at least the columns that are read."""
        return list(zip(*self.raw, strict=False))

    @cached_property
    def header_width(self) -> int:
        """The number of columns down to the last one with a title."""
        return max(map(index_of, self.titles), default=-1) + 1

    @cached_property
    def untitled_columns(self) -> list[str]:
        """The letters of the columns beyond the header, where most rows have content there."""
        width = self.header_width
        longer = [cells[width:] for cells in self.raw if len(cells) > width]
        if not width or len(longer) * 2 <= len(self.raw) or len(longer) < LEAST_ROWS_OF_A_COLUMN:
            return []
        return [
            letter_of(width + place) for place, texts in enumerate(zip_longest(*longer, fillvalue="")) if any(texts)
        ]

    @cached_property
    def untitled_columns_between(self) -> list[str]:
        """The letters of the columns without title among those with one that have content, but no numbers of rows."""
        places = (place for place in range(self.header_width) if letter_of(place) not in self.titles)
        found = ((place, {cells[place].strip() for cells in self.raw if place < len(cells)} - {""}) for place in places)
        return [letter_of(place) for place, texts in found if not all(map(str.isdecimal, texts))]

    @property
    def parts(self) -> list[int]:
        """Return for each row the number of rows of the same line before it; a line may name several enterprises."""
        seen: Counter[int] = Counter()
        parts = []
        for line in self.lines:
            parts.append(seen[line])
            seen[line] += 1
        return parts

    def column(self, key: str) -> list[str]:
        """Return the cleaned texts of the column; empty texts where the table does not have it."""
        return self.cells.get(key) or [""] * len(self.lines)

    def raw_column(self, key: str) -> list[str]:
        """Return the cells of the column as received; empty texts where the table does not have it."""
        if key not in self.columns:
            return [""] * len(self.lines)
        return list(self._raw_columns[index_of(self.columns[key])])

    def raw_cell(self, key: str, index: int) -> str:
        """Return one cell as received."""
        return self.raw[index][index_of(self.columns[key])] if key in self.columns else ""

    def unstated(self, columns: Sequence[Column]) -> list[str]:
        """Return for each row the keys, separated by blanks, of the columns about which it states nothing.

        That is a column that the file lacks, a key that the JSON object lacks, and content that cleaning did not keep.
        An empty cell of a column, an empty text and null state that there is nothing.
        """
        lacking = [column.key for column in columns if column.key not in self.cells]
        of_file = " ".join(lacking)
        of_rows: defaultdict[int, list[str]] = defaultdict(list)
        for key in (column.key for column in columns if column.key in self.cells):
            texts, absent = self.cells[key], self.absent.get(key, set())
            if "" not in texts:
                continue
            for index, (raw, text) in enumerate(zip(self.raw_column(key), texts, strict=True)):
                if not text and (key not in self.columns or index in absent or _states_something(key, raw)):
                    of_rows[index].append(key)
        return [" ".join([*of_rows[i], *lacking]) if i in of_rows else of_file for i in range(len(self.lines))]

    def without(self, private: Set[int]) -> "Table":
        """Return the table with all cells of these spreadsheet lines emptied; the lines stay."""
        hidden = [line in private for line in self.lines]
        cells = {
            key: ["" if hide else text for hide, text in zip(hidden, texts, strict=True)]
            for key, texts in self.cells.items()
        }
        raw = [[""] * len(row) if hide else row for hide, row in zip(hidden, self.raw, strict=True)]
        return replace(self, cells=cells, raw=raw)


def parse_table(
    sheets: Sequence[Sheet],
    columns: Sequence[Column],
    *,
    layout: Layout | None = None,
    known_headings: Mapping[str, str] | None = None,
    row_decisions: Mapping[int, bool] = NO_DECISIONS,
) -> Table:
    """Find the sheet with the table, its header, columns and rows.

    `layout` is where a person located them. `row_decisions` is spreadsheet line → whether a person decided that the row
    is an enterprise or entry. `known_headings` maps titles (as title_key gives them) that people of the office mapped
    before to column keys; None where nobody can set a layout for the file. Raises SheetError where no sheet has the
    needed columns, where two sheets have them, or where no row is below the header.
    """
    if not sheets:
        raise SheetError("no_cells")
    sheets = cut_sheets(join_parts(sheets, columns))
    candidates = [sheet for sheet in sheets if sheet.name == layout.sheet] if layout else sheets
    if layout and layout.columns:
        places = {key: index_of(letters) for key, letters in layout.columns.items()}
        located = [Located(sheet, header_at(sheet.rows, layout.header_line, places), [], []) for sheet in candidates]
    else:
        located = [locate(sheet, columns, known_headings or {}) for sheet in candidates]
        located = without_transposed(located, columns)
    complete = [found for found in located if not found.header.missing(columns)]
    complete = [found for found in complete if not found.sheet.hidden] or complete
    if not complete:
        raise missing_columns(located, columns, can_assign=known_headings is not None)
    titles = titles_of(tuple(columns))
    split = [(found, split_rows(found.sheet, found.header, titles, row_decisions)) for found in complete]
    filled = [(found, parts) for found, parts in split if parts.rows]
    if not filled:
        raise SheetError("no_rows", line=complete[0].header.line)
    if len(filled) > 1:
        code = "several_tables" if known_headings is None else "several_tables_to_choose"
        raise SheetError(code, sheets=[found.sheet.name for found, _ in filled], count=len(filled))
    (found, parts) = filled[0]
    if found.header.alternatives:
        header, choices = choose_columns(found.sheet, found.header)
        found = found._replace(header=header, choices=choices)
        parts = split_rows(found.sheet, header, titles, row_decisions)
    notes = [*found.notes, *notes_on_titles(found.header, columns)]
    others = [sheet for sheet in sheets if sheet is not found.sheet]
    table = _table(found._replace(notes=notes), parts, columns, others=others)
    return replace(table, affirmed={line for line, is_row in row_decisions.items() if is_row})


def apply_cell_edits(table: Table, cell_edits: Sequence[Mapping[str, Any]]) -> Table:
    """Apply cell edits (CellEdit as JSON) to the table; of two edits of one cell the later one counts.

    In a roster without a column for USCCs, a USCC can be entered for single rows.
    """
    if not cell_edits:
        return table
    index = {line: place for place, line in enumerate(table.lines)}
    cells = {key: list(texts) for key, texts in table.cells.items()}
    for edit in (CellEdit(**stored) for stored in cell_edits):
        if edit.key == "uscc":
            cells.setdefault("uscc", [""] * len(table.lines))
        if edit.line in index and edit.key in cells:
            (cells[edit.key][index[edit.line]],) = clean_column(edit.key, [cut_ids(edit.text, edit.key)])
    return replace(table, cells=cells, notes=[*table.notes, Note("cells_edited", {"count": len(cell_edits)})])


def changed_cells(table: Table) -> Iterator[tuple[int, str, str, str]]:
    """Yield index of the row, column letter, received and cleaned text of each cell that cleaning changed."""
    for key, letter in table.columns.items():
        raw_texts = table.raw_column(key)
        if raw_texts != table.cells[key]:
            for index, (raw, clean) in enumerate(zip(raw_texts, table.cells[key], strict=True)):
                if raw != clean and clean != MASK:
                    yield index, letter, raw, clean


def reading_report(table: Table, columns: Sequence[Column], *, refused: Set[int] = NO_LINES) -> dict[str, Any]:
    """Return how the file was read, as JSON for its page; `refused` are the lines of the refused rows.

    Of the changed cells the first CHANGES_SHOWN are listed, of the rows set aside the first SET_ASIDE_SHOWN; the counts
    are those of all. The rows in the file are those with content in the sheet that was read: each is read, refused or
    set aside.
    """
    changed = sorted(changed_cells(table))
    # Several entries may come from one row that names several enterprises.
    lines = set(table.lines)
    rows_refused = len(lines & refused)
    return {
        "sheet": table.sheet,
        "header_line": table.header_line,
        "columns": [
            {"key": column.key, "title": column.title, "letter": letter, "heading": table.titles.get(letter, "")}
            for column in columns
            if (letter := table.columns.get(column.key))
        ],
        "ignored": [title for letter, title in table.titles.items() if letter not in table.columns.values()],
        "notes": [note._asdict() for note in table.notes],
        "rows_in_file": len(lines) + len(table.set_aside),
        "rows_read": len(lines) - rows_refused,
        "rows_refused": rows_refused,
        "rows_set_aside": len(table.set_aside),
        "set_aside_reasons": dict(Counter(row.reason for row in table.set_aside)),
        "set_aside": [
            {"line": row.line, "reason": row.reason, "text": shown_text(row)}
            for row in table.set_aside[:SET_ASIDE_SHOWN]
        ],
        "changed_count": len(changed),
        "changed": [
            {"line": table.lines[index], "column": letter, "was": raw, "read": clean}
            for index, letter, raw, clean in changed[:CHANGES_SHOWN]
        ],
    }


def _states_something(key: str, text: str) -> bool:
    """Return whether a cell of the column states something that cleaning keeps."""
    return CONTENT.search(text) is not None and clean_column(key, [text]) != [""]


def _table(found: Located, split: Split, columns: Sequence[Column], *, others: Sequence[Sheet]) -> Table:
    """Clean the columns of the rows, and mask the ID numbers of residents in all cells."""
    sheet, header = found.sheet, found.header
    notes = [*sheet.notes, *found.notes, *_notes_on_sheets(sheet, others)]
    notes += notes_on_rows(split.set_aside, header.line)
    notes += note_on_total(split)
    raw = [cells for _, cells in split.rows]
    absent: dict[str, set[int]] = {}
    if sheet.is_data:
        absent = {
            key: {index for index, cells in enumerate(raw) if cells[place] == ABSENT}
            for key, place in header.places.items()
        }
        raw = list(map(without_absent, raw))
    received = {key: [cells[place] for cells in raw] for key, place in header.places.items()}
    if sheet.is_1904:
        received |= {key: list(map(counted_from_1900, received[key])) for key in DAYS & received.keys()}
    cells = {key: clean_column(key, texts) for key, texts in received.items()}
    lines = [line for line, _ in split.rows]
    notes += notes_on_cells(columns, lines, received, cells)
    table = Table(
        header_line=header.line,
        columns={key: letter_of(place) for key, place in header.places.items()},
        lines=lines,
        raw=raw,
        cells=cells,
        sheet=sheet.name,
        titles={letter_of(index): title for index, title in enumerate(header.titles) if title.strip()},
        notes=notes,
        absent=absent,
        set_aside=split.set_aside,
        sections=split.sections,
        marks=kept_marks(sheet.marks),
        hidden_lines=frozenset(sheet.hidden_lines),
        column_choices=found.choices,
    )
    table.notes.extend(_note_on_side_table(table))
    table.notes.extend(_notes_on_numbers(table, split))
    table.notes.extend([*note_on_page_texts(table.marks), *note_on_pictures(table.marks)])
    table.notes.extend(notes_on_formulas(table.marks, table.titles, table.columns.values(), table.lines))
    table.notes.extend(notes_on_comments(table.marks, table.lines))
    if letters := [*table.untitled_columns_between, *table.untitled_columns]:
        table.notes.append(Note("untitled_columns", {"letters": letters}))
    return table


def _notes_on_numbers(table: Table, split: Split) -> list[Note]:
    """Return the notes on the numbers by which the file counts its rows."""
    others = [(row.line, row.cells) for row in split.set_aside if row.line > table.header_line]
    return notes_on_serial_numbers(table.titles, split.rows, others, table.marks)


def _note_on_side_table(table: Table) -> list[Note]:
    """Return the note that a column without title, and then columns with titles, follow the last one that is read."""
    places = sorted(map(index_of, table.titles))
    last = max(map(index_of, table.columns.values()))
    start = next((place for place in places if place > last + 1 and place - 1 not in places), None)
    if start is None or not any(any(map(str.strip, cells[start:])) for cells in table.raw):
        return []
    titles = [title.strip() for letter, title in table.titles.items() if index_of(letter) >= start]
    return [Note("side_table", {"letter": letter_of(start), "titles": titles})]


def _notes_on_sheets(sheet: Sheet, others: Sequence[Sheet]) -> list[Note]:
    """Return the notes that the sheet is hidden, that others are not read, and that these have rows of enterprises."""
    notes = [Note("hidden_sheet", {"sheet": sheet.name})] if sheet.hidden else []
    if others:
        notes.append(Note("other_sheets", {"sheet": sheet.name, "others": [other.name for other in others]}))
    for other in others:
        if not other.hidden and (count := rows_like_enterprises(other.rows)):
            notes.append(Note("unread_rows", {"other": other.name, "count": count, "sheet": sheet.name}))
    return notes
