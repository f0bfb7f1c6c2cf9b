"""Notices to every department, and stop advice to those with a running measure, when standings change (plan §3)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Department
from feedback.models import MeasureApplication, Notice, NoticeParams, ProcessedStanding, StopAdvice
from feedback.states import AdviceState, NoticeKind
from screening.actions.locks import lock_enterprises
from screening.models import Standing
from screening.models.standings import StandingQuerySet
from screening.states import StandingState
from workdays.terms import add_working_days

BATCH = 500
LOST = (StandingState.REVOKED, StandingState.LAPSED, StandingState.BLOCKED)
# Rows that were the current standing of their enterprise, not corrections of its past.
WAS_CURRENT = Q(end_known_at__isnull=True) | Q(end_known_at__gt=F("known_at"))


def notify_standing_changes() -> int:
    """Process every standing that has not been processed; return how many.

    Idempotent, also when two workers run at once. An enterprise is locked while its notices and advice are written
    in the order of its standings, so no order of workers leaves open advice on an eligible enterprise.
    """
    processed = 0
    while batch := _process_batch():
        processed += batch
    return processed


@transaction.atomic
def _process_batch() -> int:
    """Process the standings of at most BATCH enterprises, in a number of queries that does not grow with them."""
    unprocessed = Standing.objects.filter(processed__isnull=True)
    first = unprocessed.order_by("pk").values_list("enterprise_id", flat=True)[:BATCH]
    enterprises = lock_enterprises(set(first), no_key=True)
    standings = list(_with_past(unprocessed.filter(enterprise_id__any_of=enterprises)))
    ProcessedStanding.objects.bulk_create(ProcessedStanding(standing=standing) for standing in standings)
    for group in _one_change_per_enterprise(_changes(standings)):
        _notify_losses([standing for standing, kind in group if kind == NoticeKind.LOST])
        _notify_returns([standing for standing, kind in group if kind == NoticeKind.RESTORED])
    return len(standings)


def _with_past(standings: StandingQuerySet) -> StandingQuerySet:
    """Return standings in the order recorded, annotated with earlier notices about the enterprise.

    `last_notice`: the kind of the last notice about its standing. `was_eligible`: it was eligible after that notice.
    """
    notices = Notice.objects.filter(enterprise=OuterRef("enterprise"), standing__isnull=False).order_by("-pk")
    last_standing = Coalesce(Subquery(notices.values("standing")[:1]), 0, output_field=BigIntegerField())
    eligible = Standing.objects.filter(
        WAS_CURRENT,
        enterprise=OuterRef("enterprise"),
        state=StandingState.ELIGIBLE,
        pk__gte=OuterRef("last_standing"),
        processed__isnull=False,
    )
    annotated = standings.annotate(last_standing=last_standing, last_notice=Subquery(notices.values("kind")[:1]))
    return annotated.annotate(was_eligible=Exists(eligible)).select_related("enterprise").order_by("pk")


Change = tuple[Standing, NoticeKind]


def _changes(standings: Iterable[Any]) -> Iterator[Change]:
    """Yield the standings that require a notice, with its kind. `standings` are annotated by `_with_past`.

    A loss concerns an enterprise that was eligible, a return one whose loss was notified. Rows that only correct the
    past require no notice.
    """
    last_notice: dict[int, str | None] = {}
    was_eligible: dict[int, bool] = {}
    for standing in standings:
        enterprise = standing.enterprise_id
        last_notice.setdefault(enterprise, standing.last_notice)
        was_eligible.setdefault(enterprise, standing.was_eligible)
        if standing.end_known_at == standing.known_at:
            continue
        if standing.state == StandingState.ELIGIBLE:
            was_eligible[enterprise] = True
            if last_notice[enterprise] == NoticeKind.LOST:
                last_notice[enterprise] = NoticeKind.RESTORED
                yield standing, NoticeKind.RESTORED
        elif standing.state in LOST and was_eligible[enterprise]:
            was_eligible[enterprise] = False
            last_notice[enterprise] = NoticeKind.LOST
            yield standing, NoticeKind.LOST


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
    """Send the notices, and advise departments to stop the running measures."""
    if not standings:
        return
    _notify(standings, NoticeKind.LOST)
    advise_to_stop(standings)


def advise_to_stop(standings: Iterable[Standing]) -> None:
    """Advise departments to stop the running measures of these lost standings; open advice is not repeated."""
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
