"""交叉比对: request, plan and run screenings; `screening.actions.finishing` ends them (plan §3).

A screening compares up to 100,000 enterprises with up to 1,000,000 entries. One transaction for all would take minutes
and would lose all work if its worker died. So a screening is planned as chunks of entries, each chunk is one short
transaction of one worker, and the worker of the last chunk finishes the screening. An example with chunks of 500
primary keys:

    chunk   entries (primary keys)   worker   state                   what happens next
    1       1 to 500                 A        done                    nothing, its hits are written
    2       501 to 1000              B        running, B was killed   the sweep sends it again, up to three attempts
    3       1001 to 1200             -        waiting                 a free worker takes it

1. Request (`Screening.objects.request`): insert the row and send it after commit. The row is the queue
   (docs/adr/0004); a lost message is sent again by the sweep.
2. Plan (`plan_screening`): note the versions of the inputs and insert the chunks, once. The lock of the row and the
   check of its state prevent a second plan; the advisory lock lets a second worker return at once instead of waiting.
   Planning fixes the day, the ranges of primary keys, and the thresholds: those of the match policy, but for a trial
   those of its request. Without fixed thresholds, two chunks of one screening could score by different ones. The
   enterprises and the entries are not fixed: each chunk reads those that belong to the screening when it runs.
3. Run a chunk (`run_chunk`): take an advisory lock, which a killed worker loses at once, and count the attempt. Find
   candidates and score them outside of any transaction, because that takes most of the time and must lock nothing.
4. Then, in one transaction, check that this attempt still owns the chunk. Without it, a worker that was thought dead
   would write a second time. Save hits and standings (`screening.actions.hits`) and mark the chunk done.
5. Give up a chunk when it is sent again after three attempts without a result. The screening fails. If it is the
   screening of a roster or of a file of an excluding blacklist, the enterprises that it should have compared become
   unscreened (待比对), never clear. Other chunks that have been sent still run and write their hits. The sweep skips a
   failed screening, so a chunk whose message was lost waits for the retry. `retry_screening` sends all chunks that are
   not done.

A trial runs through the same steps and rolls back hits and standings in step 4 by a savepoint; only its impact is kept.
"""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from blacklists.models import BlacklistEntry, BlacklistImport
from foundation.collector import without_collector
from foundation.jobs.enqueue import enqueue
from foundation.jobs.leases import MAX_ATTEMPTS, advisory_lock, start_attempt
from foundation.postgres.clock import read_clock
from foundation.postgres.copy import check_keys_at_once
from matching.scoring import Match
from roster.models import Certification, Enterprise
from screening.actions.candidates import Pair, PairScores, candidate_pairs
from screening.actions.hits import save_hits
from screening.actions.locks import lock_enterprises
from screening.actions.screened_periods import record_screened
from screening.actions.standings import reassess, reassess_with_changes
from screening.models import MatchPolicy, Screening, ScreeningChunk
from screening.models.screenings import SCREEN_TASK, Trigger
from screening.policies import check_may_repeat, check_may_retry, check_may_screen_everything
from screening.reasons import AttemptsParams, ChunkParams, Failure, FailureCode
from screening.states import ScreeningState, StandingState

# Digests of chunks are added up modulo this, so that their order does not matter.
DIGEST_MODULUS = 1 << 128

StateChange = tuple[int, str, str]
"""An enterprise, its state before and its state after."""

Impact = dict[str, Any]
"""The changes by a screening: a number for each of HIT_CHANGES, and changes of standings, in one of three forms.

- Of a chunk, and of a screening before it is finished (matches by number at the confirmation): `standings`, a list of
  StateChange.
- Of a chunk of a trial: also `affected`, the enterprises whose hits it would change.
- Of a finished screening: `transitions` and `enterprises` in place of `standings`
  (`screening.actions.finishing._transition_counts`).
"""


def plan_screening(pk: int) -> list[int]:
    """Split a waiting screening into chunks, once; return the keys of the chunks that are not done yet."""
    with advisory_lock(f"{Screening._meta.label}:{pk}") as acquired, transaction.atomic():
        if not acquired:
            return []
        screening = Screening.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
        if screening.state == ScreeningState.WAITING:
            screening.state = ScreeningState.RUNNING
            screening.started_at = screening.started_at or timezone.now()
            if not screening.chunks.exists():
                _create_chunks(screening)
            screening.save()
        if screening.state != ScreeningState.RUNNING:
            return []
        return list(screening.chunks.unfinished().order_by("number").values_list("pk", flat=True))


def _create_chunks(screening: Screening) -> None:
    """Insert chunks of settings.SCREENING_CHUNK_ENTRIES primary keys each; one chunk for a few enterprises.

    A few enterprises are looked up in the database's index of blocking keys, which takes no longer for many entries.
    """
    if not screening.is_trial:
        # Locked, so that a change of the thresholds waits until this screening has fixed them.
        policy = MatchPolicy.objects.select_for_update(of=("self",)).first() or MatchPolicy()
        screening.review_threshold, screening.ignore_below = policy.review_threshold, policy.ignore_below
    screening.enterprise_count = enterprises_of(screening).count()
    screening.input_versions = current_input_versions()
    ends = entries_of(screening).aggregate(low=Min("pk"), high=Max("pk"))
    low, high = ends["low"] or 0, ends["high"] or 0
    size = settings.SCREENING_CHUNK_ENTRIES
    if screening.enterprise_count <= settings.SCREENING_FEW_ENTERPRISES:
        size = high - low + 1
    starts = range(low, high + 1, size)
    ScreeningChunk.objects.bulk_create(
        ScreeningChunk(screening=screening, number=number, low=start, high=min(start + size - 1, high))
        for number, start in enumerate(starts, start=1)
    )


def current_input_versions() -> dict[str, Any]:
    """Return the last event of enterprises, certifications and entries, and the newest import of each blacklist."""
    newest = BlacklistImport.objects.confirmed().order_by("blacklist_id", "-pk").distinct("blacklist_id")
    return {
        "enterprises": _last_event(Enterprise),
        "certifications": _last_event(Certification),
        "entries": _last_event(BlacklistEntry),
        "blacklists": [
            {"blacklist": file.blacklist.name, "import": file.pk, "as_of": file.as_of.isoformat()}
            for file in newest.select_related("blacklist")
        ],
    }


def _last_event(model: type[Enterprise | Certification | BlacklistEntry]) -> int:
    events = model._meta.get_field("events").related_model._default_manager
    return int(events.aggregate(last=Max("pgh_id"))["last"] or 0)


def certifications_of(screening: Screening) -> QuerySet[Certification]:
    """The certifications that the screening compares: every open one; for a roster, those that it added or changed.

    A change counts here if it is of the name, the customs code or the registration number.
    """
    certified = Certification.objects.open()
    scope = screening.scope
    return certified.filter(identified_by=scope.submission_id) if scope.trigger == Trigger.ROSTER else certified


def enterprises_of(screening: Screening) -> QuerySet[Enterprise]:
    """The enterprises that the screening compares (`certifications_of`)."""
    return Enterprise.objects.filter(pk__in=certifications_of(screening).values("enterprise_id"))


def entries_of(screening: Screening) -> QuerySet[BlacklistEntry]:
    """The entries that the screening compares: those that an import added or changed, else every one not ended.

    - Of an import, entries that have ended are compared as well. An entry that a newer import changed belongs to the
      screening of the newer one only.
    - Entries of earlier imports of the same blacklist whose screening failed are compared together with those of the
      import.
    - Entries that are listed in the future have not ended, so they are compared.
    """
    scope = screening.scope
    if scope.blacklist_import:
        failed = Screening.objects.with_failure().without_first_completion()
        imports = failed.filter(blacklist_import__blacklist=scope.blacklist_import.blacklist_id).exclude(pk=scope.pk)
        of_import = Q(last_import=scope.blacklist_import_id)
        return BlacklistEntry.objects.filter(of_import | Q(last_import__in=imports.values("blacklist_import")))
    return BlacklistEntry.objects.not_ended(on=screening.day)


def chunks_to_send(pks: list[int]) -> list[int]:
    """Return those of these waiting chunks that were not sent to a worker lately, and mark them as sent now."""
    lately = timezone.now() - timedelta(seconds=settings.SCREENING_RESEND_SECONDS)
    unsent = ScreeningChunk.objects.unfinished().filter(pk__in=pks).exclude(sent_at__gt=lately)
    due = list(unsent.order_by("number").values_list("pk", flat=True))
    ScreeningChunk.objects.filter(pk__in=due).update(sent_at=timezone.now())
    return due


def run_chunk(pk: int) -> int:
    """Compare one waiting chunk and write its hits and standings, once; return the key of its screening."""
    chunk = ScreeningChunk.objects.select_related("screening__repeats").get(pk=pk)
    with advisory_lock(f"{ScreeningChunk._meta.label}:{pk}") as acquired:
        attempt = {"state": ScreeningState.RUNNING, **start_attempt()}
        if acquired and ScreeningChunk.objects.unfinished().filter(pk=pk).update(**attempt):
            chunk.refresh_from_db(fields=["attempts", "state", "started_at"])
            if chunk.attempts > MAX_ATTEMPTS:
                _give_up(chunk)
            else:
                with without_collector():
                    _compare(chunk)
    return chunk.screening_id


def _compare(chunk: ScreeningChunk) -> None:
    """Find and score the pairs of the chunk, then write the result, unless another worker has taken the chunk over."""
    screening = chunk.screening
    enterprises = enterprises_of(screening)
    entries = entries_of(screening).filter(pk__range=(chunk.low, chunk.high))
    candidates = candidate_pairs(enterprises, entries)
    scores = PairScores(screening.thresholds)
    found = {(match.left, match.right) for match in scores.score(sorted(candidates))}
    entry_count = entries.count()
    with transaction.atomic():
        check_keys_at_once()
        locked = ScreeningChunk.objects.select_for_update(of=("self",)).get(pk=chunk.pk)
        if (locked.state, locked.started_at) != (ScreeningState.RUNNING, chunk.started_at):
            return
        matches, locked.impact = save_results(screening, found, enterprises=enterprises, entries=entries, scores=scores)
        locked.entry_count = entry_count
        locked.candidate_count = len(candidates)
        locked.hit_count = len(matches)
        locked.result_digest = f"{sum(map(_digest, matches)) % DIGEST_MODULUS:032x}"
        locked.state = ScreeningState.DONE
        locked.failure = None
        locked.finished_at = read_clock()
        locked.save()


@transaction.atomic
def save_results(
    screening: Screening,
    found: set[Pair],
    *,
    enterprises: QuerySet[Enterprise],
    entries: QuerySet[BlacklistEntry],
    scores: PairScores | None = None,
) -> tuple[list[Match], Impact]:
    """Write hits and standings; return the matches and the impact.

    `scores` has scored the found pairs before. A trial rolls the rows back. Its impact lists under `affected` the
    enterprises whose hits it would change.
    """
    matches, changes = save_hits(screening, found, enterprises=enterprises, entries=entries, scores=scores)
    impact: Impact = {**changes.counts, "standings": reassess_and_compare(changes.enterprises)}
    if screening.is_trial:
        impact["affected"] = sorted(changes.enterprises)
        transaction.set_rollback(True)
    return matches, impact


def reassess_and_compare(enterprises: Iterable[int], *, first: Iterable[int] = ()) -> list[StateChange]:
    """Reassess the enterprises; return the state changes, sorted by enterprise.

    Those of `first` have no standing of their certification yet and count as unscreened before.
    """
    states = reassess_with_changes(enterprise_ids=enterprises).states
    first = set(first)
    compared = [
        (enterprise, StandingState.UNSCREENED.value if enterprise in first else before, after)
        for enterprise, (before, after) in sorted(states.items())
    ]
    return [(enterprise, before, after) for enterprise, before, after in compared if before and before != after]


def _digest(match: Match) -> int:
    """Return a digest of both sides, match type, score and reasons, without the sentences of the reasons."""
    content = (match.left, match.right, match.match_type, match.score, match.needs_decision, match.reasons)
    return int.from_bytes(hashlib.blake2b(repr(content).encode(), digest_size=16).digest())


@transaction.atomic
def _give_up(chunk: ScreeningChunk) -> None:
    """Set chunk and screening to failed with the reason, and record the consequences (`record_failure`)."""
    attempts = AttemptsParams(attempts=MAX_ATTEMPTS)
    chunk.failure = Failure(code=FailureCode.ATTEMPTS_EXHAUSTED, params=attempts)
    chunk.screening.failure = Failure(
        code=FailureCode.CHUNK_FAILED, params=ChunkParams(chunk=chunk.number, attempts=MAX_ATTEMPTS)
    )
    chunk.finished_at, chunk.screening.finished_at = read_clock(), timezone.now()
    for row in (chunk, chunk.screening):
        row.state = ScreeningState.FAILED
        row.save(update_fields=["state", "failure", "finished_at"])
    record_failure(chunk.screening)


def record_failure(screening: Screening) -> None:
    """Record which certifications a failed screening concerns, and reassess their enterprises.

    The failure of a roster's screening concerns its certifications, that of an excluding blacklist's file every
    certification that was not compared with the file. The failure of another screening changes nothing: entries of
    other blacklists are hints, and what a repetition or a screening of everything compares has been compared before.
    """
    if screening.trigger in (Trigger.ROSTER, Trigger.BLACKLIST):
        certifications = certifications_of(screening)
        lock_enterprises(certifications.values_list("enterprise_id", flat=True), no_key=True)
        reassess(enterprise_ids=record_screened(certifications.values_list("pk", flat=True)))


@transaction.atomic
def retry_screening(*, screening: Screening, by: User) -> Screening:
    """Run all chunks of a failed screening that are not done: those given up, and those that never ran.

    Until they are done, enterprises that the failure made unscreened stay so (`record_failure`). Raises ActionDenied.
    """
    if screening.scope.trigger == Trigger.EVERYTHING:
        _check_no_other_of_everything()
    screening = Screening.objects.select_for_update(of=("self",), no_key=True).get(pk=screening.pk)
    check_may_retry(screening)
    failed = {"state": ScreeningState.WAITING, "attempts": 0, "sent_at": None}
    count = screening.chunks.filter(state=ScreeningState.FAILED).update(**failed)
    screening.state = ScreeningState.WAITING
    screening.save(update_fields=["state"])
    enqueue(SCREEN_TASK, screening.pk)
    record(EventType.SCREENING_RETRIED, target=screening, data={"chunks": count}, by=by)
    return screening


@transaction.atomic
def repeat_screening(*, screening: Screening, by: User) -> Screening:
    """Request the same scope once more; with unchanged inputs and rules its digest is the same. Raises ActionDenied."""
    check_may_repeat(screening)
    if screening.scope.trigger == Trigger.EVERYTHING:
        _check_no_other_of_everything()
    repeat = Screening.objects.request(trigger=Trigger.REPEAT, repeats=screening.scope, requested_by=by)
    record(EventType.SCREENING_REPEATED, target=repeat, data={"repeats": str(screening.scope)}, by=by)
    return repeat


@transaction.atomic
def screen_everything(*, by: User) -> Screening:
    """Request the comparison of every certified enterprise with every entry not ended. Raises ActionDenied."""
    _check_no_other_of_everything()
    screening = Screening.objects.request(trigger=Trigger.EVERYTHING, requested_by=by)
    record(EventType.SCREENING_REQUESTED, target=screening, by=by)
    return screening


def _check_no_other_of_everything() -> None:
    """Require that no screening of everything is unfinished; the match policy is locked, as for a trial."""
    MatchPolicy.locked()
    check_may_screen_everything()
