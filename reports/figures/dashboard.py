"""All that the dashboard shows, counted at once, as JSON that the only row of DashboardFigures has.

Days are in ISO 8601; departments, measures and blacklists are named by their keys and, where a reader needs it, by the
names that they had when they were counted.
"""

from collections import Counter
from datetime import date
from typing import TypedDict

from django.db.models import Count

from accounts.models import Department
from foundation.web.work_items import WorkItem
from incentives.models import MeasureKind
from reports.contents import BlacklistFigures, EnterpriseFigures
from reports.figures.applications import applications_in, applied_by_cell, measures_on
from reports.figures.blacklists import blacklist_figures
from reports.figures.enterprises import current_enterprises
from reports.figures.notices import Promptness, promptness_in
from reports.figures.open_work import advice_by_department, open_work
from reports.figures.rosters import newest_rosters
from reports.figures.stops import stop_days, stop_days_by_department
from reports.periods import Days
from reports.spans import Span, months_until, year_before


class DepartmentName(TypedDict):
    key: int
    name: str
    is_active: bool


class MeasureName(TypedDict):
    """A measure as it was on the day; `departments` are the keys of those responsible."""

    key: int
    number: int
    title: str
    section: str
    section_title: str
    departments: list[int]
    in_force: bool


class AppliedCell(TypedDict):
    department: int
    measure: int
    count: int


class Stops(TypedDict):
    """`department` is None for all together; `enterprises` is of how many enterprises the stopped measures were."""

    department: int | None
    count: int
    enterprises: int
    median: float
    worst: int


class SpanFigures(TypedDict):
    """The applications of a span, and how long its stops took."""

    first: str
    last: str
    cells: list[AppliedCell]
    stops: list[Stops]


class MonthFigures(TypedDict):
    """The applications of a month by kind of the measure, and how many there were in the month a year before."""

    first: str
    last: str
    kinds: dict[str, int]
    year_before: int


class RosterFigures(TypedDict):
    """The day of the newest roster of a customs office, and how many days ago that was; None without any."""

    office: int
    newest: str | None
    days: int | None


class OpenAdvice(TypedDict):
    department: int
    count: int


class OpenWork(TypedDict):
    label: str
    url: str
    count: int
    since: str | None


class BoardFigures(TypedDict):
    """All figures of one count."""

    day: str
    departments: list[DepartmentName]
    measures: list[MeasureName]
    spans: dict[str, SpanFigures]
    months: list[MonthFigures]
    rosters: list[RosterFigures]
    enterprises: EnterpriseFigures
    open_advice: list[OpenAdvice]
    work: list[OpenWork]
    blacklists: list[BlacklistFigures]
    promptness: Promptness


def count_board(today: date) -> BoardFigures:
    """Count everything as of now, which is on the day."""
    return BoardFigures(
        day=today.isoformat(),
        departments=[
            DepartmentName(key=each.pk, name=each.shown_name, is_active=each.closed_on is None)
            for each in Department.objects.all()
        ],
        measures=_measures(today),
        spans={span.value: count_span(span.days(today)) for span in Span},
        months=_months(today),
        rosters=_rosters(today),
        enterprises=current_enterprises(),
        open_advice=[OpenAdvice(department=key, count=each.open) for key, each in advice_by_department().items()],
        work=[_work(item) for item in open_work(on=today)],
        blacklists=blacklist_figures(on=today),
        promptness=promptness_in(Span.LAST_MONTHS.days(today)),
    )


def _measures(today: date) -> list[MeasureName]:
    return [
        MeasureName(
            key=version.measure_id,
            number=version.measure.number,
            title=str(version),
            section=f"{version.measure.plan_name}{version.measure.section.label}",
            section_title=version.measure.section.title,
            departments=[department.pk for department in version.departments.all()],
            in_force=version.is_in_force,
        )
        for version in measures_on(today).prefetch_related("departments")
    ]


def count_span(days: Days) -> SpanFigures:
    """Count the applications and the stops of the days as of now."""
    return SpanFigures(
        first=days.first.isoformat(),
        last=days.last.isoformat(),
        cells=[
            AppliedCell(department=cell.department, measure=cell.measure, count=applied.count)
            for cell, applied in applied_by_cell(days).items()
        ],
        stops=[
            Stops(
                department=department,
                count=stops.count,
                enterprises=stops.enterprise_count,
                median=stops.median,
                worst=stops.worst,
            )
            for department, stops in [(None, stop_days(days)), *stop_days_by_department(days).items()]
            if stops
        ],
    )


def _months(today: date) -> list[MonthFigures]:
    """Count the applications of the last twelve months, and of the same days a year before."""
    months = months_until(today)
    before = [year_before(days) for days in months]
    applied = applications_in(Days(before[0].first, today)).order_by()
    rows = applied.values_list("applied_on__year", "applied_on__month", "kind").annotate(Count("pk"))
    counts = {(year, month, kind): count for year, month, kind, count in rows}
    totals = Counter[tuple[int, int]]()
    for (year, month, _), count in counts.items():
        totals[year, month] += count
    # The present month a year before, which is counted until the same day.
    totals[before[-1].first.year, before[-1].first.month] = applications_in(before[-1]).count()
    return [
        MonthFigures(
            first=days.first.isoformat(),
            last=days.last.isoformat(),
            kinds={kind.value: counts.get((days.first.year, days.first.month, kind.value), 0) for kind in MeasureKind},
            year_before=totals[days.first.year - 1, days.first.month],
        )
        for days in months
    ]


def _rosters(today: date) -> list[RosterFigures]:
    newest = newest_rosters()
    return [
        RosterFigures(
            office=office.pk,
            newest=newest[office.pk].isoformat() if office.pk in newest else None,
            days=(today - newest[office.pk]).days if office.pk in newest else None,
        )
        for office in Department.objects.active().filter(is_customs=True)
    ]


def _work(item: WorkItem) -> OpenWork:
    return OpenWork(
        label=item.label,
        url=item.url,
        count=item.count,
        since=item.since.isoformat() if item.since else None,
    )
