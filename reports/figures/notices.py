"""How soon departments are told that the standing of an enterprise has changed."""

from datetime import timedelta
from math import floor
from typing import TypedDict

from django.db.models import Count, F, Q

from feedback.models import StandingChange
from foundation.days import end_of, start_of
from reports.periods import Days

# The platform tells every department within so many seconds of a changed standing (plan §3: 及时通报各单位).
PROMPT_SECONDS = 10


class Promptness(TypedDict):
    """So many changes of standings were announced, and so many of them within PROMPT_SECONDS of their record."""

    count: int
    prompt: int


def promptness_in(days: Days) -> Promptness:
    """Count the changes that were announced in the days."""
    announced = StandingChange.objects.filter(
        announcement__announced_at__range=(start_of(days.first), end_of(days.last))
    )
    delay = F("announcement__announced_at") - F("standing__known_at")
    prompt = Q(delay__lte=timedelta(seconds=PROMPT_SECONDS))
    counts = announced.order_by().annotate(delay=delay).aggregate(count=Count("pk"), prompt=Count("pk", filter=prompt))
    return Promptness(count=counts["count"], prompt=counts["prompt"])


def prompt_share(promptness: Promptness) -> float | None:
    """Return the share of the prompt ones in per cent, rounded down to a tenth; None without any change."""
    return floor(1000 * promptness["prompt"] / promptness["count"]) / 10 if promptness["count"] else None
