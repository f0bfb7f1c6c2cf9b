"""The results of the screenings, by keys that are equal in every database."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from blacklists.models import BlacklistEntry
from screening.models import Screening, ScreeningChunk, ScreeningHit, Standing
from screening.states import ScreeningState
from screening.wording import reason_text

Outcome = dict[str, Counter[Any]]
"""Kind → the number of each result of this kind."""

PAIR = ("enterprise__uscc", "entry__blacklist__code", "entry__source_id")
HIT_FIELDS = ("match_type", "score", "needs_decision", "is_current", "decision")
# The cause of a screening. Screenings of pushed files have other primary keys in each round.
CAUSE = ("submission", "blacklist_import", "repeats")
FOUND = ("entry_count", "candidate_count", "hit_count")
HitEvent = ScreeningHit._meta.get_field("events").related_model


@dataclass(frozen=True)
class Before:
    """Primary keys of the last entry, chunk and hit event before the rounds."""

    entry: int
    chunk: int
    event: int


def before() -> Before:
    def last(model: Any) -> int:
        return model._default_manager.aggregate(last=Max("pk"))["last"]

    return Before(last(BlacklistEntry), last(ScreeningChunk), last(HitEvent))


def outcome(start: Before) -> Outcome:
    """Return the outcome in the current database."""
    events = ("pgh_label", *(f"pgh_obj__{field}" for field in PAIR), *HIT_FIELDS)
    return {
        "hits": Counter(ScreeningHit.objects.values_list(*PAIR, *HIT_FIELDS)),
        "events of hits": Counter(HitEvent._default_manager.values_list(*events)),
        "standings": _standings(),
        "chunks": _chunks(start),
        "screenings of files": _screenings_of_files(),
    }


def excess(actual: Outcome, other: Outcome) -> Counter[str]:
    """Return kind → the number of items that `actual` has more often than `other`."""
    return Counter({kind: more for kind in actual if (more := (actual[kind] - other[kind]).total())})


def _standings() -> Counter[Any]:
    current = Standing.objects.current().values_list("enterprise__uscc", "state", "reasons")
    return Counter((uscc, state, tuple(sorted(map(reason_text, reasons)))) for uscc, state, reasons in current)


def _chunks(start: Before) -> Counter[Any]:
    """Return the recorded result of each chunk whose entries all existed before the rounds."""
    chunks = ScreeningChunk.objects.filter(state=ScreeningState.DONE, high__lte=start.entry)
    cause = (f"screening__{field}" for field in CAUSE)
    return Counter(chunks.values_list(*cause, "low", "high", *FOUND, "result_digest"))


def _screenings_of_files() -> Counter[Any]:
    """Return the recorded result of each screening of one file, pushed files included."""
    return Counter(Screening.objects.filter(blacklist_import__isnull=False).values_list(*CAUSE, *FOUND))
