"""Decisions on one or many hits: made, reopened, void when a side changes; deadlines and the wait of a hit."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from foundation.denials import ActionDenied
from roster.models import Enterprise
from screening.actions.decisions import decide_hits, reopen_decision
from screening.actions.match_policy import change_match_policy
from screening.actions.standings import preview_states, reassess
from screening.explanation.decisions import decision_history, person
from screening.models import MatchPolicy, ScreeningHit
from screening.models.hits import Wait
from screening.models.match_policy import ApprovalRule
from screening.policies import MAX_HITS, check_may_decide, hits_among
from screening.states import Decision, StandingState
from tests.blacklists.api_client import CODE, body, entry
from tests.factories import make_user
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import decide_hit, list_entries, possible_matches, push_file, put_in_force, run_screenings, versions_of
from workdays.terms import add_working_days, elapsed_deadline

pytestmark = pytest.mark.usefixtures("blacklists")
NAMES = [f"济南泺岬{serial:04d}进出口有限公司" for serial in range(4)]


@pytest.fixture
def colleague(credit: User) -> User:
    return make_user(Role.CREDIT)


def state(serial: int = 1) -> str:
    return Enterprise.objects.get(uscc=uscc_of(serial)).standing.state


def test_many_hits_are_decided_for_one_reason(officer: User, credit: User) -> None:
    hits = possible_matches(officer, credit, 1, 2, 3)
    decide_hits(
        hits=hits,
        expected_versions=versions_of(*hits),
        decision=Decision.CONFIRMED,
        reason="同一批裁判文书所载地址一致",
        by=credit,
    )
    assert {state(serial) for serial in (1, 2, 3)} == {StandingState.BLOCKED}
    assert set(ScreeningHit.objects.values_list("decision_reason", "decided_by")) == {
        ("同一批裁判文书所载地址一致", credit.pk)
    }
    assert AuditEvent.objects.filter(type=EventType.HIT_DECIDED, actor_id=credit.pk).count() == 3


def test_hit_that_can_not_be_decided_is_named_and_the_others_are_decided(
    officer: User, credit: User, colleague: User
) -> None:
    hits = possible_matches(officer, credit, 1, 2, 3)
    decide_hit(hit=hits[1], decision=Decision.DISMISSED, reason="地址不同", by=colleague)
    done = decide_hits(
        hits=hits, expected_versions=versions_of(*hits), decision=Decision.CONFIRMED, reason="一致", by=credit
    )
    (refusal,) = done.refusals
    assert refusal.startswith(f"{hits[1].enterprise.name}与")
    assert f"已由{colleague}核实" in refusal
    assert {hit.pk for hit in done.rows} == {hits[0].pk, hits[2].pk}
    assert [state(serial) for serial in (1, 2, 3)] == [
        *(StandingState.BLOCKED, StandingState.ELIGIBLE, StandingState.BLOCKED)
    ]
    with pytest.raises(ActionDenied) as denied:
        decide_hits(
            hits=hits, expected_versions=versions_of(*hits), decision=Decision.CONFIRMED, reason="一致", by=credit
        )
    assert all(hit.enterprise.name in denied.value.message for hit in hits)


@pytest.mark.django_db(transaction=True)
def test_concurrent_decisions_of_two_users_take_effect_once_without_deadlock(
    officer: User, credit: User, colleague: User
) -> None:
    """Both decide the same hits in opposite orders."""
    hits = possible_matches(officer, credit, 1, 2, 3)

    def decide(by: User, chosen: list[ScreeningHit]) -> str:
        try:
            decide_hits(
                hits=chosen,
                expected_versions=versions_of(*chosen),
                decision=Decision.DISMISSED,
                reason="地址不同",
                by=by,
            )
        except ActionDenied as denied:
            return denied.message
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as both:
        messages = list(both.map(decide, (credit, colleague), (hits, hits[::-1])))
    assert sorted(map(bool, messages)) == [False, True]
    assert ScreeningHit.objects.values("decided_by").distinct().count() == 1
    assert AuditEvent.objects.filter(type=EventType.HIT_DECIDED).count() == 3


def test_no_hits_or_more_than_the_maximum_are_denied(credit: User) -> None:
    with pytest.raises(ActionDenied, match="没有勾选"):
        decide_hits(hits=[], expected_versions={}, decision=Decision.CONFIRMED, reason="一致", by=credit)
    with pytest.raises(ActionDenied, match="一次最多"):
        hits_among([ScreeningHit()] * (MAX_HITS + 1), check_may_decide)


def test_previewed_state_is_the_state_after_the_decision(officer: User, credit: User) -> None:
    hits = possible_matches(officer, credit, 1, 2)
    preview = preview_states(hits=hits[:1], decisions=[Decision.CONFIRMED])[Decision.CONFIRMED]
    assert preview == {hits[0].enterprise_id: StandingState.BLOCKED}
    assert state(1) == StandingState.ELIGIBLE
    decide_hit(hit=hits[0], decision=Decision.CONFIRMED, reason="一致", by=credit)
    assert state(1) == preview[hits[0].enterprise_id]


def test_decision_after_the_entry_changed_is_denied(officer: User, credit: User) -> None:
    """The entry changes while the page is open."""
    (hit,) = possible_matches(officer, credit, 1)
    changed = [(*blacklist_line(NAMES[1])[:-1], "违反财产报告制度")]
    list_entries(credit, "court-defaulters", changed, as_of=date(2026, 7, 1))
    with pytest.raises(ActionDenied, match="双方资料"):
        decide_hit(hit=hit, decision=Decision.DISMISSED, reason="地址不同", by=credit)
    hit.refresh_from_db()
    assert decide_hit(hit=hit, decision=Decision.DISMISSED, reason="地址不同", by=credit).decision == Decision.DISMISSED


def test_decision_on_a_former_version_of_the_hit_is_denied(officer: User, credit: User) -> None:
    """Another match type and a reopened decision each make another version."""
    code = "37016T9999"
    put_in_force(officer, [roster_line(1, customs_code="37016T0001")])
    push_file(credit, CODE, body(entry(1, uscc="", customs_code=code)))
    run_screenings()
    first = ScreeningHit.objects.get()
    put_in_force(officer, [roster_line(1, customs_code=code)], as_of=date(2026, 7, 1))
    again = ScreeningHit.objects.get()
    assert (first.match_type, again.match_type) == ("name", "customs_code")
    decide_hit(hit=again, decision=Decision.DISMISSED, reason="编码系误录", by=credit)
    decided = ScreeningHit.objects.get()
    reopen_decision(hit=decided, expected_versions=versions_of(decided), reason="海关来函", by=credit)
    for earlier in (first, again, decided):
        with pytest.raises(ActionDenied, match="已有变化"):
            decide_hits(
                hits=[first],
                expected_versions=versions_of(earlier),
                decision=Decision.DISMISSED,
                reason="地址不同",
                by=credit,
            )


@pytest.mark.parametrize("uscc", ["", uscc_of(1)])
def test_reopened_decision_reassesses_the_enterprise(officer: User, credit: User, uscc: str) -> None:
    """A match by name is undecided again and makes the enterprise pending; a match by code blocks again."""
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "court-defaulters", [blacklist_line(NAMES[1], uscc=uscc)])
    hit = ScreeningHit.objects.get()
    with pytest.raises(ActionDenied, match="尚未核实"):
        reopen_decision(
            hit=hit, expected_versions=versions_of(ScreeningHit.objects.get(pk=hit.pk)), reason="新材料", by=credit
        )
    decided = Decision.DISMISSED if uscc else Decision.CONFIRMED
    decide_hit(hit=hit, decision=decided, reason="材料", by=credit)
    assert state() == (StandingState.ELIGIBLE if uscc else StandingState.BLOCKED)
    reopen_decision(
        hit=hit, expected_versions=versions_of(ScreeningHit.objects.get(pk=hit.pk)), reason="法院来函更正", by=credit
    )
    assert state() == (StandingState.BLOCKED if uscc else StandingState.PENDING)
    newest = decision_history(hit)[0]
    assert (newest.label, newest.by, newest.reason) == ("重新核实", person(credit, timezone.now()), "法院来函更正")
    audited = AuditEvent.objects.get(type=EventType.DECISION_REOPENED)
    assert audited.data["earlier_reason"] == "材料"


def test_reopened_dismissal_gets_the_whole_term(officer: User, credit: User) -> None:
    (hit,) = possible_matches(officer, credit, 1)
    decide_hit(hit=hit, decision=Decision.DISMISSED, reason="地址不同", by=credit)
    ScreeningHit.objects.update(due_on=timezone.localdate() - timedelta(days=30))
    reopen_decision(
        hit=hit, expected_versions=versions_of(ScreeningHit.objects.get(pk=hit.pk)), reason="新材料", by=credit
    )
    hit.refresh_from_db()
    assert hit.due_on == add_working_days(timezone.localdate(), MatchPolicy.current().term_working_days)
    assert state() == StandingState.ELIGIBLE


def test_dismissal_holds_until_a_side_changes(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    lines = [blacklist_line(NAMES[1]), blacklist_line("别家公司")]
    list_entries(credit, "court-defaulters", lines)
    decide_hit(hit=ScreeningHit.objects.get(), decision=Decision.DISMISSED, reason="地址不同", by=credit)
    list_entries(credit, "court-defaulters", lines, as_of=date(2026, 7, 1))
    renamed = [roster_line(1), roster_line(2, name="济南泺岬新名有限公司")]
    put_in_force(officer, renamed, as_of=date(2026, 7, 2))
    list_entries(credit, "tax-violations", [blacklist_line("又一家公司")])
    assert ScreeningHit.objects.get(entry__name=NAMES[1]).decision == Decision.DISMISSED
    changed = [blacklist_line(NAMES[1], listed_on="2026-02-06"), lines[1]]
    list_entries(credit, "court-defaulters", changed, as_of=date(2026, 7, 3))
    hit = ScreeningHit.objects.get(entry__name=NAMES[1])
    assert hit.decision == Decision.UNDECIDED
    assert decision_history(hit)[0].reason == "双方资料已变化"


def test_changed_basis_of_the_entry_voids_the_decision(officer: User, credit: User) -> None:
    (hit,) = possible_matches(officer, credit, 1)
    decide_hit(hit=hit, decision=Decision.DISMISSED, reason="地址不同", by=credit)
    line = (*blacklist_line(NAMES[1])[:-1], "违反财产报告制度")
    list_entries(credit, "court-defaulters", [line], as_of=date(2026, 7, 1))
    hit.refresh_from_db()
    assert (hit.decision, hit.entry.basis) == (Decision.UNDECIDED, "违反财产报告制度")


def test_entry_with_another_document_is_a_new_possible_match(officer: User, credit: User) -> None:
    (hit,) = possible_matches(officer, credit, 1)
    decide_hit(hit=hit, decision=Decision.DISMISSED, reason="地址不同", by=credit)
    line = blacklist_line(NAMES[1], document="（2026）鲁0102执9号")
    list_entries(credit, "court-defaulters", [line], as_of=date(2026, 7, 1))
    assert ScreeningHit.objects.waiting(Wait.DECISION).get().entry.document_number == "（2026）鲁0102执9号"


def test_renamed_enterprise_voids_the_decision(officer: User, credit: User) -> None:
    (hit,) = possible_matches(officer, credit, 1)
    decide_hit(hit=hit, decision=Decision.DISMISSED, reason="地址不同", by=credit)
    put_in_force(officer, [roster_line(1, name="济南泺岬0001进出口有限责任公司")], as_of=date(2026, 7, 1))
    hit.refresh_from_db()
    assert (hit.is_current, hit.decision) == (True, Decision.UNDECIDED)
    assert hit.enterprise.standing.state == StandingState.ELIGIBLE
    assert hit.due_on > timezone.localdate()


def test_name_in_another_width_keeps_the_decision(officer: User, credit: User) -> None:
    (hit,) = possible_matches(officer, credit, 1)
    decide_hit(hit=hit, decision=Decision.DISMISSED, reason="地址不同", by=credit)
    put_in_force(officer, [roster_line(1, name="济南泺岬０００１进出口有限公司。")], as_of=date(2026, 7, 1))
    hit.refresh_from_db()
    assert (hit.is_current, hit.decision) == (True, Decision.DISMISSED)
    assert hit.enterprise.standing.state == StandingState.ELIGIBLE


def test_hit_on_ended_entry_waits_for_nothing(officer: User, credit: User) -> None:
    (hit,) = possible_matches(officer, credit, 1)
    assert list(ScreeningHit.objects.waiting(Wait.DECISION)) == [hit]
    list_entries(credit, "court-defaulters", [blacklist_line("别家公司")], as_of=date(2026, 7, 1))
    assert not ScreeningHit.objects.waiting(Wait.DECISION).exists()
    hit.refresh_from_db()
    assert hit.wait is None


def test_wait_of_a_hit_agrees_with_the_querysets(officer: User, credit: User, colleague: User) -> None:
    hits = possible_matches(officer, credit, 1, 2, 3)
    list_entries(credit, "abnormal-operation", [blacklist_line(NAMES[1])])
    ScreeningHit.objects.filter(pk=hits[0].pk).update(due_on=timezone.localdate() - timedelta(days=1))
    change_match_policy(approval_rule=ApprovalRule.ALL, term_working_days=5, reason="规程", by=credit)
    decide_hit(hit=hits[1], decision=Decision.DISMISSED, reason="不同", by=credit)
    counts = ScreeningHit.objects.waiting_counts()
    assert counts == {Wait.DECISION: 2, Wait.BLOCKING: 1, Wait.APPROVAL: 1, Wait.NUMBER_REVIEW: 0}
    waits = [hit.wait for hit in ScreeningHit.objects.urgent_first()]
    assert (waits[0], set(waits[1:3]), waits[3]) == (Wait.BLOCKING, {Wait.DECISION, Wait.APPROVAL}, None)
    assert ScreeningHit.objects.awaiting(credit).count() == 2
    assert ScreeningHit.objects.awaiting(colleague).count() == 3


def test_reviewed_hit_is_confirmed_or_lifted(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    lines = [blacklist_line(NAMES[serial], uscc=uscc_of(serial)) for serial in (1, 2)]
    list_entries(credit, "court-defaulters", lines)
    assert not ScreeningHit.objects.waiting(Wait.NUMBER_REVIEW).exists()
    ScreeningHit.objects.update(needs_decision=True)
    stands, lifted = ScreeningHit.objects.waiting(Wait.NUMBER_REVIEW).order_by("enterprise__uscc")
    assert (stands.wait, stands.is_undecided, state(1)) == (Wait.NUMBER_REVIEW, True, StandingState.BLOCKED)
    decide_hit(hit=stands, decision=Decision.CONFIRMED, reason="文书所载一致", by=credit)
    decide_hit(hit=lifted, decision=Decision.DISMISSED, reason="号码系误录", by=credit)
    assert (state(1), state(2)) == (StandingState.BLOCKED, StandingState.ELIGIBLE)
    assert not ScreeningHit.objects.waiting(Wait.NUMBER_REVIEW).exists()


def test_name_match_below_review_threshold_changes_nothing(officer: User, credit: User) -> None:
    (hit,) = possible_matches(officer, credit, 1)
    ScreeningHit.objects.update(needs_decision=False, due_on=elapsed_deadline(timezone.localdate()))
    reassess(enterprise_ids=[hit.enterprise_id])
    assert state() == StandingState.ELIGIBLE
    assert not ScreeningHit.objects.waiting(Wait.DECISION).exists()
    hit.refresh_from_db()
    assert hit.wait is None


def test_deadline_follows_the_term_of_the_policy(officer: User, credit: User) -> None:
    change_match_policy(approval_rule=ApprovalRule.NONE, term_working_days=20, reason="规程", by=credit)
    (hit,) = possible_matches(officer, credit, 1)
    assert hit.due_on >= timezone.localdate() + timedelta(days=26)


def test_repeated_change_of_an_entry_does_not_postpone_the_deadline(officer: User, credit: User) -> None:
    (hit,) = possible_matches(officer, credit, 1)
    tomorrow = timezone.localdate() + timedelta(days=1)
    ScreeningHit.objects.update(due_on=tomorrow)
    list_entries(
        credit, "court-defaulters", [(*blacklist_line(NAMES[1])[:-1], "违反财产报告制度")], as_of=date(2026, 7, 1)
    )
    hit.refresh_from_db()
    assert (hit.reopen_reason, hit.due_on, state()) == ("", tomorrow, StandingState.ELIGIBLE)


def test_returned_entry_gets_the_whole_term(officer: User, credit: User) -> None:
    """No decision was needed while the entry had ended."""
    (hit,) = possible_matches(officer, credit, 1)
    others = [blacklist_line("别家公司")]
    list_entries(credit, "court-defaulters", others, as_of=date(2026, 7, 1))
    ScreeningHit.objects.update(due_on=date(2026, 7, 5))
    list_entries(credit, "court-defaulters", [blacklist_line(NAMES[1]), *others], as_of=date(2026, 7, 20))
    hit.refresh_from_db()
    assert (hit.entry.removed_on, state()) == (None, StandingState.ELIGIBLE)
    assert hit.due_on > timezone.localdate()
