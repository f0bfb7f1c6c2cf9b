"""Checks of what a workbook shows beside the texts of cells, such as struck-through text, comments and hidden rows."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from typing import Any, Literal

from spreadsheets.cell_marks import LONGEST_SHOWN
from spreadsheets.columns import CODES, index_of, letter_of
from spreadsheets.problems import PROBLEM_CODES, Params, Problem, problem_of_file
from spreadsheets.rows import Table
from spreadsheets.set_aside import VOID
from spreadsheets.sheets import MAX_COLUMNS, CellMark, MarkKind
from spreadsheets.state_words import LONGEST_TEXT


def check_struck(table: Table, context: Any) -> Iterator[Problem]:
    """Report the rows with struck-through cells, once each, and the cells of which a part is struck through."""
    letters: defaultdict[int, list[str]] = defaultdict(list)
    for index, mark, text in _marked(table, "struck"):
        if not text:
            continue
        if mark.text.strip() in ("", text):
            letters[index].append(letter_of(mark.column))
        else:
            part = mark.text.strip()
            is_read = letter_of(mark.column) in table.columns.values()
            params = {"letter": letter_of(mark.column), "text": part[:LONGEST_TEXT] if is_read else "…"}
            rest = text.replace(part, "", 1).strip() if is_read else ""
            yield _problem(table, index, mark.column, "struck_part", params, rest)
    for index, found in letters.items():
        yield _problem(table, index, index_of(found[0]), "struck", {"letters": found})


def check_crossed(table: Table, context: Any) -> Iterator[Problem]:
    """Report the rows with texts through which a diagonal border or a drawn line goes, once each."""
    yield from _once_a_row(table, "crossed", [letter_of(place) for place in range(MAX_COLUMNS)])


def check_invisible(table: Table, context: Any) -> Iterator[Problem]:
    """Report the rows with texts in columns that are read which a person who opens the file cannot see, once each."""
    yield from _once_a_row(table, "invisible", table.columns.values())


def _once_a_row(table: Table, kind: Literal["crossed", "invisible"], columns: Collection[str]) -> Iterator[Problem]:
    """Report the rows with texts that have marks of this kind in these columns, by a problem of that code."""
    letters: defaultdict[int, list[str]] = defaultdict(list)
    for index, mark, text in _marked(table, kind):
        if text and letter_of(mark.column) in columns:
            letters[index].append(letter_of(mark.column))
    for index, found in letters.items():
        yield _problem(table, index, index_of(found[0]), kind, {"letters": found})


def check_conditional_formats(table: Table, context: Any) -> Iterator[Problem]:
    """Report the conditional formats that strike rows through or hide them; which rows, only their formulas say."""
    last = max(table.lines, default=0)
    ranges = dict.fromkeys(mark.text for mark in table.marks if mark.kind == "conditional" and mark.line <= last)
    if ranges:
        yield problem_of_file("conditional_format", {"ranges": list(ranges)})


def check_comments(is_loss: Callable[[str], bool]) -> Callable[[Table, Any], Iterator[Problem]]:
    """Return the check that reports the comments on the cells of rows; one that `is_loss` must be confirmed."""

    def check(table: Table, context: Any) -> Iterator[Problem]:
        for index, mark, _ in _marked(table, "comment"):
            is_void = is_loss(mark.text) or VOID.search(mark.text)
            code = "comment_states_loss" if is_void else "comment"
            params = {"letter": letter_of(mark.column), "text": mark.text[:LONGEST_SHOWN]}
            yield _problem(table, index, mark.column, code, params)
        rows = set(table.lines)
        for mark in table.marks:
            if mark.kind == "comment" and mark.line not in rows and (is_loss(mark.text) or VOID.search(mark.text)):
                yield problem_of_file("note_states_loss", {"line": mark.line, "text": mark.text[:LONGEST_SHOWN]})

    return check


def check_page_texts(is_loss: Callable[[str], bool]) -> Callable[[Table, Any], Iterator[Problem]]:
    """Return the check that reports a header or footer of the printed pages by which the file is not in force."""

    def check(table: Table, context: Any) -> Iterator[Problem]:
        texts = dict.fromkeys(mark.text[:LONGEST_SHOWN] for mark in table.marks if mark.kind == "page")
        for text in texts:
            if is_loss(text) or VOID.search(text):
                yield problem_of_file("page_states_loss", {"text": text})

    return check


def check_merged(table: Table, context: Any) -> Iterator[Problem]:
    """Report the cells that have their text from a cell that is merged over several rows and columns.

    A code that is merged over one column is reported where the row has another name than the one above, and a name
    where it has another USCC.
    """
    keys = {letter: key for key, letter in table.columns.items()}
    names, usccs = table.column("name"), table.column("uscc")
    for index, mark, text in _marked(table, "merged"):
        key = keys.get(letter_of(mark.column), "")
        if text and key == "name" and index and usccs[index] != usccs[index - 1]:
            yield _problem(table, index, mark.column, "merged_name", {"text": text[:LONGEST_TEXT]})
        elif text and key in CODES and index and names[index] != names[index - 1]:
            params = {"column": key, "text": text[:LONGEST_TEXT]}
            yield _problem(table, index, mark.column, "merged_code", params)
        elif text and key and mark.text == "block":
            params = {"letter": letter_of(mark.column), "text": text[:LONGEST_TEXT]}
            yield _problem(table, index, mark.column, "merged_block", params)


def check_blank_formulas(table: Table, context: Any) -> Iterator[Problem]:
    """Report the cells of columns that are read which are blank as the result of a formula."""
    for index, mark, text in _marked(table, "formula"):
        if not text and letter_of(mark.column) in table.columns.values():
            params = {"letter": letter_of(mark.column), "text": mark.text[:LONGEST_TEXT]}
            yield _problem(table, index, mark.column, "formula_blank", params)


def check_hidden_rows(table: Table, context: Any) -> Iterator[Problem]:
    """Report the rows that the spreadsheet program does not show."""
    if table.hidden_lines:
        place = index_of(table.columns.get("name", "A"))
        for index, line in enumerate(table.lines):
            if line in table.hidden_lines:
                yield _problem(table, index, place, "hidden_row", {})


def _marked(table: Table, kind: MarkKind) -> Iterator[tuple[int, CellMark, str]]:
    """Yield row, mark and text of each cell in a row with a mark of this kind; of blank cells only some have marks."""
    marks = [mark for mark in table.marks if mark.kind == kind]
    if not marks:
        return
    indexes = {line: index for index, line in reversed(list(enumerate(table.lines)))}
    for mark in marks:
        index = indexes.get(mark.line)
        if index is not None:
            yield index, mark, _cell(table, index, mark.column)


def _cell(table: Table, index: int, column: int) -> str:
    cells = table.raw[index]
    return cells[column].strip() if column < len(cells) else ""


def _problem(table: Table, index: int, column: int, code: str, params: Params, suggestion: str = "") -> Problem:
    """Return a problem of a row; a cell of a column that is not read may name a person, and is left out."""
    letter = letter_of(column)
    key = next((key for key, own in table.columns.items() if own == letter), "")
    return Problem(
        line=table.lines[index],
        column=letter,
        key=key or "name",
        code=code,
        params=params,
        severity=PROBLEM_CODES[code].severity,
        cell=_cell(table, index, column) if key else "",
        suggestion=suggestion,
    )


MARK_CHECKS = (
    check_struck,
    check_crossed,
    check_invisible,
    check_conditional_formats,
    check_merged,
    check_blank_formulas,
    check_hidden_rows,
)
