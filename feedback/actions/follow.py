"""Notices to every department, and stop advice to those with a running measure, when standings change (plan §3)."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.models import Department
from feedback.models import MeasureApplication, Notice, NoticeParams, ProcessedStanding, StopAdvice
from feedback.states import AdviceState, NoticeKind
from screening.models import Standing
from screening.states import StandingState
from workdays.terms import add_working_days

BATCH = 500
LOST = (StandingState.REVOKED, StandingState.LAPSED, StandingState.BLOCKED)


def notify_standing_changes() -> int:
    """Process every standing that has not been processed, the oldest first; return how many.

    Idempotent, also when two workers run at once: locked rows are skipped, and unique constraints keep notices and
    advice single.
    """
    processed = 0
    while batch := _process_batch():
        processed += batch
    return processed


@transaction.atomic
def _process_batch() -> int:
    """Process at most BATCH standings, in a number of queries that does not grow with them."""
    standings = list(
        Standing.objects.filter(processed__isnull=True)
        .annotate(last_notified_state=_last_notified_state())
        .select_related("enterprise", "previous")
        .order_by("pk")
        .select_for_update(of=("self",), skip_locked=True)[:BATCH]
    )
    ProcessedStanding.objects.bulk_create(
        [ProcessedStanding(standing=standing) for standing in standings], ignore_conflicts=True
    )
    changes = [(standing, kind) for standing in standings if (kind := _notice_kind(standing))]
    for group in _one_change_per_enterprise(changes):
        _notify_losses([standing for standing, kind in group if kind == NoticeKind.LOST])
        _notify_returns([standing for standing, kind in group if kind == NoticeKind.RESTORED])
    return len(standings)


def _last_notified_state() -> Subquery:
    """The last state before the row that was eligible or lost; NULL for an enterprise that was neither."""
    earlier = Standing.objects.filter(
        enterprise=OuterRef("enterprise"), pk__lt=OuterRef("pk"), state__in=[*LOST, StandingState.ELIGIBLE]
    )
    return Subquery(earlier.order_by("-pk").values("state")[:1])


def _notice_kind(standing: Any) -> NoticeKind | None:
    """The notice that a standing, annotated with `last_notified_state`, calls for; None where it calls for none.

    A standing is lost whenever it becomes revoked or lapsed, and when it becomes blocked after being eligible.
    """
    if standing.state == StandingState.ELIGIBLE:
        return NoticeKind.RESTORED if standing.last_notified_state in LOST else None
    is_change = standing.previous is None or standing.previous.state != standing.state
    if standing.state not in LOST or not is_change:
        return None
    is_loss = standing.state != StandingState.BLOCKED or standing.last_notified_state == StandingState.ELIGIBLE
    return NoticeKind.LOST if is_loss else None


Change = tuple[Standing, NoticeKind]


def _one_change_per_enterprise(changes: Iterable[Change]) -> list[list[Change]]:
    """The changes in groups to be processed one after the other, with each enterprise once in a group.

    An enterprise that lost its standing and got it back within one batch is in the first group with the loss and in
    the second with the return.
    """
    groups: list[list[Change]] = []
    counts: Counter[int] = Counter()
    for standing, kind in changes:
        place = counts[standing.enterprise_id]
        if place == len(groups):
            groups.append([])
        groups[place].append((standing, kind))
        counts[standing.enterprise_id] += 1
    return groups


def _notify(standings: list[Standing], kind: NoticeKind) -> None:
    departments = Department.objects.all()
    Notice.objects.bulk_create(
        (
            Notice(
                department=department,
                kind=kind,
                enterprise=standing.enterprise,
                standing=standing,
                params=NoticeParams(enterprise=standing.enterprise.name, uscc=standing.enterprise.uscc),
            )
            for standing in standings
            for department in departments
        ),
        ignore_conflicts=True,
    )


def _notify_losses(standings: list[Standing]) -> None:
    """Send the notices, and advise departments to stop the running measures; open advice is not repeated."""
    if not standings:
        return
    _notify(standings, NoticeKind.LOST)
    due_on = add_working_days(timezone.localdate(), settings.STOP_ADVICE_TERM_WORKING_DAYS)
    by_enterprise = {standing.enterprise_id: standing for standing in standings}
    running = MeasureApplication.objects.running().filter(enterprise__in=by_enterprise)
    StopAdvice.objects.bulk_create(
        (
            StopAdvice(
                department_id=application.department_id,
                application=application,
                standing=by_enterprise[application.enterprise_id],
                due_on=due_on,
            )
            for application in running.exclude(stop_advice__state=AdviceState.OPEN)
        ),
        ignore_conflicts=True,
    )


def _notify_returns(standings: list[Standing]) -> None:
    """Send the notices, and lift the advice that has not been answered."""
    if not standings:
        return
    _notify(standings, NoticeKind.RESTORED)
    enterprises = [standing.enterprise_id for standing in standings]
    StopAdvice.objects.open().filter(application__enterprise__in=enterprises).update(state=AdviceState.LIFTED)
