"""How long departments took from a lost standing until they stopped a measure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Max, QuerySet
from django.db.models.functions import Greatest

from feedback.models import StopAdvice
from feedback.states import AdviceState
from foundation.web.work_items import list_url
from reports.periods import ONE_DAY, Days


class Median(Aggregate):
    """The median of an expression."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True)
class StopDays:
    """So many measures of so many enterprises were stopped after advice.

    The median and the longest time from loss to stop are in days.
    """

    count: int
    enterprise_count: int
    median: float
    worst: int


TAKEN = {
    "stop_count": Count("pk"),
    "enterprise_count": Count("application__enterprise", distinct=True),
    "median": Median("taken", output_field=DurationField()),
    "worst": Max("taken"),
}


def stops_in(days: Days) -> QuerySet[StopAdvice]:
    """The advice by which a measure was stopped on one of the days; `taken` is the time since the day of the loss.

    A measure that was stopped before that day took no time.
    """
    stopped = StopAdvice.objects.filter(state=AdviceState.STOPPED, application__stopped_on__range=days)
    taken = ExpressionWrapper(F("application__stopped_on") - F("standing__since"), output_field=DurationField())
    return stopped.order_by().annotate(taken=Greatest(taken, timedelta(0)))


def stop_days(days: Days) -> StopDays | None:
    """The times of all departments together; None where nothing was stopped."""
    return _stop_days(stops_in(days).aggregate(**TAKEN))


def stop_days_by_department(days: Days) -> dict[int, StopDays | None]:
    """Key of the department that the advice was for → its times."""
    rows = stops_in(days).values("department").annotate(**TAKEN)
    return {row["department"]: _stop_days(row) for row in rows}


def _stop_days(row: Mapping[str, Any]) -> StopDays | None:
    if not row["stop_count"]:
        return None
    median = round(row["median"] / ONE_DAY, 1)
    return StopDays(row["stop_count"], row["enterprise_count"], median, row["worst"].days)


def stops_url(days: Days, *, department: int | None = None) -> str:
    """Return the address of the list of exactly this advice."""
    chosen = {"advised": department} if department else {}
    limits = {"stopped_since": days.first, "stopped_until": days.last}
    return list_url("feedback:advice_list", state=AdviceState.STOPPED, **limits, **chosen)
