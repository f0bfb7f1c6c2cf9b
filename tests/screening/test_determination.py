"""Deciding what an enterprise is: every line of the table of states, and the order among them."""

from datetime import date

import pytest

from screening.determination import Facts, HitFact, Reason, determine
from screening.states import Decision, StandingState

CERTIFIED = Reason(kind="certification", text="泉城海关认定")
REVOKED = Reason(kind="revocation", text="泉城海关取消资格")


def hit(**fields: object) -> HitFact:
    """A live hit by USCC on a list that excludes, unless told otherwise."""
    known = {
        "pk": 1,
        "entry": 2,
        "text": "代码相同",
        "counts_by_itself": True,
        "excludes": True,
        "live": True,
        "decision": Decision.UNDECIDED,
        "over_term": False,
    }
    return HitFact(**{**known, **fields})


def facts(**fields: object) -> Facts:
    """A compared, certified enterprise without hits, unless told otherwise."""
    known = {
        "certification": CERTIFIED,
        "left_on": None,
        "screening": 7,
        "comparison_failed": False,
        "revocation": None,
        "revoked_on": None,
        "hits": (),
    }
    return Facts(**{**known, **fields})


POSSIBLE = {"counts_by_itself": False}


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, StandingState.ELIGIBLE),
        ({"screening": None}, StandingState.UNSCREENED),
        ({"comparison_failed": True}, StandingState.UNSCREENED),
        ({"hits": (hit(),)}, StandingState.BLOCKED),
        ({"hits": (hit(live=False),)}, StandingState.ELIGIBLE),
        ({"hits": (hit(excludes=False),)}, StandingState.ELIGIBLE),
        ({"hits": (hit(decision=Decision.DISMISSED),)}, StandingState.ELIGIBLE),
        ({"hits": (hit(**POSSIBLE, over_term=True),)}, StandingState.PENDING),
        ({"hits": (hit(**POSSIBLE),)}, StandingState.ELIGIBLE),
        ({"hits": (hit(**POSSIBLE, decision=Decision.CONFIRMED),)}, StandingState.BLOCKED),
        ({"hits": (hit(**POSSIBLE, over_term=True, decision=Decision.DISMISSED),)}, StandingState.ELIGIBLE),
        ({"hits": (hit(**POSSIBLE, over_term=True, excludes=False),)}, StandingState.ELIGIBLE),
        ({"revocation": REVOKED, "revoked_on": date(2026, 3, 2)}, StandingState.REVOKED),
        ({"left_on": date(2026, 3, 1)}, StandingState.LAPSED),
    ],
)
def test_one_fact_decides(fields: dict[str, object], state: StandingState) -> None:
    assert determine(facts(**fields)).state == state


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"screening": None, "hits": (hit(),)}, StandingState.BLOCKED),
        ({"screening": None, "hits": (hit(**POSSIBLE, over_term=True),)}, StandingState.UNSCREENED),
        ({"revocation": REVOKED, "hits": (hit(),)}, StandingState.REVOKED),
        ({"revocation": REVOKED, "left_on": date(2026, 3, 1)}, StandingState.LAPSED),
        ({"hits": (hit(), hit(pk=3, **POSSIBLE, over_term=True))}, StandingState.BLOCKED),
        ({"hits": (hit(pk=3, **POSSIBLE), hit(pk=4, **POSSIBLE, over_term=True))}, StandingState.PENDING),
    ],
)
def test_the_weightier_fact_wins(fields: dict[str, object], state: StandingState) -> None:
    assert determine(facts(**fields)).state == state


def test_an_open_question_within_its_term_is_a_visible_mark() -> None:
    determined = determine(facts(hits=(hit(**POSSIBLE),)))
    assert [reason["kind"] for reason in determined.reasons] == ["certification", "screening", "question"]


def test_a_hint_is_shown_and_changes_nothing() -> None:
    determined = determine(facts(hits=(hit(excludes=False),)))
    assert determined.state == StandingState.ELIGIBLE
    assert determined.reasons[-1] == Reason(kind="hint", text="代码相同", hit=1, entry=2)


def test_a_loss_holds_from_the_day_of_its_fact() -> None:
    assert determine(facts(left_on=date(2026, 3, 1))).since == date(2026, 3, 1)
    revoked = facts(revocation=REVOKED, revoked_on=date(2026, 3, 2))
    assert determine(revoked).since == date(2026, 3, 2)
