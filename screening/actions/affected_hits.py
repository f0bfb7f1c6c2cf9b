"""Count the hits and enterprises that are affected when the effect of a blacklist changes."""

from typing import NamedTuple

from django.db.models import DateField, F, Func, QuerySet, Value
from django.utils import timezone

from blacklists.models import Blacklist, BlacklistEntry
from foundation.consequences import Consequence
from screening.actions.standings import preview_effect
from screening.models import ScreeningHit
from screening.states import StandingState


class Affected(NamedTuple):
    """The number of current hits on the blacklist and of their enterprises."""

    hits: int
    enterprises: int


def affected_by_switch(blacklist: Blacklist) -> Affected:
    """Count the current hits on the blacklist and their enterprises."""
    return _count(ScreeningHit.objects.filter(entry__blacklist=blacklist, is_current=True))


def affected_by_proposal(blacklist: Blacklist) -> Affected:
    """Count what the proposed change affects, or a switch where none is proposed.

    A shorter term affects the hits on the entries that it ends before today.
    """
    if blacklist.approval is None or "entry_months" not in blacklist.approval.change:
        return affected_by_switch(blacklist)
    today = timezone.localdate()
    entries = BlacklistEntry.objects.not_ended(on=today).filter(blacklist=blacklist, states_expiry=False)
    hits = ScreeningHit.objects.filter(entry__in=entries, is_current=True)
    months = Value(blacklist.approval.change["entry_months"])
    last_day = Func(
        F("entry__listed_on"),
        months,
        template="(%(expressions)s))::date",
        arg_joiner=" + make_interval(months => ",
        output_field=DateField(),
    )
    return _count(hits.alias(last_day=last_day).filter(last_day__lt=today))


def consequences_of_switch(blacklist: Blacklist, *, excludes: bool) -> tuple[list[Consequence], list[int]]:
    """Return what follows when the blacklist excludes or not, and the enterprises that lose their standing by it."""
    hits = ScreeningHit.objects.filter(entry__blacklist=blacklist, is_current=True)
    states = preview_effect(hits=hits, excludes=excludes)
    changed = {pk: after for pk, (before, after) in states.items() if before != after}
    lost = sorted(pk for pk, state in changed.items() if state == StandingState.BLOCKED)
    freed = sum(state == StandingState.ELIGIBLE for state in changed.values())
    counted = [Consequence(len(lost), f"{len(lost)}家暂不纳入"), Consequence(freed, f"{freed}家成为联合激励对象")]
    return [consequence for consequence in counted if consequence.count], lost


def _count(hits: QuerySet[ScreeningHit]) -> Affected:
    return Affected(hits.count(), hits.order_by().values("enterprise").distinct().count())
