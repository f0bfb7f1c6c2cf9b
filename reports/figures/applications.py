"""Applications of measures in a period, and what they state of their effect."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import add
from typing import NamedTuple

from django.db.models import Count, Sum

from feedback.models import MeasureApplication
from feedback.models.applications import MeasureApplicationQuerySet
from foundation.web.work_items import list_url
from incentives.models import EffectKind, MeasureVersion
from incentives.models.measures import MeasureVersionQuerySet
from reports.periods import Days


@dataclass(frozen=True)
class Effect:
    """How many applications state a figure of their effect, and the sum of what they state."""

    count: int = 0
    total: Decimal = Decimal(0)

    def __add__(self, other: "Effect") -> "Effect":
        return Effect(self.count + other.count, self.total + other.total)


@dataclass(frozen=True)
class Applied:
    """How many applications there are, and each kind of effect that they state."""

    count: int = 0
    effects: dict[EffectKind, Effect] = field(default_factory=lambda: dict.fromkeys(EffectKind, Effect()))

    def __add__(self, other: "Applied") -> "Applied":
        return Applied(
            self.count + other.count, {kind: self.effects[kind] + other.effects[kind] for kind in EffectKind}
        )


class Cell(NamedTuple):
    """Who applied what: the keys of the department and of the measure."""

    department: int
    measure: int


def applications_in(days: Days) -> MeasureApplicationQuerySet:
    """The applications of the days that are not cancelled."""
    return MeasureApplication.objects.not_cancelled().filter(applied_on__range=days)


def applied_by_cell(days: Days) -> dict[Cell, Applied]:
    """Count the applications of each department and measure by the department that applied them, in one statement."""
    counts = {f"{kind}_count": Count(kind) for kind in EffectKind}
    totals = {f"{kind}_total": Sum(kind) for kind in EffectKind}
    rows = applications_in(days).order_by().values("department", "measure")
    return {
        Cell(row["department"], row["measure"]): Applied(
            row["applied_count"],
            {kind: Effect(row[f"{kind}_count"], Decimal(row[f"{kind}_total"] or 0)) for kind in EffectKind},
        )
        for row in rows.annotate(applied_count=Count("pk"), **counts, **totals)
    }


def sum_of(applied: Iterable[Applied]) -> Applied:
    return reduce(add, applied, Applied())


def by_department(cells: dict[Cell, Applied]) -> dict[int, Applied]:
    """Key of a department → the sum of its measures."""
    return _sums((cell.department, applied) for cell, applied in cells.items())


def by_measure(cells: dict[Cell, Applied]) -> dict[int, Applied]:
    """Key of a measure → the sum of its departments."""
    return _sums((cell.measure, applied) for cell, applied in cells.items())


def _sums(pairs: Iterable[tuple[int, Applied]]) -> dict[int, Applied]:
    sums: dict[int, Applied] = defaultdict(Applied)
    for key, applied in pairs:
        sums[key] += applied
    return sums


def measures_on(day: date) -> MeasureVersionQuerySet:
    """The measures that have begun by the day, as they are on it, in the order of the plans."""
    versions = MeasureVersion.objects.on(day).select_related("measure__section__plan")
    return versions.order_by("measure__section__plan", "measure__section__number", "measure__number")


def applications_url(
    days: Days | None = None,
    *,
    department: int | None = None,
    measure: int | None = None,
    section: int | None = None,
    kind: str = "",
    effect: str = "",
) -> str:
    """Return the address of the list of exactly these applications, cancelled ones left out."""
    chosen = {"applied_by": department, "measure": measure, "section": section, "kind": kind, "effect": effect}
    limits = {"since": days.first, "until": days.last} if days else {}
    return list_url(
        "feedback:application_list", state="valid", **limits, **{name: key for name, key in chosen.items() if key}
    )
