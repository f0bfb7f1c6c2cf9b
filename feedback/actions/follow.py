"""Notices to every department, and stop advice to those with a running measure, when standings change (plan §3)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.db import connection, transaction
from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone

from feedback.actions.announcements import announce, recipients_of_announcement
from feedback.models import MeasureApplication, ProcessedStanding, StandingChange, StopAdvice
from feedback.models.receipts import losses_without_notice
from feedback.models.stopping import running_unadvised, running_without_advice
from feedback.states import LOST, AdviceState, NoticeKind, kind_of_change
from foundation.consequences import Consequence
from foundation.postgres.copy import copy_columns
from incentives.models import Measure
from screening.actions.locks import lock_enterprises
from screening.models import Standing
from screening.states import StandingState
from workdays.site_settings import site_settings
from workdays.terms import add_working_days

# The enterprises of one transaction, and thus of one notice. The first roster of an office fits.
BATCH = 10_000
Change = tuple[Standing, NoticeKind]


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
    first = set(unprocessed.order_by("pk").values_list("enterprise_id", flat=True)[:BATCH])
    if not first:
        return 0
    enterprises = lock_enterprises(first, no_key=True)
    rows = unprocessed.filter(enterprise_id__any_of=enterprises).select_related("enterprise").order_by("pk")
    standings = list(rows.defer("enterprise__blocking_keys", "enterprise__search_keys"))
    now = timezone.now().isoformat()
    copy_columns(
        ProcessedStanding,
        {"standing": [str(standing.pk) for standing in standings], "processed_at": [now] * len(standings)},
    )
    announced: set[int] = set()
    for kind, changed in _one_change_per_enterprise(_changes(standings, _last_kinds(enterprises))):
        announce(kind, changed)
        announced.update(standing.pk for standing in changed)
        if kind == NoticeKind.LOST:
            advise_to_stop(changed)
        elif kind != NoticeKind.PENDING:
            _lift_advice(changed)
    # A second loss needs no notice. A measure may have been logged between the two, while the enterprise was pending.
    if again := [standing for standing in standings if standing.state in LOST and standing.pk not in announced]:
        advise_to_stop(Standing.objects.current().filter(pk__in=[standing.pk for standing in again]))
    return len(standings)


@transaction.atomic
def notify_missed_losses() -> int:
    """Announce the losses that were processed without a notice, and advise about running measures without advice.

    The safety net of notify_standing_changes, for facts that arrived after it; return how many enterprises it found.
    """
    lost = Standing.objects.current().filter(state__in=LOST)
    running = running_without_advice().filter(enterprise__in=lost.values("enterprise_id"))
    found = {*losses_without_notice().values_list("enterprise_id", flat=True)}
    found.update(running.values_list("enterprise_id", flat=True))
    enterprises = set(lock_enterprises(found, no_key=True))
    missed = losses_without_notice().filter(enterprise_id__any_of=enterprises).select_related("enterprise")
    if standings := list(missed.order_by("pk")):
        announce(NoticeKind.LOST, standings)
    advise_to_stop(lost.filter(enterprise_id__any_of=enterprises))
    return len(enterprises)


def _last_kinds(enterprises: list[int]) -> dict[int, str]:
    """Return enterprise → the kind of its last announced change."""
    changes = StandingChange.objects.filter(enterprise_id__any_of=set(enterprises)).order_by("enterprise_id", "-pk")
    return dict(changes.distinct("enterprise_id").values_list("enterprise_id", "announcement__kind"))


def _changes(standings: Iterable[Standing], last_kinds: dict[int, str]) -> Iterator[Change]:
    """Yield the standings that departments are notified of, with the kind of notice, and update `last_kinds`.

    `standings` are in the order of their record. Rows that only correct the past were never the current standing and
    require no notice.
    """
    for standing in standings:
        if standing.end_known_at == standing.known_at:
            continue
        kind = kind_of_change(last_kinds.get(standing.enterprise_id), StandingState(standing.state))
        if kind:
            last_kinds[standing.enterprise_id] = kind
            yield standing, kind


def _one_change_per_enterprise(changes: Iterable[Change]) -> list[tuple[NoticeKind, list[Standing]]]:
    """Return the changes in groups of one kind to process one after the other, each enterprise once in a group.

    An enterprise that lost its standing and got it back within one batch is in the group of losses, and then in the
    group of returns.
    """
    groups: dict[tuple[int, NoticeKind], list[Standing]] = defaultdict(list)
    counts: Counter[int] = Counter()
    for standing, kind in changes:
        groups[counts[standing.enterprise_id], kind].append(standing)
        counts[standing.enterprise_id] += 1
    return [(kind, group) for (_, kind), group in sorted(groups.items(), key=lambda item: item[0][0])]


def advise_to_stop(standings: Iterable[Standing]) -> None:
    """Advise departments to stop the running measures of these lost standings; existing advice is not repeated.

    Advice is about the announced loss, also where the standing has got another reason since, so that the notice of the
    loss counts it. One statement reads the applications and writes their advice, without an object for each
    (`benchmarks/followup.py`).
    """
    now, working_days = timezone.now(), site_settings().stop_advice_term
    lost = {standing.enterprise_id: standing.pk for standing in standings}
    standing = Standing.objects.filter(pk__any_of=set(lost.values()), enterprise=OuterRef("enterprise"))
    announced_loss = Standing.objects.filter(pk=OuterRef("announced"), change__announcement__kind=NoticeKind.LOST)
    columns: dict[str, Combinable] = {
        "department_id": F("in_charge"),
        "application_id": F("pk"),
        "standing_id": Coalesce(Subquery(announced_loss.values("pk")), Subquery(standing.values("pk"))),
        "issued_at": Value(now),
        "working_days": Value(working_days),
        "due_on": Value(add_working_days(timezone.localdate(now), working_days)),
        "state": Value(AdviceState.OPEN.value),
        "answer": Value(""),
    }
    running = running_without_advice().filter(enterprise_id__any_of=set(lost))
    select, parameters = running.values_list(*columns.values()).query.sql_with_params()
    # Another transaction may have advised on the application meanwhile (advice_open_once). Nothing else may conflict.
    conflict = f"ON CONFLICT (application_id) WHERE state = '{AdviceState.OPEN}' DO NOTHING"
    insert = f"INSERT INTO {StopAdvice._meta.db_table} ({', '.join(columns)}) {select} {conflict}"
    with connection.cursor() as cursor:
        cursor.execute(insert, parameters)


def consequences_of_loss(enterprises: Collection[int]) -> list[Consequence]:
    """Return what notify_standing_changes does when these enterprises lose their standing: advice, and a notice.

    A revocation that names measures gives less advice.
    """
    to_stop = running_unadvised().filter(enterprise_id__any_of=set(enterprises))
    counts = to_stop.order_by("in_charge", "measure").values_list("in_charge__name", "measure").annotate(Count("pk"))
    names = Measure.objects.in_bulk({measure for _, measure, _ in counts})
    by_department: dict[str, Counter[str]] = defaultdict(Counter)
    for department, measure, count in counts:
        by_department[department][str(names[measure])] = count
    advice = [
        Consequence(measures.total(), f"将向{department}发出{measures.total()}项停用建议（{'、'.join(measures)}）")
        for department, measures in by_department.items()
    ]
    eligible = Standing.objects.current().eligible().filter(enterprise_id__any_of=set(enterprises))
    is_announced = eligible.exists() or _is_change(enterprises, LOST[0])
    return [*advice, _announcement()] if is_announced else advice


def consequences_of_suspension(enterprises: Collection[int]) -> list[Consequence]:
    """Return what notify_standing_changes does when these enterprises are suspended: a notice, and no stop advice."""
    running = MeasureApplication.objects.running().filter(enterprise_id__any_of=set(enterprises)).count()
    return [
        *([_announcement()] if _is_change(enterprises, StandingState.PENDING) else []),
        *([Consequence(running, f"正在适用的{running}项措施无须停止，不能登记新的措施")] if running else []),
    ]


def consequences_of_return(enterprises: Collection[int]) -> list[Consequence]:
    """Return what notify_standing_changes does when these enterprises are eligible again: a notice, no more advice."""
    lifted = _open_advice(enterprises).count()
    return [
        *([_announcement()] if _is_change(enterprises, StandingState.ELIGIBLE) else []),
        *([Consequence(lifted, f"尚未答复的停用建议{lifted}项随之撤销")] if lifted else []),
    ]


def _is_change(enterprises: Collection[int], state: StandingState) -> bool:
    """Whether the state is announced for any of these enterprises, after the last announced change of each."""
    last_kinds = _last_kinds(list(enterprises))
    return any(kind_of_change(last_kinds.get(pk), state) for pk in enterprises)


def _announcement() -> Consequence:
    recipients = recipients_of_announcement().count()
    return Consequence(recipients, f"{recipients}个成员单位将收到通报")


def _open_advice(enterprises: Collection[int]) -> QuerySet[StopAdvice]:
    """The advice on these enterprises that has not been answered."""
    return StopAdvice.objects.open().filter(application__enterprise_id__any_of=set(enterprises))


def _lift_advice(standings: Iterable[Standing]) -> None:
    """Lift the advice on these eligible enterprises that has not been answered."""
    _open_advice({standing.enterprise_id for standing in standings}).update(state=AdviceState.LIFTED)
