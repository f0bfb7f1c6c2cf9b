"""Deciding what an enterprise is: a pure function of facts (plan §1, §3; the table of states in states.py)."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, TypedDict

from screening.states import Decision, StandingState


class Reason(TypedDict, total=False):
    """One reason of a standing, as stored: what kind, a sentence for the reader, and the rows it rests on."""

    kind: str
    text: str
    certification: int
    submission: int | None
    screening: int
    hit: int
    entry: int
    revocation: int


@dataclass(frozen=True, slots=True)
class HitFact:
    """One hit that still matches, with what its rung, its list and its decision make of it."""

    pk: int
    entry: int
    text: str
    counts_by_itself: bool
    excludes: bool
    live: bool
    decision: str
    over_term: bool
    needs_decision: bool = True

    @property
    def blocks(self) -> bool:
        """Whether it keeps the enterprise off: a live match that counts, on a list that excludes."""
        if not (self.live and self.excludes) or self.decision == Decision.DISMISSED:
            return False
        return self.counts_by_itself or self.decision == Decision.CONFIRMED

    @property
    def is_open_question(self) -> bool:
        """Whether a person still has to say if the two are the same."""
        asks = self.needs_decision and self.live and self.excludes and not self.counts_by_itself
        return asks and self.decision == Decision.UNDECIDED

    def reason(self, kind: str) -> Reason:
        return Reason(kind=kind, text=self.text, hit=self.pk, entry=self.entry)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that decides one enterprise's standing; texts are the sentences that reasons quote."""

    certification: Reason
    left_on: date | None
    screening: int | None
    comparison_failed: bool
    revocation: Reason | None
    revoked_on: date | None
    hits: tuple[HitFact, ...] = ()

    def deciding(self, hits: Container[int], decision: str) -> "Facts":
        """The same with these hits decided so."""
        return replace(
            self, hits=tuple(replace(hit, decision=decision) if hit.pk in hits else hit for hit in self.hits)
        )


class Determination(NamedTuple):
    """A state, its reasons with the weightiest first, and the day it holds from (None: the day it is determined)."""

    state: StandingState
    reasons: list[Reason]
    since: date | None = None


def _hints(facts: Facts) -> Iterator[Reason]:
    for hit in facts.hits:
        is_meant = hit.counts_by_itself or hit.needs_decision
        if hit.live and is_meant and not hit.excludes and hit.decision != Decision.DISMISSED:
            yield hit.reason("hint")


def determine(facts: Facts) -> Determination:
    """What the enterprise is.

    Not compared, or comparison failed, never reads as clear. An enterprise whose possible match is still within its
    term keeps its standing, with the open question among the reasons.
    """
    certified = facts.certification
    if facts.left_on:
        return Determination(StandingState.LAPSED, [certified], facts.left_on)
    if facts.revocation:
        return Determination(StandingState.REVOKED, [facts.revocation, certified], facts.revoked_on)
    blocking = [hit.reason("blocking") for hit in facts.hits if hit.blocks]
    if blocking:
        return Determination(StandingState.BLOCKED, [*blocking, certified])
    if facts.screening is None or facts.comparison_failed:
        text = "尚未完成与“黑名单”的比对" if facts.screening is None else "与“黑名单”的比对失败，须重新比对"
        return Determination(StandingState.UNSCREENED, [Reason(kind="unscreened", text=text), certified])
    questions = [hit for hit in facts.hits if hit.is_open_question]
    asked = [hit.reason("question") for hit in questions]
    compared = Reason(kind="screening", text="已与“黑名单”比对", screening=facts.screening)
    if any(hit.over_term for hit in questions):
        return Determination(StandingState.PENDING, [*asked, certified, compared])
    return Determination(StandingState.ELIGIBLE, [certified, compared, *asked, *_hints(facts)])
