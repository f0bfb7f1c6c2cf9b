"""All figures of the report on a period, as it keeps them."""

from collections import defaultdict
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.utils import timezone

from accounts.models import Department
from feedback.models import MeasureApplication
from incentives.models import MeasureVersion
from reports.contents import (
    AppliedFigures,
    DepartmentFigures,
    EffectFigures,
    EnterprisesOfPeriod,
    MeasureFigures,
    ReportFigures,
    SectionFigures,
    StopFigures,
)
from reports.figures.applications import (
    Applied,
    applications_in,
    applied_by_cell,
    by_department,
    by_measure,
    measures_on,
    sum_of,
)
from reports.figures.blacklists import blacklist_figures
from reports.figures.enterprises import count_enterprises
from reports.figures.open_work import advice_by_department
from reports.figures.stops import StopDays, stop_days, stop_days_by_department
from reports.periods import Period
from screening.models import Standing


def count_period(period: Period) -> ReportFigures:
    """Count everything that the report on the period keeps."""
    cells = applied_by_cell(period.days)
    of_measures = by_measure(cells)
    versions = list(_measures(period))
    return ReportFigures(
        total=_applied(sum_of(cells.values())),
        preceding=applications_in(period.preceding.days).count(),
        enterprises=_enterprises(period),
        departments=_departments(period, by_department(cells)),
        sections=_sections(versions, of_measures),
        measures=[_measure(version, period, of_measures) for version in versions],
        stops=_stops(stop_days(period.days)),
        blacklists=blacklist_figures(on=timezone.localdate()),
    )


def _applied(applied: Applied) -> AppliedFigures:
    effects = {
        kind.value: EffectFigures(count=effect.count, total=str(effect.total))
        for kind, effect in applied.effects.items()
    }
    return AppliedFigures(count=applied.count, effects=effects)


def _enterprises(period: Period) -> EnterprisesOfPeriod:
    counts = count_enterprises(Standing.objects.standing_on(period.last), until=period.last)
    applied = applications_in(period.days).order_by().aggregate(count=Count("enterprise", distinct=True))
    return EnterprisesOfPeriod(**counts, applied=applied["count"])


def _departments(period: Period, applied: dict[int, Applied]) -> list[DepartmentFigures]:
    """Return the departments that existed in the period or have advice to answer now, with that advice."""
    stops, waiting = stop_days_by_department(period.days), advice_by_department()
    was_established = Q(established_on=None) | Q(established_on__lte=period.last)
    existed = was_established & (Q(closed_on=None) | Q(closed_on__gt=period.first))
    departments = Department.objects.annotate(existed=ExpressionWrapper(existed, output_field=BooleanField()))
    return [
        DepartmentFigures(
            key=department.pk,
            name=department.name_on(period.last),
            first_name=_first_name(department, period),
            existed=department.existed,
            applied=_applied(applied.get(department.pk, Applied())),
            stops=_stops(stops.get(department.pk)),
            open_advice=waiting[department.pk].open,
            overdue_advice=waiting[department.pk].overdue,
        )
        for department in departments.filter(Q(existed=True) | Q(pk__in=list(waiting)))
    ]


def _first_name(department: Department, period: Period) -> str:
    """Return the name on the first day of the period; "" where it is still that on the last day."""
    first = department.name_on(period.first)
    return "" if first == department.name_on(period.last) else first


def _measures(period: Period) -> QuerySet[Any]:
    """Return the measures that had begun by the last day, as they were on it. Annotate `was_ever_used`.

    The measures that were applied are collected once: EXISTS would read all applications for each unused measure.
    """
    applied = MeasureApplication.objects.not_cancelled().filter(applied_on__lte=period.last)
    was_used = Q(measure__in=applied.order_by().values("measure").distinct())
    return (
        measures_on(period.last)
        .annotate(was_ever_used=ExpressionWrapper(was_used, output_field=BooleanField()))
        .prefetch_related("departments")
    )


def _measure(version: Any, period: Period, applied: dict[int, Applied]) -> MeasureFigures:
    return MeasureFigures(
        key=version.measure_id,
        title=f"{version}",
        responsible=version.responsible_on(period.last),
        amended_on=version.in_force_from.isoformat() if version.in_force_from > period.first else "",
        is_in_force=version.is_in_force,
        applied=_applied(applied.get(version.measure_id, Applied())),
        was_ever_used=version.was_ever_used,
    )


def _sections(versions: list[MeasureVersion], applied: dict[int, Applied]) -> list[SectionFigures]:
    """Return the sections of the measures, each with the sum of its measures."""
    sums: dict[int, Applied] = defaultdict(Applied)
    for version in versions:
        sums[version.measure.section_id] += applied.get(version.measure_id, Applied())
    sections = {version.measure.section_id: version.measure.section for version in versions}
    return [
        SectionFigures(key=key, title=f"{section}", applied=_applied(sums[key])) for key, section in sections.items()
    ]


def _stops(stops: StopDays | None) -> StopFigures | None:
    return StopFigures(count=stops.count, median=stops.median, worst=stops.worst) if stops else None
