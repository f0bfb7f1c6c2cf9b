"""Reading a file in the process of the test, by the steps of the portal's workers, without a database."""

import contextlib
import io
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from spreadsheets import reader_process
from spreadsheets.checking import Context, run_checks, sort_problems
from spreadsheets.checks import ROSTER_CHECKS
from spreadsheets.columns import BLACKLIST_COLUMNS, ROSTER_COLUMNS, Column
from spreadsheets.entry_checks import check_entries
from spreadsheets.file_reading import read_file, received_sheets
from spreadsheets.name_parts import take_names_apart
from spreadsheets.problems import PRIVATE, SET_ASIDE_REASONS, Problem
from spreadsheets.roster_usccs import join_by_customs_code
from spreadsheets.rows import Table, parse_table, reading_report
from spreadsheets.sheets import Sheet, SheetError, check_container, is_workbook
from spreadsheets.text_files import text_sheets
from spreadsheets.wording import failure_text, note_text, problem_text
from spreadsheets.workbooks import workbook_sheets

ROSTER_CONTEXT = Context(
    today=date(2026, 11, 29),
    as_of=date(2026, 11, 28),
    office="泉城海关",
    offices={"37016": "泉城海关", "37019": "泉城海关", "37126": "莱芜海关"},
)
BLACKLIST_CONTEXT = Context(today=date(2026, 11, 29))
Reader = Callable[[bytes], list[Sheet]]


@dataclass
class Reading:
    """What the portal has read from a file: the failure or the table, without the rows of natural persons."""

    columns: Sequence[Column]
    failure: SheetError | None = None
    table: Table = field(default_factory=lambda: Table(0, {}, [], [], {}))
    problems: list[Problem] = field(default_factory=list)

    @property
    def failure_sentence(self) -> str:
        """The sentence with which the file is refused; "" for a file that was read."""
        return failure_text(self.failure.code, self.failure.params, columns=self.columns) if self.failure else ""

    @property
    def refused_lines(self) -> set[int]:
        """The spreadsheet lines of refused rows."""
        return {problem.line for problem in self.problems if problem.severity == "error"}

    @property
    def rows(self) -> list[dict[str, str]]:
        """The cleaned texts of each row that is not refused, by column key."""
        keys = list(self.table.cells)
        return [
            dict(zip(keys, texts, strict=True))
            for line, *texts in zip(self.table.lines, *(self.table.cells[key] for key in keys), strict=True)
            if line not in self.refused_lines
        ]

    @property
    def notes(self) -> list[str]:
        """The sentences about the file."""
        return [note_text(note.code, note.params) for note in self.table.notes]

    def sentences(self, line: int) -> list[str]:
        """Return what is stated about a line: problems with hint and suggestion, and why it was set aside."""
        stated = []
        for problem in self.problems:
            if problem.line == line:
                text = problem_text(problem.code, problem.params, columns=self.columns)
                stated.append(f"{text.message}{text.hint}（{problem.cell}）{problem.suggestion}")
        return stated + [SET_ASIDE_REASONS[row.reason] for row in self.table.set_aside if row.line == line]

    @property
    def kept(self) -> str:
        """Everything that the portal keeps of the table, its problems and its report."""
        report = reading_report(self.table, self.columns)
        table = self.table
        parts = (table.cells, table.raw, table.titles, table.notes, table.set_aside, table.sections, table.marks)
        return repr((parts, self.problems, report, self.failure))


def private_lines(problems: Sequence[Problem]) -> set[int]:
    """Return the lines of the rows of which nothing is kept."""
    return {problem.line for problem in problems if problem.code in PRIVATE}


def in_process(content: bytes) -> list[Sheet]:
    """Return the sheets of a file without a child process; raises SheetError."""
    with _saved(content) as path:
        check_container(path)
        with contextlib.redirect_stdout(io.StringIO()) as written:
            reader_process.write_messages(path, workbook_sheets if is_workbook(path) else text_sheets)
    sheets, is_whole = received_sheets(io.BytesIO(written.getvalue().encode()))
    assert is_whole
    return [sheet for sheet in sheets if sheet.rows]


def by_child(content: bytes) -> list[Sheet]:
    """Return the sheets of a file as the portal reads it, in a child process; raises SheetError."""
    with _saved(content) as path:
        return read_file(path)


@contextlib.contextmanager
def _saved(content: bytes):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        yield path


def read_roster(content: bytes, *, reader: Reader = in_process) -> Reading:
    """Read, parse and check a roster."""
    reading = Reading(ROSTER_COLUMNS)
    try:
        table = parse_table(reader(content), ROSTER_COLUMNS, known_headings={})
    except SheetError as error:
        reading.failure = error
        return reading
    table, parts = take_names_apart(table, ROSTER_COLUMNS)
    reading.table = join_by_customs_code(table, {})
    reading.problems = sort_problems([*parts, *run_checks(reading.table, ROSTER_CHECKS, ROSTER_CONTEXT)])
    reading.table = reading.table.without(private_lines(reading.problems))
    return reading


def read_blacklist(content: bytes, *, reader: Reader = in_process) -> Reading:
    """Read, parse and check a file of a blacklist; the rows of natural persons are emptied."""
    reading = Reading(BLACKLIST_COLUMNS)
    try:
        table = parse_table(reader(content), BLACKLIST_COLUMNS, known_headings={})
    except SheetError as error:
        reading.failure = error
        return reading
    table, reading.problems = check_entries(table, BLACKLIST_CONTEXT)
    reading.table = table.without(private_lines(reading.problems))
    return reading
