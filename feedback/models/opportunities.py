"""免申即享: what a department could apply without being asked, to eligible enterprises that have never had it."""

from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import Department
from feedback.models.applications import MeasureApplication, MeasureApplicationQuerySet
from incentives.models import Measure, MeasureVersion
from incentives.models.measures import MeasureVersionQuerySet
from roster.models import Certification, Enterprise
from screening.models import Standing
from screening.models.standings import with_state


class Opportunity(NamedTuple):
    """A measure as it is today, and the number of eligible enterprises that have never had it."""

    version: MeasureVersion
    count: int


def measures_in_force(department: Department | None) -> MeasureVersionQuerySet:
    """The measures of the department that may be applied today."""
    versions = MeasureVersion.objects.in_force(on=timezone.localdate()).filter(departments=department)
    return versions.select_related("measure").order_by("measure")


def eligible_enterprises(department: Department | None) -> QuerySet[Enterprise]:
    """The enterprises that are eligible now; for a customs office those on its roster."""
    eligible = Standing.objects.current().eligible().filter(enterprise=OuterRef("pk"))
    enterprises = Enterprise.objects.filter(Exists(eligible))
    if department is None or not department.is_customs:
        return enterprises
    certified = Certification.objects.open().filter(office=department, enterprise=OuterRef("pk"))
    return enterprises.filter(Exists(certified))


def enterprises_without(measure: Measure, department: Department | None) -> QuerySet[Enterprise]:
    """The eligible enterprises to which the department never applied the measure, with `state` and `state_since`."""
    applied = _applied(department).filter(measure=measure, enterprise=OuterRef("pk"))
    return with_state(eligible_enterprises(department)).filter(~Exists(applied))


def opportunities_of(department: Department, among: QuerySet[Enterprise] | None = None) -> list[Opportunity]:
    """Return the measures of the department in force, with the count of enterprises: `among` these, or all eligible."""
    enterprises = eligible_enterprises(department) if among is None else among
    applied = _applied(department).filter(enterprise__in=enterprises.values("pk")).order_by()
    had = dict(applied.values_list("measure").annotate(Count("enterprise", distinct=True)))
    total = enterprises.count()
    return [Opportunity(version, total - had.get(version.measure_id, 0)) for version in measures_in_force(department)]


def _applied(department: Department | None) -> MeasureApplicationQuerySet:
    return MeasureApplication.objects.of_department(department).not_cancelled()
