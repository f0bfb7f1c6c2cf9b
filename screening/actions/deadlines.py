"""Counting the terms of possible matches again when the calendar changes: a year is published, or a day corrected."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from screening.actions.locks import lock_enterprises
from screening.actions.standings import reassess
from screening.models import ScreeningHit
from screening.models.hits import IS_POSSIBLE_MATCH
from workdays.terms import Term


@dataclass(frozen=True)
class MovedDeadline:
    """A deadline of `count` possible matches that has moved; `enterprise` is the name in the first of them."""

    before: date
    after: date
    enterprise: str
    count: int


@transaction.atomic
def recount_deadlines() -> list[MovedDeadline]:
    """Give open possible matches the deadline of the calendar in force; return what moved.

    Idempotent: a deadline follows from the stored term. One that has passed stays, and so do the standings behind it.
    The history of the hits keeps the deadline before.
    """
    running = ScreeningHit.objects.filter(IS_POSSIBLE_MATCH, due_on__gte=timezone.localdate()).order_by("pk")
    stored = running.order_by().values_list("term_after", "term_working_days", "due_on").distinct()
    terms = [(Term(after, working_days), due_on) for after, working_days, due_on in stored]
    moved = [(term, due_on) for term, due_on in terms if term.due_on != due_on]
    if not moved:
        return []
    enterprises = lock_enterprises(
        running.filter(due_on__in={due_on for _, due_on in moved}).values_list("enterprise_id", flat=True)
    )
    deadlines = [
        _move(running.filter(enterprise_id__any_of=enterprises, due_on=due_on), term, due_on) for term, due_on in moved
    ]
    reassess(enterprise_ids=enterprises)
    return [deadline for deadline in deadlines if deadline.count]


def _move(hits: QuerySet[ScreeningHit], term: Term, before: date) -> MovedDeadline:
    hits = hits.filter(term_after=term.after, term_working_days=term.working_days)
    first = hits.values_list("enterprise__name", flat=True).first()
    count = hits.order_by().update(due_on=term.due_on)
    return MovedDeadline(before, term.due_on, first or "", count)
