"""The applications of the last twelve months, by kind of the measure."""

from dataclasses import dataclass
from datetime import date

from incentives.models import MeasureKind
from reports.board.links import Reader, days_of
from reports.counted import Counted
from reports.figures.applications import applications_url
from reports.figures.dashboard import BoardFigures, MonthFigures
from reports.spans import year_before


@dataclass(frozen=True)
class Months:
    """The first days of the months; each kind with its numbers, those without any left out; the sums of all kinds.

    `year_before` are the sums of the same days a year before.
    """

    first_days: list[date]
    kinds: list[tuple[str, list[Counted]]]
    totals: list[Counted]
    year_before: list[Counted]


def make_months(figures: BoardFigures, reader: Reader) -> Months:
    months = figures["months"]

    def count(month: MonthFigures, number: int, kind: str = "") -> Counted:
        return reader.count(number, applications_url(days_of(month), kind=kind))

    kinds = [
        (str(kind.label), [count(month, month["kinds"][kind], kind) for month in months])
        for kind in MeasureKind
        if any(month["kinds"][kind] for month in months)
    ]
    totals = [count(month, sum(month["kinds"].values())) for month in months]
    before = [reader.count(month["year_before"], applications_url(year_before(days_of(month)))) for month in months]
    return Months([days_of(month).first for month in months], kinds, totals, before)
