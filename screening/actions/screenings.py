"""交叉比对: a run in chunks; what each finds is kept, and what follows is determined (plan §3; domain ladder)."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import BigIntegerField, Max, Min, QuerySet, Value
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from blacklists.models import BlacklistEntry, BlacklistImport
from foundation.collector import without_collector
from foundation.jobs.enqueue import enqueue
from foundation.jobs.leases import MAX_ATTEMPTS, advisory_lock, start_attempt
from foundation.postgres.copy import check_keys_at_once
from matching.scoring import Match
from roster.models import Certification, Enterprise
from screening.actions.candidates import Pair, candidate_pairs, score_pairs
from screening.actions.hits import save_hits
from screening.actions.standings import lock_enterprises, reassess
from screening.models import MatchPolicy, Screening, ScreeningChunk, ScreeningHit, Standing
from screening.models.screenings import CHANGE_LABELS, SCREEN_TASK, Trigger
from screening.policies import check_may_repeat, check_may_retry, check_may_screen_everything
from screening.states import ScreeningState

GIVEN_UP = f"已尝试{MAX_ATTEMPTS}次，每次处理程序都意外中止。请重试失败的分块，仍不成功请联系系统管理员。"
# Answers of chunks are added up modulo this, in whatever order they come.
MODULUS = 1 << 128
EXAMPLES = 200
MARK_SCREENED = """
    INSERT INTO screening_screenedcertification (certification_id, screening_id) {}
    ON CONFLICT (certification_id) DO NOTHING
"""

StateChange = tuple[int, str, str]
"""An enterprise, its state before and after."""

Impact = dict[str, Any]
"""What changed: how many hits are new, changed, gone, asked and asked no longer, and the standings that moved."""


def run_screening(pk: int) -> None:
    """Do one waiting run from its plan to its end; the same that workers do between them."""
    for chunk in plan_screening(pk):
        run_chunk(chunk)
    finish_screening(pk)


def chunks_to_send(pks: list[int]) -> list[int]:
    """Of these waiting chunks, those that no worker was sent for lately; from now on one was."""
    lately = timezone.now() - timedelta(seconds=settings.SCREENING_RESEND_SECONDS)
    unsent = ScreeningChunk.objects.waiting().filter(pk__in=pks).exclude(sent_at__gt=lately)
    due = list(unsent.order_by("number").values_list("pk", flat=True))
    ScreeningChunk.objects.filter(pk__in=due).update(sent_at=timezone.now())
    return due


def plan_screening(pk: int) -> list[int]:
    """Cut a waiting run into chunks, once; the primary keys of those that are still to be done."""
    with advisory_lock(f"{Screening._meta.label}:{pk}") as acquired, transaction.atomic():
        if not acquired:
            return []
        screening = Screening.objects.select_for_update(of=("self",)).get(pk=pk)
        if screening.state == ScreeningState.WAITING:
            screening.state = ScreeningState.RUNNING
            screening.started_at = screening.started_at or timezone.now()
            if not screening.chunks.exists():
                _create_chunks(screening)
            screening.save()
        if screening.state != ScreeningState.RUNNING:
            return []
        return list(screening.chunks.waiting().order_by("number").values_list("pk", flat=True))


def _create_chunks(screening: Screening) -> None:
    """Chunks of settings.SCREENING_CHUNK_ENTRIES primary keys; one for a few enterprises, which are looked up by
    index.
    """
    if not screening.is_trial:
        # Held, so that no run is cut by thresholds that are being changed.
        policy = MatchPolicy.objects.select_for_update().first() or MatchPolicy()
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
    """How far the history of enterprises, certifications and entries goes, and up to which file each sector's list."""
    newest = BlacklistImport.objects.confirmed().order_by("blacklist_id", "-pk").distinct("blacklist_id")
    return {
        "enterprises": _last_event(Enterprise),
        "certifications": _last_event(Certification),
        "entries": _last_event(BlacklistEntry),
        "lists": [
            {"list": file.blacklist.name, "import": file.pk, "as_of": file.as_of.isoformat()}
            for file in newest.select_related("blacklist")
        ],
    }


def _last_event(model: type[Enterprise | Certification | BlacklistEntry]) -> int:
    events = model._meta.get_field("events").related_model._default_manager
    return int(events.aggregate(last=Max("pgh_id"))["last"] or 0)


def certifications_of(screening: Screening) -> QuerySet[Certification]:
    """The certifications that the run compares: of a roster what it brought or changed, else every open one."""
    certified = Certification.objects.open()
    scope = screening.scope
    if scope.trigger != Trigger.ROSTER:
        return certified
    certified = certified.filter(row__submission=scope.submission_id)
    return certified if screening.repeats else certified.filter(screened__isnull=True)


def enterprises_of(screening: Screening) -> QuerySet[Enterprise]:
    return Enterprise.objects.filter(pk__in=certifications_of(screening).values("enterprise_id"))


def entries_of(screening: Screening) -> QuerySet[BlacklistEntry]:
    """The entries that the run compares: of a blacklist file what it brought or changed, else every one not ended."""
    scope = screening.scope
    if scope.trigger == Trigger.BLACKLIST:
        return BlacklistEntry.objects.filter(last_import=scope.blacklist_import_id)
    return BlacklistEntry.objects.not_ended(on=screening.day)


def run_chunk(pk: int) -> int:
    """Compare one waiting chunk and write hits and standings, once; a worker's job. Returns the run it belongs to.

    A chunk whose worker died three times is given up: enterprises it should have compared read as 待比对, never as
    clear.
    """
    chunk = ScreeningChunk.objects.select_related("screening__repeats").get(pk=pk)
    with advisory_lock(f"{ScreeningChunk._meta.label}:{pk}") as acquired:
        claim = {"state": ScreeningState.RUNNING, **start_attempt()}
        if acquired and ScreeningChunk.objects.waiting().filter(pk=pk).update(**claim):
            chunk.refresh_from_db(fields=["attempts", "state", "started_at"])
            if chunk.attempts > MAX_ATTEMPTS:
                _give_up(chunk)
            else:
                with without_collector():
                    _compare(chunk)
    return chunk.screening_id


def _compare(chunk: ScreeningChunk) -> None:
    screening = chunk.screening
    enterprises = enterprises_of(screening)
    entries = entries_of(screening).filter(pk__range=(chunk.low, chunk.high))
    candidates = candidate_pairs(enterprises, entries)
    found = {(match.left, match.right) for match in score_pairs(sorted(candidates), screening.thresholds)}
    entry_count = entries.count()
    with transaction.atomic():
        check_keys_at_once()
        ours = ScreeningChunk.objects.select_for_update(of=("self",)).get(pk=chunk.pk)
        if (ours.state, ours.started_at) != (ScreeningState.RUNNING, chunk.started_at):
            # Another worker has taken it over meanwhile.
            return
        matches, ours.impact = _save(screening, found, enterprises=enterprises, entries=entries)
        ours.entry_count = entry_count
        ours.candidate_count = len(candidates)
        ours.hit_count = len(matches)
        ours.result_digest = f"{sum(map(_digest, matches)) % MODULUS:032x}"
        ours.state = ScreeningState.DONE
        ours.failure = ""
        ours.finished_at = timezone.now()
        ours.save()


@transaction.atomic
def _save(
    screening: Screening, found: set[Pair], *, enterprises: QuerySet[Enterprise], entries: QuerySet[BlacklistEntry]
) -> tuple[list[Match], Impact]:
    """Write hits and standings; a trial does so too, and takes it back."""
    matches, changes = save_hits(screening, found, enterprises=enterprises, entries=entries)
    impact: Impact = {**changes.counts, "standings": _reassessed(changes.enterprises)}
    if screening.is_trial:
        impact["touched"] = sorted(changes.enterprises)
        transaction.set_rollback(True)
    return matches, impact


def _reassessed(enterprises: Iterable[int]) -> list[StateChange]:
    """Reassess the enterprises; of each whose state changed: the enterprise, its state before and after."""
    enterprises = set(lock_enterprises(enterprises, no_key=True))
    before = _states(enterprises)
    reassess(enterprise_ids=enterprises)
    after = _states(enterprises)
    return [
        (enterprise, before[enterprise], after[enterprise])
        for enterprise in sorted(before)
        if before[enterprise] != after[enterprise]
    ]


def _states(enterprises: set[int]) -> dict[int, str]:
    current = Standing.objects.current().filter(enterprise_id__any_of=enterprises)
    return dict(current.values_list("enterprise_id", "state"))


def _digest(match: Match) -> int:
    said = (match.left, match.right, match.match_type, match.score, match.needs_decision, match.reasons)
    return int.from_bytes(hashlib.blake2b(repr(said).encode(), digest_size=16).digest())


@transaction.atomic
def _give_up(chunk: ScreeningChunk) -> None:
    for row, failure in ((chunk, GIVEN_UP), (chunk.screening, f"第{chunk.number}块{GIVEN_UP}")):
        row.state = ScreeningState.FAILED
        row.failure = failure
        row.finished_at = timezone.now()
        row.save(update_fields=["state", "failure", "finished_at"])
    if not chunk.screening.is_trial:
        reassess(enterprise_ids=_every_certified())


def _every_certified() -> QuerySet[Certification, int]:
    return Certification.objects.open().values_list("enterprise_id", flat=True)


@transaction.atomic
def finish_screening(pk: int) -> None:
    """End a run whose chunks are all done: what it compared reads as compared, and standings follow."""
    check_keys_at_once()
    screening = Screening.objects.select_for_update(of=("self",)).select_related("repeats").get(pk=pk)
    # In this order they wrote about an enterprise that several have to do with.
    chunks = list(screening.chunks.order_by("finished_at"))
    if screening.state != ScreeningState.RUNNING or any(chunk.state != ScreeningState.DONE for chunk in chunks):
        return
    had_failed = bool(screening.failure)
    for count in ("entry_count", "candidate_count", "hit_count"):
        setattr(screening, count, sum(getattr(chunk, count) for chunk in chunks))
    screening.result_digest = f"{sum(int(chunk.result_digest, 16) for chunk in chunks) % MODULUS:032x}"
    screening.failure = ""
    screening.state = ScreeningState.DONE
    screening.finished_at = timezone.now()
    screening.save()
    state_changes: list[StateChange] = [move for chunk in chunks for move in chunk.impact["standings"]]
    if screening.is_trial:
        state_changes = _trial_state_changes(screening, chunks, state_changes)
    else:
        waiting = _waiting_for(screening)
        with without_collector():
            state_changes += _reassessed(_every_certified() if had_failed else waiting)
    counts = {kind: sum(chunk.impact[kind] for chunk in chunks) for kind in CHANGE_LABELS}
    screening.impact = {**counts, **_transition_counts(state_changes)}
    screening.save(update_fields=["impact"])


def _trial_state_changes(
    screening: Screening, chunks: list[ScreeningChunk], state_changes: list[StateChange]
) -> list[StateChange]:
    """A trial's moves; those of enterprises that several chunks touched, each taking its part back, are found anew."""
    touched = Counter(enterprise for chunk in chunks for enterprise in chunk.impact["touched"])
    spread = {enterprise for enterprise, count in touched.items() if count > 1}
    if not spread:
        return state_changes
    enterprises, entries = enterprises_of(screening).filter(pk__any_of=spread), entries_of(screening)
    _, impact = _save(screening, candidate_pairs(enterprises, entries), enterprises=enterprises, entries=entries)
    return [*(move for move in state_changes if move[0] not in spread), *impact["standings"]]


def _waiting_for(screening: Screening) -> set[int]:
    """The enterprises whose standing waits for the end of the run: newly compared ones, and those that its file
    frees.
    """
    if screening.trigger == Trigger.ROSTER:
        compared = certifications_of(screening)
        enterprises = set(lock_enterprises(compared.values_list("enterprise_id", flat=True), no_key=True))
        _mark_screened(compared, screening)
        return enterprises
    if screening.trigger != Trigger.BLACKLIST:
        return set()
    # Another run that is at them has written its hits, or determines standings by what is owed from now on.
    ended = BlacklistEntry.objects.filter(ended_by=screening.blacklist_import_id)
    list(ended.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    hits = ScreeningHit.objects.filter(is_current=True, entry__in=ended)
    return set(hits.values_list("enterprise_id", flat=True))


def _mark_screened(certifications: QuerySet[Certification], screening: Screening) -> None:
    """Insert a ScreenedCertification for each, in one statement for up to a hundred thousand."""
    query, parameters = (
        certifications.order_by().values_list("pk", Value(screening.pk, output_field=BigIntegerField())).query
    ).sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(MARK_SCREENED.format(query), parameters)


def _transition_counts(state_changes: list[StateChange]) -> Impact:
    """How many enterprises go from which state to which, and the first enterprises.

    `state_changes` are in the order of time; the changes of one enterprise count as one, from its first state to its
    last. `transitions` are rows of state before, state after, number of enterprises.
    """
    states: dict[int, tuple[str, str]] = {}
    for enterprise, before, after in state_changes:
        states[enterprise] = (states.get(enterprise, (before, after))[0], after)
    enterprises = [
        (enterprise, before, after) for enterprise, (before, after) in sorted(states.items()) if before != after
    ]
    counts = Counter((before, after) for _, before, after in enterprises)
    transitions = [(before, after, count) for (before, after), count in counts.items()]
    return {"transitions": transitions, "enterprises": enterprises[:EXAMPLES]}


@transaction.atomic
def retry_screening(*, screening: Screening, by: User) -> Screening:
    """Do the failed chunks of a run again, and only those; until they are done, enterprises go on reading as 待比对."""
    screening = Screening.objects.select_for_update(of=("self",)).get(pk=screening.pk)
    check_may_retry(screening)
    failed = {"state": ScreeningState.WAITING, "attempts": 0, "sent_at": None}
    count = screening.chunks.filter(state=ScreeningState.FAILED).update(**failed)
    screening.state = ScreeningState.WAITING
    screening.save(update_fields=["state"])
    enqueue(SCREEN_TASK, screening.pk)
    record("重新比对失败的分块", target=screening, detail={"分块数": count}, by=by)
    return screening


@transaction.atomic
def repeat_screening(*, screening: Screening, by: User) -> Screening:
    """Run a comparison once more over the same scope; with the sides and the rules unchanged its answer is the same."""
    check_may_repeat(screening)
    again = Screening.objects.request(trigger=Trigger.REPEAT, repeats=screening.scope, requested_by=by)
    record("重跑比对", target=again, detail={"重跑": str(screening.scope)}, by=by)
    return again


@transaction.atomic
def screen_everything(*, by: User) -> Screening:
    """Compare every certified enterprise with every live entry, by the thresholds in force."""
    check_may_screen_everything()
    screening = Screening.objects.request(trigger=Trigger.RULES, requested_by=by)
    record("全部重新比对", target=screening, by=by)
    return screening
