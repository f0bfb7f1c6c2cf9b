"""Finish screenings: add up their chunks, and determine the standings that waited for all of them (plan §3).

Chunks reassess enterprises as they write hits, but some standings depend on the whole screening: an enterprise without
any hit is clear only when every chunk has compared it. An example: the screening of a roster with three new
enterprises, in two chunks.

    enterprise   chunk 1          chunk 2        after chunk 1   after chunk 2   after `finish_screening`
    1            no hit           no hit         unscreened      unscreened      eligible
    2            no hit           equal number   blocked         blocked         blocked
    3            possible match   no hit         unscreened      unscreened      pending

Enterprise 2 is blocked before any chunk has run, because the confirmation of the roster compares numbers
(`screening.receivers`). If chunk 2 is given up, the screening fails. Enterprises 1 and 3 then stay unscreened until a
retry of the screening, or a screening of everything, is done.

`finish_screening` takes these steps in one transaction:

1. Lock the screening and go on only if it is running and all chunks are done. Every worker calls this function after
   its chunk. Without the lock two workers could finish the screening.
2. Sum up counts and digests, and set the screening to done before any standing is determined. Standings depend on
   which screenings are done, this one included.
3. Record which certifications are screened by now (`screening.actions.screened_periods`), and reassess the enterprises
   that waited: of a roster all that it compared, else the newly screened ones and those with a hit on an entry that the
   import ended. Without the lock on these entries, a screening that is writing hits on them would be overlooked.
4. Sum up the state changes: first those of the confirmation of the file, then those of the chunks in the order in which
   they finished, then those of step 3. An enterprise that changed several times counts once, from its first state to
   its last one.

A trial skips step 3 and differs in step 4. Each chunk of a trial rolled its rows back, so no chunk saw what another one
would have written. An example: A pending enterprise has two overdue possible matches, one in each chunk, and the higher
threshold of the trial removes both. Each chunk alone leaves the enterprise pending; both together make it eligible. So
the enterprises that more than one chunk affected are compared once more with all entries together, again rolled back by
a savepoint, and those state changes replace the ones of the chunks.
"""

from collections import Counter

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from blacklists.models import BlacklistEntry
from foundation.collector import without_collector
from foundation.postgres.copy import check_keys_at_once
from roster.models import Certification
from screening.actions.candidates import candidate_pairs
from screening.actions.locks import lock_enterprises
from screening.actions.screened_periods import record_screened
from screening.actions.screenings import (
    DIGEST_MODULUS,
    Impact,
    StateChange,
    certifications_of,
    enterprises_of,
    entries_of,
    plan_screening,
    reassess_and_compare,
    run_chunk,
    save_results,
)
from screening.models import ScreenedPeriod, Screening, ScreeningChunk, ScreeningHit
from screening.models.screenings import HIT_CHANGES, Trigger
from screening.states import ScreeningState

# Enterprises that are stored with the impact of a screening.
EXAMPLES = 200


def run_screening(pk: int) -> None:
    """Plan, run and finish one waiting screening in this process, as workers do between them."""
    for chunk in plan_screening(pk):
        run_chunk(chunk)
    finish_screening(pk)


@transaction.atomic
def finish_screening(pk: int) -> None:
    """Finish a screening whose chunks are all done; do nothing otherwise."""
    check_keys_at_once()
    screening = Screening.objects.select_for_update(of=("self",), no_key=True).select_related("repeats").get(pk=pk)
    chunks = list(screening.chunks.order_by("finished_at"))
    if screening.state != ScreeningState.RUNNING or any(chunk.state != ScreeningState.DONE for chunk in chunks):
        return
    _sum_up(screening, chunks)
    # The changes by the confirmation of the file (matches by number), then those of each chunk.
    impacts = [impact for impact in (screening.impact, *(chunk.impact for chunk in chunks)) if impact]
    state_changes: list[StateChange] = [change for impact in impacts for change in impact["standings"]]
    if screening.is_trial:
        state_changes = _trial_state_changes(screening, chunks, state_changes)
    else:
        with without_collector():
            state_changes += reassess_and_compare(_record_and_find_waiting(screening))
    counts = {kind: sum(impact[kind] for impact in impacts) for kind in HIT_CHANGES}
    screening.impact = {**counts, **_transition_counts(state_changes)}
    screening.save(update_fields=["impact"])


def _sum_up(screening: Screening, chunks: list[ScreeningChunk]) -> None:
    """Set the screening to done, with the counts and the digest of all chunks."""
    for count in ("entry_count", "candidate_count", "hit_count"):
        setattr(screening, count, sum(getattr(chunk, count) for chunk in chunks))
    screening.result_digest = f"{sum(int(chunk.result_digest, 16) for chunk in chunks) % DIGEST_MODULUS:032x}"
    screening.failure = None
    screening.state = ScreeningState.DONE
    screening.finished_at = timezone.now()
    screening.save()


def _trial_state_changes(
    screening: Screening, chunks: list[ScreeningChunk], state_changes: list[StateChange]
) -> list[StateChange]:
    """Return the state changes of a trial; those of enterprises that several chunks affected are determined anew."""
    affected = Counter(enterprise for chunk in chunks for enterprise in chunk.impact["affected"])
    shared = {enterprise for enterprise, count in affected.items() if count > 1}
    if not shared:
        return state_changes
    enterprises, entries = enterprises_of(screening).filter(pk__any_of=shared), entries_of(screening)
    found = candidate_pairs(enterprises, entries)
    _, impact = save_results(screening, found, enterprises=enterprises, entries=entries)
    return [*(change for change in state_changes if change[0] not in shared), *impact["standings"]]


def _record_and_find_waiting(screening: Screening) -> set[int]:
    """Record what is screened by now; return the enterprises whose standing waited for the end of the screening.

    Of a roster these are all enterprises that it compared; else the newly screened ones, and those with a hit on an
    entry that the import ended.
    """
    waiting: set[int] = set()
    if screening.trigger == Trigger.BLACKLIST:
        # The lock waits for screenings that are writing hits on these entries.
        ended = BlacklistEntry.objects.filter(ended_by=screening.blacklist_import_id)
        list(ended.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
        hits = ScreeningHit.objects.filter(entry__in=ended)
        waiting = set(hits.values_list("enterprise_id", flat=True))
    if screening.trigger == Trigger.ROSTER:
        concerned = certifications_of(screening)
    else:
        complete = ScreenedPeriod.objects.filter(certification=OuterRef("pk"), until__isnull=True, is_complete=True)
        concerned = Certification.objects.open().filter(~Exists(complete))
    pairs = list(concerned.order_by().values_list("pk", "enterprise_id"))
    lock_enterprises(waiting.union(enterprise for _, enterprise in pairs), no_key=True)
    recorded = record_screened([pk for pk, _ in pairs])
    if screening.trigger == Trigger.ROSTER:
        # A blacklist may have been switched while the roster was confirmed (save_number_matches).
        recorded = {enterprise for _, enterprise in pairs}
    return waiting | recorded


def _transition_counts(state_changes: list[StateChange]) -> Impact:
    """Count the enterprises by state before and state after, and give the first EXAMPLES of them.

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
