"""What every check of the rows needs: its context, the problem at a cell, and the run of all checks."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from spreadsheets.problems import PRIVATE, PROBLEM_CODES, Params, Problem
from spreadsheets.rows import Table


class Known(NamedTuple):
    """The known data of an enterprise; `office` is the office that certifies it now, "" for none."""

    name: str
    customs_code: str
    address: str
    office: str
    registration_number: str = ""


@dataclass(frozen=True)
class Context:
    """The data that the checks need beside the file.

    `as_of` is the day of the roster, `office` the customs office that sends it, `known` USCC → enterprise, `uscc_of`
    customs code → USCC, and `offices` prefix of customs codes → customs office.
    """

    today: date
    as_of: date | None = None
    office: str = ""
    known: Mapping[str, Known] = field(default_factory=dict)
    uscc_of: Mapping[str, str] = field(default_factory=dict)
    offices: Mapping[str, str] = field(default_factory=dict)


Check = Callable[[Table, Context], Iterator[Problem]]
NO_PARAMS: Params = {}


def run_checks(table: Table, checks: Sequence[Check], context: Context) -> list[Problem]:
    """Return the problems that the checks find, by line and column."""
    return sort_problems(problem for check in checks for problem in check(table, context))


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Sort problems by line, then by column (A, Z, AA); a natural person's row has that one problem and no other."""
    found = list(problems)
    private = {problem.line for problem in found if problem.code in PRIVATE}
    kept = [problem for problem in found if problem.code in PRIVATE or problem.line not in private]
    return sorted(kept, key=lambda problem: (problem.line, len(problem.column), problem.column))


def problem_at(
    table: Table, index: int, key: str, code: str, params: Params = NO_PARAMS, suggestion: str = ""
) -> Problem:
    """Return a problem of the row with this index, in its cell of the column."""
    return Problem(
        line=table.lines[index],
        column=table.columns.get(key, ""),
        key=key,
        code=code,
        params=params,
        severity=PROBLEM_CODES[code].severity,
        cell=table.raw_cell(key, index),
        suggestion=suggestion,
    )


def filled_cells(table: Table, key: str) -> Iterator[tuple[int, str]]:
    """Yield index and text of each filled cell of the column, without those that check_broken_cells reports."""
    unusable_texts = table.unusable_texts.get(key, ())
    for index, text in enumerate(table.cells.get(key, ())):
        if text and text not in unusable_texts:
            yield index, text


def cells_among(table: Table, key: str, wrong: set[str]) -> Iterator[tuple[int, str]]:
    """Yield index and text of each filled cell whose text is in `wrong`."""
    return ((index, text) for index, text in filled_cells(table, key) if text in wrong) if wrong else iter(())
