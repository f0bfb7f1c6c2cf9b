"""The measures that a public enterprise may have, by section, as its page lists them."""

from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from accounts.models import Department
from incentives.models import MeasureVersion, Section


class PossibleMeasure(NamedTuple):
    """A measure in force, and who applies it to the enterprise; of the customs offices only the competent one."""

    version: MeasureVersion
    responsible: str


class PossibleSection(NamedTuple):
    """A section of a plan with its measures."""

    section: Section
    measures: list[PossibleMeasure]


def possible_measures(office: Department, *, on: date) -> list[PossibleSection]:
    """Return the measures in force on the day, by section, for an enterprise of the customs office."""
    versions = MeasureVersion.objects.in_force(on=on).select_related("measure__section")
    ordered = versions.prefetch_related("departments").order_by(
        "measure__section__plan", "measure__section__number", "measure__number"
    )
    everybody = Department.objects.active().count()
    return [
        PossibleSection(section, [PossibleMeasure(each, _responsible(each, office, everybody)) for each in group])
        for section, group in groupby(ordered, key=attrgetter("measure.section"))
    ]


def _responsible(version: MeasureVersion, office: Department, everybody: int) -> str:
    departments = list(version.departments.all())
    if len(departments) == everybody:
        return "各有关部门"
    concerned = [each for each in departments if not each.is_customs or each == office]
    return "、".join(each.shown_name for each in concerned)
