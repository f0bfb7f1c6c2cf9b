"""Which department applied which measure how often: the matrix of the dashboard."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import ceil, sqrt

from reports.board.links import Reader, days_of
from reports.counted import Counted
from reports.figures.applications import applications_url
from reports.figures.dashboard import BoardFigures, MeasureName, SpanFigures

# The number of levels of darkness. The larger its share of the largest cell, the darker a cell is.
LEVELS = 5


@dataclass(frozen=True)
class Cell:
    """A cell: its level, 0 for none; `count` is None where the measure is not the department's."""

    count: Counted | None = None
    level: int = 0


@dataclass(frozen=True)
class Row:
    """A department with a cell for each measure."""

    name: str
    is_own: bool
    cells: list[Cell]
    total: Counted


@dataclass(frozen=True)
class Section:
    """Measures beside each other that belong to one section of a plan."""

    label: str
    title: str
    measures: list[MeasureName]


@dataclass(frozen=True)
class Matrix:
    """The departments and the measures of a span.

    `level_texts` are the numbers of each level, the lowest first, "" for one that has none. `unused` are the measures
    in force that nobody applied, each with those responsible in words.
    """

    sections: list[Section]
    rows: list[Row]
    total: Counted
    level_texts: list[str]
    unused: list[tuple[MeasureName, str]]
    unused_count: Counted
    used_count: int


def make_matrix(figures: BoardFigures, of_span: SpanFigures, reader: Reader) -> Matrix:
    """Return the matrix of the span: measures in force and departments that exist, and others that were applied."""
    days = days_of(of_span)
    counts = {(cell["department"], cell["measure"]): cell["count"] for cell in of_span["cells"]}
    applied = {measure for _, measure in counts}
    measures = [each for each in figures["measures"] if each["in_force"] or each["key"] in applied]
    most = max(counts.values(), default=1)
    totals = Counter[int]()
    for (department, _), number in counts.items():
        totals[department] += number

    def count_of(department: int, number: int, measure: int | None = None) -> Counted:
        return reader.count_of(department, number, applications_url(days, department=department, measure=measure))

    def cell_of(department: int, measure: MeasureName) -> Cell:
        number = counts.get((department, measure["key"]), 0)
        if not number and department not in measure["departments"]:
            return Cell()
        return Cell(count_of(department, number, measure["key"]), ceil(LEVELS * sqrt(number / most)))

    rows = [
        Row(
            each["name"],
            reader.is_of(each["key"]),
            [cell_of(each["key"], measure) for measure in measures],
            count_of(each["key"], totals[each["key"]]),
        )
        for each in figures["departments"]
        if each["is_active"] or totals[each["key"]]
    ]
    unused = [(each, _responsible(each, figures)) for each in measures if each["key"] not in applied]
    return Matrix(
        _sections(measures),
        rows,
        reader.count(totals.total(), applications_url(days)),
        _level_texts(most),
        unused,
        # The page lists them below the matrix.
        reader.count_for_all(len(unused), "#unused"),
        len(applied),
    )


def _responsible(measure: MeasureName, figures: BoardFigures) -> str:
    """Return the names of those responsible for the measure; 各成员单位 for all departments."""
    active = {each["key"] for each in figures["departments"] if each["is_active"]}
    if active <= set(measure["departments"]):
        return "各成员单位"
    names = {each["key"]: each["name"] for each in figures["departments"]}
    return "、".join(names[key] for key in measure["departments"])


def _sections(measures: list[MeasureName]) -> list[Section]:
    groups = groupby(measures, key=lambda measure: (measure["section"], measure["section_title"]))
    # The label of a section in the text of a plan is （一）; a column has no room for the brackets.
    return [Section(label.strip("（）"), title, list(of_section)) for (label, title), of_section in groups]


def _level_texts(most: int) -> list[str]:
    """Return the numbers of the levels, such as 3–5次; those of a level are above the limit of the one before."""
    limits = [int(most * (level / LEVELS) ** 2) for level in range(LEVELS + 1)]
    return [_numbers(low + 1, high) for low, high in pairwise(limits)]


def _numbers(first: int, last: int) -> str:
    if first > last:
        return ""
    return f"{first}次" if first == last else f"{first}–{last}次"
