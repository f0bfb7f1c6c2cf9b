"""Determination of a standing: every row of the table of states, and the precedence of the facts."""

import pytest

from screening.determination import Facts, HitFact, determine
from screening.reasons import (
    CertifiedParams,
    EntryParams,
    Evidence,
    ReasonCode,
    RevokedParams,
    StandingReason,
    SuspendedParams,
)
from screening.states import Decision, StandingState

SUSPENDED = StandingReason(
    code=ReasonCode.SUSPENDED,
    params=SuspendedParams(office="泉城海关", reason="涉嫌走私", document_number="7号"),
    evidence=Evidence(suspension=1),
)
CERTIFIED = StandingReason(
    code=ReasonCode.CERTIFIED,
    params=CertifiedParams(office="泉城海关", certified_on="2020-03-02"),
    evidence=Evidence(certification=1),
)
REVOKED = StandingReason(
    code=ReasonCode.REVOKED,
    params=RevokedParams(office="泉城海关", category="smuggling", reason="走私", document_number="8号", measures=[]),
    evidence=Evidence(revocation=1),
)
ENTRY = EntryParams(
    blacklist="失信被执行人", name="某公司", document_number="1号", match_type="uscc", is_confirmed=False
)


def hit(**fields: object) -> HitFact:
    """A live hit by USCC on a blacklist that excludes, with these fields changed."""
    defaults = {
        "pk": 1,
        "entry": 2,
        "params": ENTRY,
        "counts_by_itself": True,
        "excludes": True,
        "live": True,
        "decision": Decision.UNDECIDED,
        "is_overdue": False,
    }
    return HitFact(**{**defaults, **fields})


def facts(**fields: object) -> Facts:
    """A screened, certified enterprise without hits, with these fields changed."""
    defaults = {
        "certification": CERTIFIED,
        "is_removed": False,
        "screening": 7,
        "screening_failed": False,
        "revocation": None,
        "hits": (),
    }
    return Facts(**{**defaults, **fields})


POSSIBLE = {"counts_by_itself": False}


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, StandingState.ELIGIBLE),
        ({"screening": None}, StandingState.UNSCREENED),
        ({"screening_failed": True}, StandingState.UNSCREENED),
        ({"hits": (hit(),)}, StandingState.BLOCKED),
        ({"hits": (hit(live=False),)}, StandingState.ELIGIBLE),
        ({"hits": (hit(excludes=False),)}, StandingState.ELIGIBLE),
        ({"hits": (hit(decision=Decision.DISMISSED),)}, StandingState.ELIGIBLE),
        ({"hits": (hit(**POSSIBLE, is_overdue=True),)}, StandingState.PENDING),
        ({"hits": (hit(**POSSIBLE),)}, StandingState.ELIGIBLE),
        ({"hits": (hit(**POSSIBLE, decision=Decision.CONFIRMED),)}, StandingState.BLOCKED),
        ({"hits": (hit(**POSSIBLE, is_overdue=True, decision=Decision.DISMISSED),)}, StandingState.ELIGIBLE),
        ({"hits": (hit(**POSSIBLE, is_overdue=True, excludes=False),)}, StandingState.ELIGIBLE),
        ({"suspension": SUSPENDED}, StandingState.PENDING),
        ({"revocation": REVOKED}, StandingState.REVOKED),
        ({"is_removed": True}, StandingState.LAPSED),
    ],
)
def test_standing_with_one_decisive_fact_follows_it(fields: dict[str, object], state: StandingState) -> None:
    assert determine(facts(**fields)).state == state


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"screening": None, "hits": (hit(),)}, StandingState.BLOCKED),
        ({"screening": None, "hits": (hit(**POSSIBLE, is_overdue=True),)}, StandingState.UNSCREENED),
        ({"revocation": REVOKED, "hits": (hit(),)}, StandingState.REVOKED),
        ({"revocation": REVOKED, "suspension": SUSPENDED}, StandingState.REVOKED),
        ({"suspension": SUSPENDED, "hits": (hit(),)}, StandingState.BLOCKED),
        ({"suspension": SUSPENDED, "screening": None}, StandingState.UNSCREENED),
        ({"revocation": REVOKED, "is_removed": True}, StandingState.LAPSED),
        ({"hits": (hit(), hit(pk=3, **POSSIBLE, is_overdue=True))}, StandingState.BLOCKED),
        ({"hits": (hit(pk=3, **POSSIBLE), hit(pk=4, **POSSIBLE, is_overdue=True))}, StandingState.PENDING),
    ],
)
def test_standing_with_several_facts_follows_the_fact_of_highest_precedence(
    fields: dict[str, object], state: StandingState
) -> None:
    assert determine(facts(**fields)).state == state


def test_possible_match_before_its_deadline_is_among_the_reasons() -> None:
    determined = determine(facts(hits=(hit(**POSSIBLE),)))
    codes = [reason["code"] for reason in determined.reasons]
    assert codes == [ReasonCode.CERTIFIED, ReasonCode.SCREENED, ReasonCode.POSSIBLE_MATCH]


def test_suspension_is_the_first_reason_of_a_pending_standing_and_among_those_of_a_blocked_one() -> None:
    pending = determine(facts(suspension=SUSPENDED, hits=(hit(**POSSIBLE),)))
    codes = [ReasonCode.SUSPENDED, ReasonCode.POSSIBLE_MATCH, ReasonCode.CERTIFIED, ReasonCode.SCREENED]
    assert [reason["code"] for reason in pending.reasons] == codes
    assert SUSPENDED in determine(facts(suspension=SUSPENDED, hits=(hit(),))).reasons


def test_hit_on_a_blacklist_that_does_not_exclude_is_a_hint() -> None:
    determined = determine(facts(hits=(hit(excludes=False),)))
    assert determined.state == StandingState.ELIGIBLE
    assert determined.reasons[-1] == StandingReason(
        code=ReasonCode.HINT, params=ENTRY, evidence=Evidence(hit=1, entry=2)
    )
