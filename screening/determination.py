"""Determine the standing of an enterprise: a pure function of facts (plan §1, §3; the states are in states.py)."""

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import NamedTuple

from screening.reasons import EntryParams, ReasonCode, StandingReason
from screening.states import Decision, StandingState


@dataclass(frozen=True, slots=True)
class HitFact:
    """One current hit, with the consequences of its match type, its blacklist and its decision.

    `counts_by_itself`: the match type blocks without a decision. `excludes`: the blacklist excludes from incentives.
    `live`: the entry counts today. `is_overdue`: the deadline of its decision has passed.
    """

    pk: int
    entry: int
    params: EntryParams
    counts_by_itself: bool
    excludes: bool
    live: bool
    decision: str
    is_overdue: bool
    needs_decision: bool = True

    @property
    def blocks(self) -> bool:
        """Whether the hit blocks: the entry is live, its blacklist excludes, and the match is certain."""
        if not (self.live and self.excludes) or self.decision == Decision.DISMISSED:
            return False
        return self.counts_by_itself or self.decision == Decision.CONFIRMED

    @property
    def is_open_possible_match(self) -> bool:
        """Whether a person still has to decide if enterprise and entry are the same."""
        is_possible = self.needs_decision and not self.counts_by_itself and self.decision == Decision.UNDECIDED
        return is_possible and self.live and self.excludes

    @property
    def is_hint(self) -> bool:
        """Whether the hit is shown without a consequence, because its blacklist does not exclude."""
        is_relevant = self.counts_by_itself or self.needs_decision
        return self.live and is_relevant and not self.excludes and self.decision != Decision.DISMISSED

    def reason(self, code: ReasonCode) -> StandingReason:
        return {"code": code, "params": self.params, "evidence": {"hit": self.pk, "entry": self.entry}}


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that decides the standing of one enterprise on one day.

    `certification`, `revocation`, `restoration`, `suspension` and `lifting` are the reasons that state these facts.
    `revocation` and `suspension` are None where none is in force, `restoration` and `lifting` where none of this
    certification was restored or lifted. `is_removed`: the roster no longer
    names the enterprise. `screening` is the screening on which the open
    period of the certification rests (ScreenedPeriod): the one that compared it or, with `screening_failed`, the one
    that failed; None without a period. `missing`: the names of the excluding blacklists without a file, which keep
    everybody from being screened.
    """

    certification: StandingReason
    is_removed: bool
    screening: int | None
    screening_failed: bool
    revocation: StandingReason | None
    restoration: StandingReason | None = None
    suspension: StandingReason | None = None
    lifting: StandingReason | None = None
    hits: tuple[HitFact, ...] = ()
    missing: tuple[str, ...] = ()

    def with_decision(self, hits: Container[int], decision: str) -> "Facts":
        """Return the same facts with this decision on these hits."""
        return replace(
            self, hits=tuple(replace(hit, decision=decision) if hit.pk in hits else hit for hit in self.hits)
        )

    def with_effect(self, hits: Container[int], *, excludes: bool) -> "Facts":
        """Return the same facts with the blacklist of these hits excluding or not; their deadlines begin then."""
        return replace(
            self,
            hits=tuple(
                replace(hit, excludes=excludes, is_overdue=False) if hit.pk in hits else hit for hit in self.hits
            ),
        )


class Determination(NamedTuple):
    """A state and its reasons, the decisive ones first."""

    state: StandingState
    reasons: list[StandingReason]


def determine(facts: Facts) -> Determination:
    """Decide the standing (plan §1, §3): the first of these states that applies.

    1. Lapsed: the certification has ended.
    2. Revoked: a revocation is in force. A hit that would block is among the reasons.
    3. Blocked: a hit counts, by its number or by a decision. This holds before the screening is complete.
    4. Unscreened: no screening has compared the certification, one has failed, or an excluding blacklist has no file.
       Such an enterprise is never clear.
    5. Pending: a suspension is in force, or the deadline of a possible match has passed without a decision.
    6. Eligible. Possible matches before their deadline, and hints, are among the reasons.
    """
    if facts.is_removed:
        return Determination(StandingState.LAPSED, [facts.certification])
    blocking = [hit.reason(ReasonCode.BLACKLISTED) for hit in facts.hits if hit.blocks]
    if facts.revocation:
        return Determination(StandingState.REVOKED, [facts.revocation, *blocking, facts.certification])
    suspended = [facts.suspension] if facts.suspension else []
    certified = [reason for reason in (facts.certification, facts.restoration, facts.lifting) if reason]
    if blocking:
        return Determination(StandingState.BLOCKED, [*blocking, *suspended, *certified])
    if facts.screening is None:
        not_screened: StandingReason = {
            "code": ReasonCode.NOT_SCREENED,
            "params": {"blacklists": list(facts.missing)},
            "evidence": {},
        }
        return Determination(StandingState.UNSCREENED, [not_screened, *suspended, *certified])
    if facts.screening_failed:
        failed: StandingReason = {
            "code": ReasonCode.SCREENING_FAILED,
            "params": {},
            "evidence": {"screening": facts.screening},
        }
        return Determination(StandingState.UNSCREENED, [failed, *suspended, *certified])
    open_matches = [hit for hit in facts.hits if hit.is_open_possible_match]
    possible = [hit.reason(ReasonCode.POSSIBLE_MATCH) for hit in open_matches]
    screened: StandingReason = {
        "code": ReasonCode.SCREENED,
        "params": {},
        "evidence": {"screening": facts.screening},
    }
    if suspended or any(hit.is_overdue for hit in open_matches):
        return Determination(StandingState.PENDING, [*suspended, *possible, *certified, screened])
    hints = [hit.reason(ReasonCode.HINT) for hit in facts.hits if hit.is_hint]
    return Determination(StandingState.ELIGIBLE, [*certified, screened, *possible, *hints])
