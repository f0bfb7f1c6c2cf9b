"""What became of the enterprises that a confirmed roster added or changed."""

from typing import Any

from django import template
from django.db.models import Count

from roster.models import RosterSubmission
from screening.models import Standing
from screening.states import StandingState

register = template.Library()
# The enterprises that are not eligible and are named; the numbers include all.
NAMED = 20


@register.inclusion_tag("screening/_roster_outcome.html")
def roster_outcome(submission: RosterSubmission) -> dict[str, Any]:
    """Count the enterprises of the roster by their standing now, and name those that are not eligible."""
    rows = submission.rows.filter(kind__in=("added", "changed")).order_by()
    standings = Standing.objects.current().filter(enterprise__uscc__in=rows.values("uscc"))
    counts = dict(standings.order_by().values_list("state").annotate(Count("pk")))
    others = standings.exclude(state=StandingState.ELIGIBLE).select_related("enterprise").order_by("enterprise")
    return {
        "counts": [(state.label, counts[state]) for state in StandingState if state in counts],
        "total": sum(counts.values()),
        "others": others[:NAMED],
        "more": sum(counts.values()) - counts.get(StandingState.ELIGIBLE, 0) > NAMED,
    }
