"""Enterprises on the rosters, those of them that are eligible, and those that had a measure."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from feedback.models import MeasureApplication
from foundation.web.work_items import list_url
from reports.contents import EnterpriseFigures
from screening.models import Standing
from screening.models.standings import StandingQuerySet
from screening.states import StandingState


def count_enterprises(standings: StandingQuerySet, *, until: date | None = None) -> EnterpriseFigures:
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
    return EnterpriseFigures(
        on_roster=counts["on_roster"], eligible=counts["eligible"], with_measure=counts["with_measure"]
    )


def current_enterprises() -> EnterpriseFigures:
    """Count the enterprises as they are now."""
    return count_enterprises(Standing.objects.current())


def on_roster_url() -> str:
    """Return the address of the list of the enterprises that are on a roster now."""
    return list_url("feedback:enterprise_list", on_roster="true")


def eligible_url() -> str:
    """Return the address of the list of the enterprises that are eligible now."""
    return list_url("feedback:enterprise_list", state=StandingState.ELIGIBLE)


def with_measure_url() -> str:
    """Return the address of the list of the eligible enterprises that ever had a measure."""
    return list_url("feedback:enterprise_list", state=StandingState.ELIGIBLE, had_any="yes")
