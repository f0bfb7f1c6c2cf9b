"""Enterprises on the rosters, those of them that are eligible, and those that had a measure."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from feedback.models import MeasureApplication
from foundation.web.work_items import list_url
from screening.models import Standing
from screening.models.standings import StandingQuerySet
from screening.states import StandingState


@dataclass(frozen=True)
class EnterpriseCounts:
    """The enterprises with an open certification, those of them that are eligible, and of these those with a measure.

    With a measure is an enterprise to which any department ever applied one.
    """

    on_roster: int
    eligible: int
    with_measure: int

    @property
    def without_measure(self) -> int:
        return self.eligible - self.with_measure


def count_enterprises(standings: StandingQuerySet, *, until: date | None = None) -> EnterpriseCounts:
    """Count the enterprises of these standings, such as the current ones, with their applications until the day."""
    applied = MeasureApplication.objects.not_cancelled().filter(enterprise=OuterRef("enterprise"))
    if until:
        applied = applied.filter(applied_on__lte=until)
    is_eligible = Q(state=StandingState.ELIGIBLE)
    counts = standings.order_by().aggregate(
        on_roster=Count("pk", filter=~Q(state=StandingState.LAPSED)),
        eligible=Count("pk", filter=is_eligible),
        with_measure=Count("pk", filter=is_eligible & Q(Exists(applied))),
    )
    return EnterpriseCounts(**counts)


def current_enterprises() -> EnterpriseCounts:
    """Count the enterprises as they are now."""
    return count_enterprises(Standing.objects.current())


def on_roster_url() -> str:
    """Return the address of the list of the enterprises that are on a roster now."""
    return list_url("feedback:enterprise_list", on_roster="true")


def eligible_url() -> str:
    """Return the address of the list of the enterprises that are eligible now."""
    return list_url("feedback:enterprise_list", state=StandingState.ELIGIBLE)


def without_measure_url() -> str:
    """Return the address of the list of those of them that never had a measure."""
    return list_url("feedback:enterprise_list", state=StandingState.ELIGIBLE, had_any="no")


def with_measure_url() -> str:
    """Return the address of the list of those of them that had one."""
    return list_url("feedback:enterprise_list", state=StandingState.ELIGIBLE, had_any="yes")
