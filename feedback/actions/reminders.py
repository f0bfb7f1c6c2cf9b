"""Remind departments of stop advice (停用建议) that they have not answered, before its term ends and after it."""

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.utils import timezone

from feedback.models import AdviceReminder, Notice, StopAdvice
from feedback.notice_params import ReminderParams
from feedback.states import NoticeKind, ReminderTime
from workdays.site_settings import site_settings
from workdays.terms import add_working_days


@transaction.atomic
def remind_of_advice() -> int:
    """Send the reminders that are due, each once; return how many pieces of advice they are about.

    One notice names all advice of a department with the same term. Idempotent, also when two workers run at once: the
    open advice is locked before the earlier reminders are read.
    """
    related = StopAdvice.objects.open().select_related("application__enterprise").order_by("pk")
    # Advice of today was announced today.
    advice = list(related.filter(issued_at__date__lt=timezone.localdate()).select_for_update(of=("self",)))
    sent = set(AdviceReminder.objects.filter(advice__in=advice).values_list("advice", "time"))
    groups: dict[tuple[ReminderTime, int, date], list[StopAdvice]] = defaultdict(list)
    for each in advice:
        time = _due_reminder(each.due_on)
        if time and (each.pk, time) not in sent:
            groups[time, each.application.in_charge_id, each.due_on].append(each)
    for (time, department, due_on), group in groups.items():
        _remind(time, department, due_on, group)
    return sum(map(len, groups.values()))


def _due_reminder(due_on: date) -> ReminderTime | None:
    """Return which reminder of a term that ends on the day is due today; None where none is."""
    today, site = timezone.localdate(), site_settings()
    if due_on < today:
        return ReminderTime.AFTER if add_working_days(due_on, site.advice_reminder_after) <= today else None
    return ReminderTime.BEFORE if add_working_days(today, site.advice_reminder_before) >= due_on else None


def _remind(time: ReminderTime, department: int, due_on: date, group: list[StopAdvice]) -> None:
    enterprise = group[0].application.enterprise.name
    params = ReminderParams(time=time, enterprise=enterprise, count=len(group), due_on=due_on.isoformat())
    notice = Notice.objects.create(department_id=department, kind=NoticeKind.REMINDER, params=dict(params))
    AdviceReminder.objects.bulk_create(AdviceReminder(advice=each, time=time, notice=notice) for each in group)
