"""The timeline of an enterprise: late facts change the past, acts of the portal do not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from screening.reasons import CertifiedParams, EntryParams, Evidence, ReasonCode, RemovedParams, StandingReason
from screening.states import Decision, StandingState
from screening.timeline import (
    CertificationFact,
    ExclusionChange,
    History,
    HitVersion,
    Period,
    RevocationFact,
    ScreenedFact,
    Span,
    SuspensionFact,
    timeline,
)

TODAY = date(2026, 7, 20)
CERTIFIED = StandingReason(
    code=ReasonCode.CERTIFIED,
    params=CertifiedParams(office="泉城海关", certified_on="2020-03-02"),
    evidence=Evidence(certification=1),
)
REMOVED = StandingReason(
    code=ReasonCode.REMOVED_FROM_ROSTER,
    params=RemovedParams(office="泉城海关", until="2026-07-12", reason="", number=""),
    evidence=Evidence(certification=1),
)
REVOKED = StandingReason(code=ReasonCode.REVOKED, params={}, evidence=Evidence(revocation=1))
SUSPENDED = StandingReason(code=ReasonCode.SUSPENDED, params={}, evidence=Evidence(suspension=1))
CERTIFICATION = CertificationFact(1, date(2026, 7, 1), None, CERTIFIED, None)
SCREENED = ScreenedFact(1, 5, True, Span(date(2026, 7, 2)))
ENTRY = EntryParams(
    blacklist="失信被执行人", name="某公司", document_number="1号", match_type="uscc", is_confirmed=False
)
HIT = HitVersion(
    pk=1,
    entry=2,
    params=ENTRY,
    span=Span(date.min),
    live=Span(date(2026, 7, 5)),
    found_on=date(2026, 7, 15),
    counts_by_itself=True,
    needs_decision=True,
    decision=Decision.UNDECIDED,
    due_on=date(2026, 7, 18),
    exclusion=(ExclusionChange(date.min, True),),
)
POSSIBLE = replace(HIT, span=Span(date(2026, 7, 15)), counts_by_itself=False)
ELIGIBLE = History((CERTIFICATION,), (SCREENED,))


def july(day: int) -> date:
    return date(2026, 7, day)


def states(history: History, known: list[Period] | None = None) -> list[tuple[int, str]]:
    """Return the first day in July and the state of each period."""
    found: list[tuple[int, str]] = []
    for period in timeline(history, today=TODAY, known=known or []):
        if not found or found[-1][1] != period.state:
            found.append((period.since.day, period.state))
    return found


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(ELIGIBLE, [(1, "unscreened"), (2, "eligible")], id="eligible from the completed screening"),
        pytest.param(
            replace(ELIGIBLE, revocations=(RevocationFact(Span(july(3)), REVOKED),)),
            [(1, "unscreened"), (2, "eligible"), (3, "revoked")],
            id="revoked from the day of the decision",
        ),
        pytest.param(
            replace(ELIGIBLE, revocations=(RevocationFact(Span(july(3), july(5)), REVOKED),)),
            [(1, "unscreened"), (2, "eligible"), (3, "revoked"), (5, "eligible")],
            id="restored from the day of the restoration",
        ),
        pytest.param(
            replace(ELIGIBLE, suspensions=(SuspensionFact(Span(july(3), july(5)), SUSPENDED),)),
            [(1, "unscreened"), (2, "eligible"), (3, "pending"), (5, "eligible")],
            id="suspended from the day of the decision until it is lifted",
        ),
        pytest.param(
            replace(
                ELIGIBLE,
                suspensions=(SuspensionFact(Span(july(3), july(8)), SUSPENDED),),
                revocations=(RevocationFact(Span(july(8)), REVOKED),),
            ),
            [(1, "unscreened"), (2, "eligible"), (3, "pending"), (8, "revoked")],
            id="a revocation takes the place of a suspension",
        ),
        pytest.param(
            replace(ELIGIBLE, certifications=(replace(CERTIFICATION, removed_on=july(12), removed=REMOVED),)),
            [(1, "unscreened"), (2, "eligible"), (12, "lapsed")],
            id="lapsed from the first day off the roster",
        ),
        pytest.param(
            replace(ELIGIBLE, hits=(HIT,)),
            [(1, "unscreened"), (2, "eligible"), (5, "blocked")],
            id="an equal number blocks from the listing",
        ),
        pytest.param(
            replace(ELIGIBLE, hits=(replace(HIT, live=Span(july(5), july(9))),)),
            [(1, "unscreened"), (2, "eligible"), (5, "blocked"), (9, "eligible")],
            id="an ended entry blocked until its end",
        ),
        pytest.param(
            replace(
                ELIGIBLE,
                hits=(
                    replace(HIT, span=Span(date.min, july(16))),
                    replace(HIT, span=Span(july(16)), decision=Decision.DISMISSED),
                ),
            ),
            [(1, "unscreened"), (2, "eligible"), (5, "blocked"), (16, "eligible")],
            id="a dismissal holds from its day",
        ),
        pytest.param(
            replace(ELIGIBLE, hits=(POSSIBLE,)),
            [(1, "unscreened"), (2, "eligible"), (19, "pending")],
            id="a possible match makes pending after its deadline",
        ),
        pytest.param(
            replace(
                ELIGIBLE,
                hits=(
                    replace(POSSIBLE, span=Span(july(15), july(17))),
                    replace(POSSIBLE, span=Span(july(17)), decision=Decision.CONFIRMED),
                ),
            ),
            [(1, "unscreened"), (2, "eligible"), (17, "blocked")],
            id="a confirmation blocks from its day",
        ),
        pytest.param(
            replace(
                ELIGIBLE,
                hits=(replace(HIT, exclusion=(ExclusionChange(date.min, False), ExclusionChange(july(10), True))),),
            ),
            [(1, "unscreened"), (2, "eligible"), (10, "blocked")],
            id="a blacklist excludes from its switch on",
        ),
        pytest.param(
            History(
                (CERTIFICATION,),
                (
                    replace(SCREENED, span=Span(july(2), july(6))),
                    ScreenedFact(1, 6, False, Span(july(6), july(8))),
                    replace(SCREENED, span=Span(july(8))),
                ),
            ),
            [(1, "unscreened"), (2, "eligible"), (6, "unscreened"), (8, "eligible")],
            id="a failed screening counts until it is made up for",
        ),
    ],
)
def test_timeline_has_the_states_that_follow_from_the_facts(
    history: History, expected: list[tuple[int, StandingState]]
) -> None:
    assert states(history) == expected


def test_hint_found_late_does_not_change_the_past() -> None:
    hint = replace(HIT, exclusion=(ExclusionChange(date.min, False),))
    periods = timeline(replace(ELIGIBLE, hits=(hint,)), today=TODAY)
    assert [(period.since.day, period.reasons[-1]["code"]) for period in periods if period.state == "eligible"] == [
        (2, ReasonCode.SCREENED),
        (15, ReasonCode.HINT),
    ]


def test_periods_follow_each_other_without_gap_or_overlap() -> None:
    periods = timeline(replace(ELIGIBLE, hits=(HIT, POSSIBLE)), today=TODAY)
    assert periods[0].since == july(1)
    assert [period.until for period in periods] == [*(period.since for period in periods[1:]), None]


def test_corrected_parameter_of_a_reason_holds_from_today_and_keeps_the_past() -> None:
    before = timeline(ELIGIBLE, today=TODAY - timedelta(days=3))
    params = CertifiedParams(office="泉城海关", certified_on="2020-03-03")
    corrected = replace(CERTIFICATION, certified=StandingReason(**{**CERTIFIED, "params": params}))
    after = timeline(replace(ELIGIBLE, certifications=(corrected,)), today=TODAY, known=before)
    assert [period.since for period in after] == [july(1), july(2), TODAY]
    assert after[1].reasons == before[1].reasons
    assert after[2].reasons[0]["params"] == params


def test_state_of_an_earlier_fact_begins_on_the_first_day_of_the_record() -> None:
    early = replace(ELIGIBLE, revocations=(RevocationFact(Span(date(2026, 6, 1)), REVOKED),))
    assert states(early) == [(1, "revoked")]
