"""Count the hits and enterprises that are affected when a blacklist starts or stops excluding."""

from typing import NamedTuple

from blacklists.models import Blacklist
from screening.models import ScreeningHit


class Affected(NamedTuple):
    """The number of current hits on the blacklist and of their enterprises."""

    hits: int
    enterprises: int


def affected_by_switch(blacklist: Blacklist) -> Affected:
    """Count the current hits on the blacklist and their enterprises."""
    hits = ScreeningHit.objects.filter(entry__blacklist=blacklist, is_current=True)
    return Affected(hits.count(), hits.order_by().values("enterprise").distinct().count())
