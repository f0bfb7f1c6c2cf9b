"""What is left after the comparisons, in words that are the same in every database; and what must never be."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from roster.models import Certification, Screening, ScreeningChunk, ScreeningHit, Standing
from roster.states import ScreeningState

HIT = (
    "enterprise__uscc",
    "entry__blacklist__code",
    "entry__source_id",
    "rung",
    "score",
    "asked",
    "holds",
    "decision",
)


@dataclass(frozen=True)
class Outcome:
    """Hits and current standings, each as often as it stands in the database."""

    hits: Counter[Any]
    standings: Counter[Any]

    def lost(self, other: "Outcome") -> Counter[Any]:
        """What stands here and not, or not so often, in the other."""
        return (self.hits - other.hits) + (self.standings - other.standings)


def outcome() -> Outcome:
    """That of the database as it is."""
    standings = Standing.objects.current().values_list("enterprise__uscc", "state", "reasons")
    return Outcome(
        hits=Counter(ScreeningHit.objects.values_list(*HIT)),
        standings=Counter(
            (uscc, state, tuple(sorted(reason["text"] for reason in reasons))) for uscc, state, reasons in standings
        ),
    )


def unfinished() -> list[str]:
    """What is not as it must be once all is done, each with a word."""
    done = ScreeningState.DONE
    wrong = {
        "runs not done": Screening.objects.exclude(state=done).count(),
        "chunks not done": ScreeningChunk.objects.exclude(state=done).count(),
        "certifications not compared": Certification.objects.unscreened().count(),
        "standings written twice": _repeated_standings(),
        "hits created twice": _created_twice(),
    }
    return [f"{word}: {count}" for word, count in wrong.items() if count]


def _repeated_standings() -> int:
    """Rows that say just what the row before them said."""
    rows = Standing.objects.order_by("enterprise_id", "pk").values_list("enterprise_id", "state", "reasons")
    return sum(before == after for before, after in pairwise(rows))


def _created_twice() -> int:
    events = ScreeningHit._meta.get_field("events").related_model._default_manager.filter(pgh_label="insert")
    return events.count() - ScreeningHit.objects.count()
