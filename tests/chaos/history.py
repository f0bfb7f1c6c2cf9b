"""Check each chunk's writes in the history tables, including writes that a later chunk corrected."""

from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Min, Q, QuerySet

from accounts.models import Department
from blacklists.models import BlacklistEntry
from feedback.models import Announcement, StandingChange
from feedback.states import NoticeKind
from roster.models import Certification, Enterprise
from screening.actions.finishing import run_screening
from screening.actions.screenings import enterprises_of, entries_of
from screening.actions.standings import reassess
from screening.models import Screening, ScreeningChunk, ScreeningHit, Standing
from screening.states import ScreeningState, StandingState
from tests.chaos.outcome import CAUSE, PAIR, Before, HitEvent

Pair = tuple[str, str, str]
Found = dict[tuple[Any, ...], set[Pair]]
"""Cause of a run → the pairs that match in it."""
LOSSES = (StandingState.BLOCKED, StandingState.REVOKED, StandingState.LAPSED)
# Last announcement of an enterprise → the announcement that is due when it is eligible.
WHEN_ELIGIBLE = {None: NoticeKind.ADDED, NoticeKind.LOST: NoticeKind.RESTORED, NoticeKind.PENDING: NoticeKind.CLEARED}


def run_undisturbed(screening: Screening, start: Before) -> tuple[tuple[Any, ...], set[Pair]]:
    """Run a waiting screening; return its cause and the pairs that match in it.

    Left out are entries of pushed files for which chance decides whether this screening includes them.
    """
    enterprises = list(enterprises_of(screening).values_list("pk", flat=True))
    run_screening(screening.pk)
    certain = Q(entry__pk__lte=start.entry) | Q(entry__last_import=screening.blacklist_import_id)
    hits = ScreeningHit.objects.filter(
        certain, is_current=True, enterprise__in=enterprises, entry__in=entries_of(screening)
    )
    return _cause(screening), set(hits.values_list(*PAIR))


def unfinished(start: Before, found: Found) -> Counter[str]:
    """Return kind of deviation → number of deviations, after everything is done."""
    done = ScreeningState.DONE
    wrong = {
        "screenings not done": Screening.objects.exclude(state=done).count(),
        "chunks not done": ScreeningChunk.objects.exclude(state=done).count(),
        "certifications not screened": Certification.objects.open()
        .exclude(screened__until__isnull=True, screened__is_complete=True)
        .count(),
        "standings not processed": Standing.objects.filter(processed__isnull=True).count(),
        "standings written twice": _repeated_standings(),
        "standings that do not follow from the facts": _stale_standings(),
        "notices lost or doubled": _other_notices(),
        "hits missing when their chunk was done": _missing_when_done(start, found),
        "chunks whose counts differ from the history": _miscounted(start),
    }
    return Counter({word: count for word, count in wrong.items() if count})


def _cause(screening: Screening) -> tuple[Any, ...]:
    return tuple(getattr(screening, f"{field}_id") for field in CAUSE)


def _repeated_standings() -> int:
    """Count known rows that repeat the row before them."""
    rows = Standing.objects.known().order_by("enterprise_id", "since")
    return sum(before == after for before, after in pairwise(rows.values_list("enterprise_id", "state", "reasons")))


def _stale_standings() -> int:
    """Count the enterprises that would get another standing if all standings were determined again."""
    with transaction.atomic():
        count = reassess(enterprise_ids=Enterprise.objects.values_list("pk", flat=True))
        transaction.set_rollback(True)
    return count


def _other_notices() -> int:
    """Notices that do not go with the enterprises' ways, or are missing; ways differ from round to round, and may
    be longer.

    Each enterprise is announced when it becomes an incentive object, at each loss, suspension and return, and each
    department gets one notice of each announcement.
    """
    due: Counter[tuple[int, str]] = Counter()
    last: dict[int, NoticeKind] = {}
    rows = Standing.objects.were_current().order_by("pk").values_list("enterprise_id", "state")
    for enterprise, state in rows:
        if kind := _due_kind(last.get(enterprise), state):
            last[enterprise] = kind
            due[enterprise, kind.value] += 1
    announced = Counter(StandingChange.objects.values_list("enterprise_id", "announcement__kind"))
    departments = Department.objects.count()
    sent = Announcement.objects.annotate(sent=Count("notices")).values_list("sent", flat=True)
    return ((due - announced) + (announced - due)).total() + sum(abs(number - departments) for number in sent)


def _due_kind(last: NoticeKind | None, state: str) -> NoticeKind | None:
    if state == StandingState.ELIGIBLE:
        return WHEN_ELIGIBLE.get(last)
    if last in (None, NoticeKind.LOST):
        return None
    if state in LOSSES:
        return NoticeKind.LOST
    return NoticeKind.PENDING if state == StandingState.PENDING and last != NoticeKind.PENDING else None


def _done_here(start: Before) -> QuerySet[ScreeningChunk]:
    return ScreeningChunk.objects.filter(pk__gt=start.chunk, state=ScreeningState.DONE).select_related("screening")


def _missing_when_done(start: Before, found: Found) -> int:
    """Count the hits of a chunk that neither it nor another screening had written when it was done."""
    since = _hits_since()
    entries: dict[tuple[str, str], int] = {
        (code, source): pk for pk, code, source in BlacklistEntry.objects.values_list("pk", *_of_entry())
    }
    return sum(
        pair not in since or since[pair] > chunk.finished_at
        for chunk in _done_here(start)
        for pair in found[_cause(chunk.screening)]
        if chunk.low <= entries[pair[1:]] <= chunk.high
    )


def _of_entry() -> list[str]:
    return [field.removeprefix("entry__") for field in PAIR[1:]]


def _hits_since() -> dict[Pair, Any]:
    """Return pair → the start of the transaction that first wrote its hit."""
    fields = [f"pgh_obj__{field}" for field in PAIR]
    first = HitEvent._default_manager.values_list(*fields).annotate(since=Min("pgh_created_at"))
    return {tuple(pair): since for *pair, since in first}


def _miscounted(start: Before) -> int:
    """Chunks whose count of new and changed hits is not what the history holds of them.

    The matches by number, written in the transaction that requested the screening, belong to no chunk.
    """
    did: dict[int, list[tuple[int, str]]] = defaultdict(list)
    of_chunks = Q(pgh_created_at__gt=F("screening__created_at"))
    events = HitEvent._default_manager.filter(of_chunks, pk__gt=start.event, is_current=True)
    for screening, entry, label in events.values_list("screening_id", "pgh_obj__entry_id", "pgh_label"):
        did[screening].append((entry, label))
    return sum(
        _recorded_counts(chunk) != _counts_in_history(chunk, did[chunk.screening_id]) for chunk in _done_here(start)
    )


def _recorded_counts(chunk: ScreeningChunk) -> tuple[Any, Any]:
    return chunk.impact.get("added"), chunk.impact.get("changed")


def _counts_in_history(chunk: ScreeningChunk, events: list[tuple[int, str]]) -> tuple[int, int]:
    ours = Counter(label for entry, label in events if chunk.low <= entry <= chunk.high)
    return ours["insert"], ours["update"]
