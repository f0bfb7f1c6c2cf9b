"""Counting open terms again when the calendar changes: a year is published, or a day corrected."""

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import Department
from feedback.actions.months import recount_months
from feedback.models import Notice, StopAdvice, TermChange, ViolationReport
from feedback.notice_params import TermParams
from feedback.states import NoticeKind, TermOf
from screening.actions.deadlines import recount_deadlines
from workdays.terms import add_working_days


def recount_terms() -> None:
    """Count the terms of open advice, matches, reports and months again; notify of those that moved, but months."""
    recount_advice()
    recount_matches()
    recount_reports()
    recount_months()


@transaction.atomic
def recount_advice() -> None:
    """Give open advice the term of the calendar in force, and notify the departments that have to answer it.

    Idempotent: a term follows from the day of issue and its working days. Answered advice keeps its term.
    """
    open_advice = StopAdvice.objects.open().select_related("application__enterprise").order_by("pk")
    changed: dict[tuple[int, date, date], list[StopAdvice]] = defaultdict(list)
    for advice in open_advice.select_for_update(of=("self",)):
        due_on = add_working_days(timezone.localdate(advice.issued_at), advice.working_days)
        if due_on != advice.due_on:
            changed[advice.application.in_charge_id, advice.due_on, due_on].append(advice)
    for (department, before, after), group in changed.items():
        TermChange.objects.bulk_create(TermChange(advice=each, due_on_before=before, due_on=after) for each in group)
        StopAdvice.objects.filter(pk__in=[each.pk for each in group]).update(due_on=after)
        first = group[0].application.enterprise.name
        _notify(department, TermOf.ADVICE, before, after, enterprise=first, count=len(group))


@transaction.atomic
def recount_matches() -> None:
    """Give possible matches the deadline of the calendar in force, and notify the department that decides them."""
    for moved in recount_deadlines():
        lead = Department.objects.get(is_lead=True)
        _notify(lead.pk, TermOf.MATCH, moved.before, moved.after, enterprise=moved.enterprise, count=moved.count)


@transaction.atomic
def recount_reports() -> None:
    """Give open reports the term of the calendar in force, and notify the customs offices that decide them."""
    reports = ViolationReport.objects.with_competent_office().open().select_related("enterprise").order_by("pk")
    changed: dict[tuple[int, date, date], list[ViolationReport]] = defaultdict(list)
    for report in reports.select_for_update(of=("self",)):
        due_on = add_working_days(timezone.localdate(report.reported_at), report.working_days)
        if due_on != report.due_on:
            changed[report.competent, report.due_on, due_on].append(report)
    for (office, before, after), group in changed.items():
        ViolationReport.objects.filter(pk__in=[each.pk for each in group]).update(due_on=after)
        first = group[0].enterprise.name
        _notify(office, TermOf.REPORT, before, after, enterprise=first, count=len(group))


def _notify(department: int, term_of: TermOf, before: date, after: date, *, enterprise: str, count: int) -> None:
    params = TermParams(
        term_of=term_of, enterprise=enterprise, count=count, before=before.isoformat(), after=after.isoformat()
    )
    Notice.objects.create(department_id=department, kind=NoticeKind.TERM, params=dict(params))
