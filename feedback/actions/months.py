"""Months (月度确认): opened when they are over, confirmed by their departments, and again after a late change.

Whoever confirms a month, or logs, corrects or cancels something of it, locks its row: a change of the same moment is
either part of what is confirmed or marks the confirmation as changed since. It is the last row that an act locks.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts.models import Department, User
from audit.recording import record
from audit.types import EventType
from feedback.feedback_policies import check_may_confirm_month
from feedback.models import DepartmentMonth, MonthConfirmation
from feedback.models.months import month_of, next_month
from feedback.states import UNCONFIRMED, MonthState
from foundation.days import start_of
from roster.models import RosterSubmission
from workdays.site_settings import site_settings
from workdays.terms import Term, add_working_days


def open_months() -> int:
    """Ask every department to confirm each month that is over; return how many were opened.

    Repeated runs open nothing twice. The first month is the one before the first run, if the portal had a roster by
    its end; after a standstill all missing ones follow. A department that was established for a day of an earlier month
    is asked for the months since then, by a term from today.
    """
    today = timezone.localdate()
    # Of a closed department there may be a month that was not opened for the others yet (hand_over_months).
    pairs = DepartmentMonth.objects.filter(department__closed_on__isnull=True).values_list("department", "month")
    existing = set(pairs)
    asked = {month for _, month in existing}
    since = dict.fromkeys(asked, today) | {month: next_month(month) for month in _months_to_open(asked, today)}
    opened = [
        _month(department, department, month, since=since[month])
        for month in sorted(since)
        for department in Department.objects.active()
        if (department.pk, month) not in existing
        and (department.established_on is None or department.established_on < next_month(month))
    ]
    return len(DepartmentMonth.objects.bulk_create(opened, ignore_conflicts=True))


def _months_to_open(asked: Collection[date], today: date) -> Iterator[date]:
    """The months that are over and follow those for which departments were asked."""
    this_month = month_of(today)
    month = next_month(max(asked)) if asked else month_of(this_month - timedelta(days=1))
    while month < this_month:
        if _is_in_operation(month):
            yield month
        month = next_month(month)


def _is_in_operation(month: date) -> bool:
    """Whether there was a roster before the end of the month."""
    return RosterSubmission.objects.confirmed().filter(confirmed_at__lt=start_of(next_month(month))).exists()


def _month(department: Department, in_charge: Department, month: date, *, since: date) -> DepartmentMonth:
    """The month, to be confirmed within the term that begins with the day `since`."""
    term = Term(since - timedelta(days=1), site_settings().month_confirmation_term)
    return DepartmentMonth(
        department=department,
        in_charge=in_charge,
        month=month,
        waiting_since=start_of(since),
        working_days=term.working_days,
        due_on=term.due_on,
    )


@transaction.atomic
def confirm_month(*, month: DepartmentMonth, expected_version: str, by: User) -> MonthConfirmation:
    """Confirm what the department logged for the month, as the page of this version showed it. Raises ActionDenied."""
    month = DepartmentMonth.objects.select_for_update(of=("self",), no_key=True).get(pk=month.pk)
    check_may_confirm_month(month, expected_version, by)
    counts = month.applications.order_by().aggregate(
        application_count=Count("pk"), measure_count=Count("measure", distinct=True)
    )
    confirmation = MonthConfirmation.objects.create(
        month=month, edition=month.confirmations.count() + 1, **counts, confirmed_by=by
    )
    month.state, month.changes_since = MonthState.CONFIRMED, 0
    month.save(update_fields=["state", "changes_since"])
    data = {
        "edition": confirmation.edition,
        "applications": confirmation.application_count,
        "measures": confirmation.measure_count,
    }
    record(EventType.MONTH_CONFIRMED, target=month, data=data, by=by)
    return confirmation


def mark_changed_months(department: Department, days: Iterable[date]) -> None:
    """Mark the confirmed months of these days: what the department logged for them has changed. Call it in the act."""
    months = DepartmentMonth.objects.filter(department=department, month__in={month_of(day) for day in days})
    for month in months.select_for_update(of=("self",), no_key=True).order_by("month"):
        if month.state != MonthState.OPEN:
            _mark_changed(month)


def _mark_changed(month: DepartmentMonth) -> None:
    """Count one more change since the confirmation; the first one begins a new term."""
    if month.state == MonthState.CONFIRMED:
        term = Term(timezone.localdate(), site_settings().month_confirmation_term)
        month.state = MonthState.CHANGED
        month.waiting_since, month.working_days, month.due_on = timezone.now(), term.working_days, term.due_on
    month.changes_since += 1
    month.save(update_fields=["state", "waiting_since", "working_days", "due_on", "changes_since"])


def hand_over_months(*, source: Department, target: Department, last_day: date) -> None:
    """Let another department confirm the months of a closed one, up to that of its last day.

    Also those that are confirmed: the other department confirms again what it corrects in them.
    """
    DepartmentMonth.objects.filter(in_charge=source).update(in_charge=target)
    month = month_of(last_day)
    last_month = _month(source, target, month, since=next_month(month))
    DepartmentMonth.objects.bulk_create([last_month], ignore_conflicts=True)


@transaction.atomic
def recount_months() -> None:
    """Give the months that wait for their confirmation the term of the calendar in force."""
    for month in DepartmentMonth.objects.filter(state__in=UNCONFIRMED).select_for_update(of=("self",)).order_by("pk"):
        due_on = add_working_days(month.term_after, month.working_days)
        if due_on != month.due_on:
            DepartmentMonth.objects.filter(pk=month.pk).update(due_on=due_on)
