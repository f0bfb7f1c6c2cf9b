"""Following standings: notices to every department, stop advice to those with a running measure (plan §3)."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Department
from feedback.models import MeasureApplication, Notice, ProcessedStanding, StopAdvice
from feedback.states import AdviceState
from foundation.web.dates import chinese_date, chinese_dates
from screening.models import Standing
from screening.states import StandingState
from workdays.terms import add_working_days

BATCH = 500
LOST = (StandingState.REVOKED, StandingState.LAPSED, StandingState.BLOCKED)


def notify_standing_changes() -> int:
    """Follow every standing row that nobody has followed yet, the oldest first; returns how many.

    Running twice, or twice at once, is harmless: rows being followed are skipped, unique constraints do the rest.
    """
    followed = 0
    while batch := _follow_batch():
        followed += batch
    return followed


@transaction.atomic
def _follow_batch() -> int:
    rows = list(
        Standing.objects.filter(processed__isnull=True)
        .select_related("enterprise", "previous")
        .order_by("pk")
        .select_for_update(of=("self",), skip_locked=True)[:BATCH]
    )
    ProcessedStanding.objects.bulk_create([ProcessedStanding(standing=row) for row in rows], ignore_conflicts=True)
    for row in rows:
        if _is_loss(row):
            _notify_loss(row)
        elif _is_return(row):
            _notify_return(row)
    return len(rows)


def _is_change(row: Standing) -> bool:
    return row.previous is None or row.previous.state != row.state


def _is_loss(row: Standing) -> bool:
    """Revoked and lapsed always; blocked where something was there to lose."""
    if row.state not in LOST or not _is_change(row):
        return False
    return row.state != StandingState.BLOCKED or _last_notified_state(row) == StandingState.ELIGIBLE


def _is_return(row: Standing) -> bool:
    return row.state == StandingState.ELIGIBLE and _last_notified_state(row) in LOST


def _last_notified_state(row: Standing) -> str | None:
    """The last state before the row that was eligible or lost; None for an enterprise that was neither."""
    earlier = Standing.objects.filter(
        enterprise=row.enterprise_id, pk__lt=row.pk, state__in=[*LOST, StandingState.ELIGIBLE]
    )
    return earlier.order_by("-pk").values_list("state", flat=True).first()


def _reason(row: Standing) -> str:
    return chinese_dates("；".join(reason["text"] for reason in row.reasons[:1]))


def _named(row: Standing) -> str:
    return f"{row.enterprise}（{row.enterprise.uscc}）自{chinese_date(row.since)}起"


def _notify(row: Standing, kind: str, text: str) -> None:
    Notice.objects.bulk_create(
        (
            Notice(department=department, kind=kind, enterprise=row.enterprise, standing=row, text=text)
            for department in Department.objects.all()
        ),
        ignore_conflicts=True,
    )


def _notify_loss(row: Standing) -> None:
    text = (
        f"{_named(row)}不再是联合激励对象（{row.get_state_display()}）：{_reason(row)}。"
        "建议停止适用的守信联合激励措施。"
    )
    _notify(row, Notice.Kind.LOST, text)
    due_on = add_working_days(timezone.localdate(), settings.STOP_ADVICE_TERM_WORKING_DAYS)
    running = MeasureApplication.objects.running().filter(enterprise=row.enterprise_id)
    StopAdvice.objects.bulk_create(
        (
            StopAdvice(department_id=application.department_id, application=application, standing=row, due_on=due_on)
            for application in running.exclude(stop_advice__state=AdviceState.OPEN)
        ),
        ignore_conflicts=True,
    )


def _notify_return(row: Standing) -> None:
    _notify(row, Notice.Kind.RESTORED, f"{_named(row)}恢复为联合激励对象：{_reason(row)}。可以继续适用激励措施。")
    StopAdvice.objects.open().filter(application__enterprise=row.enterprise_id).update(state=AdviceState.LIFTED)
