"""Counting the terms of open stop advice again when the calendar changes: a year is published, or a day corrected."""

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.utils import timezone

from feedback.models import Notice, StopAdvice, TermChange
from feedback.notice_params import TermParams
from feedback.states import NoticeKind
from workdays.terms import add_working_days


@transaction.atomic
def recount_terms() -> int:
    """Give open advice the term of the calendar in force, and notify the departments; return how many terms changed.

    Idempotent: a term follows from the day of issue and its working days. Answered advice keeps its term.
    """
    open_advice = StopAdvice.objects.open().select_related("application__enterprise").order_by("pk")
    changed: dict[tuple[int, date, date], list[StopAdvice]] = defaultdict(list)
    for advice in open_advice.select_for_update(of=("self",)):
        due_on = add_working_days(timezone.localdate(advice.issued_at), advice.working_days)
        if due_on != advice.due_on:
            changed[advice.application.in_charge_id, advice.due_on, due_on].append(advice)
    for (department, before, after), group in changed.items():
        _change(group, before, after)
        params = TermParams(
            enterprise=group[0].application.enterprise.name,
            count=len(group),
            before=before.isoformat(),
            after=after.isoformat(),
        )
        Notice.objects.create(department_id=department, kind=NoticeKind.TERM, params=dict(params))
    return sum(map(len, changed.values()))


def _change(advice: list[StopAdvice], before: date, after: date) -> None:
    """Record the change of these terms, and make it."""
    TermChange.objects.bulk_create(TermChange(advice=each, due_on_before=before, due_on=after) for each in advice)
    StopAdvice.objects.filter(pk__in=[each.pk for each in advice]).update(due_on=after)
