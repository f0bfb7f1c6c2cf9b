"""激励资格 in numbers: how many enterprises have each state now, for the home page of a department."""

from typing import NamedTuple

from django.db.models import Count

from foundation.web.work_items import list_url
from screening.models import Standing
from screening.states import StandingState

SHOWN = (StandingState.ELIGIBLE, StandingState.PENDING, StandingState.BLOCKED, StandingState.REVOKED)


class Figure(NamedTuple):
    """A state in Chinese, the number of its enterprises, and the address of their list."""

    label: str
    count: int
    url: str


def standing_figures() -> list[Figure]:
    """Return the figure of each state that an enterprise of a roster may have after its screening."""
    counts = dict(Standing.objects.current().order_by().values_list("state").annotate(Count("pk")))
    return [
        Figure(str(state.label), counts.get(state, 0), list_url("feedback:enterprise_list", state=state))
        for state in SHOWN
    ]
