"""Approval of decisions: proposed by one user, approved or rejected by another, enforced by the database."""

from datetime import date

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from approvals.actions import approve
from approvals.models import Approval
from audit.models import AuditEvent
from audit.types import EventType
from foundation.denials import ActionDenied
from roster.models import Enterprise
from screening.actions.decisions import approve_decisions, reject_proposal
from screening.actions.match_policy import change_match_policy
from screening.actions.standings import reassess
from screening.explanation.decisions import decision_history, person
from screening.models import MatchPolicy, ScreeningHit
from screening.models.hits import Wait
from screening.models.match_policy import ApprovalRule
from screening.states import Decision, StandingState
from tests.factories import make_user
from tests.roles import as_owner
from tests.spreadsheet_files import blacklist_line, uscc_of
from tests.steps import decide_hit, list_entries, possible_matches, versions_of
from workdays.terms import elapsed_deadline

pytestmark = pytest.mark.usefixtures("blacklists")
NAMES = [f"济南泺岬{serial:04d}进出口有限公司" for serial in range(4)]


@pytest.fixture
def colleague(credit: User) -> User:
    return make_user(Role.CREDIT)


def state(serial: int = 1) -> str:
    return Enterprise.objects.get(uscc=uscc_of(serial)).standing.state


def set_approval_rule(credit: User, rule: ApprovalRule) -> None:
    change_match_policy(approval_rule=rule, term_working_days=5, reason="内部规程", by=credit)


def test_proposal_takes_effect_when_another_user_approves(officer: User, credit: User, colleague: User) -> None:
    set_approval_rule(credit, ApprovalRule.CONFIRMATIONS)
    (hit,) = possible_matches(officer, credit, 1)
    decide_hit(hit=hit, decision=Decision.CONFIRMED, reason="地址一致", by=credit)
    hit.refresh_from_db()
    assert (hit.decision, hit.proposed_by, hit.wait) == (Decision.UNDECIDED, credit, Wait.APPROVAL)
    assert state() == StandingState.ELIGIBLE
    with pytest.raises(ActionDenied, match="您本人"):
        approve_decisions(hits=[hit], expected_versions=versions_of(hit), by=credit)
    with pytest.raises(ActionDenied, match="待第二人复核"):
        decide_hit(hit=hit, decision=Decision.DISMISSED, reason="不同", by=colleague)
    approve_decisions(hits=[hit], expected_versions=versions_of(hit), by=colleague)
    hit.refresh_from_db()
    assert (hit.decision, hit.decided_by, hit.proposed_by) == (Decision.CONFIRMED, colleague, credit)
    assert hit.decision_reason == "地址一致"
    assert state() == StandingState.BLOCKED
    with pytest.raises(ActionDenied, match="没有待复核的结论"):
        approve_decisions(hits=[hit], expected_versions=versions_of(hit), by=colleague)


def test_dismissal_needs_no_approval_under_rule_for_confirmations(officer: User, credit: User) -> None:
    set_approval_rule(credit, ApprovalRule.CONFIRMATIONS)
    (hit,) = possible_matches(officer, credit, 1)
    assert decide_hit(hit=hit, decision=Decision.DISMISSED, reason="不同", by=credit).decision == Decision.DISMISSED


def test_deadline_passes_while_a_proposal_is_pending(officer: User, credit: User) -> None:
    set_approval_rule(credit, ApprovalRule.ALL)
    (hit,) = possible_matches(officer, credit, 1)
    decide_hit(hit=hit, decision=Decision.DISMISSED, reason="不同", by=credit)
    ScreeningHit.objects.update(due_on=elapsed_deadline(timezone.localdate()))
    reassess(enterprise_ids=[hit.enterprise_id])
    assert state() == StandingState.PENDING


def test_rejected_proposal_reopens_the_hit_and_stays_in_history(officer: User, credit: User, colleague: User) -> None:
    set_approval_rule(credit, ApprovalRule.ALL)
    (hit,) = possible_matches(officer, credit, 1)
    decide_hit(hit=hit, decision=Decision.DISMISSED, reason="地址不同", by=credit)
    reject_proposal(
        hit=hit, expected_versions=versions_of(ScreeningHit.objects.get()), reason="请核对登记机关", by=colleague
    )
    hit.refresh_from_db()
    assert (hit.wait, hit.proposed_by) == (Wait.DECISION, None)
    hit = decide_hit(hit=hit, decision=Decision.CONFIRMED, reason="登记机关一致", by=colleague)
    approve_decisions(hits=[hit], expected_versions=versions_of(hit), by=credit)
    steps = [(step.label, step.by, step.reason) for step in decision_history(hit)]
    assert steps == [
        ("复核同意：核实为同一主体", person(credit, timezone.now()), "登记机关一致"),
        ("拟定：核实为同一主体", person(colleague, timezone.now()), "登记机关一致"),
        ("退回拟定的结论", person(colleague, timezone.now()), "请核对登记机关"),
        ("拟定：核实为不同主体", person(credit, timezone.now()), "地址不同"),
        ("发现命中", "", ""),
    ]


def test_approval_of_another_proposal_than_shown_is_denied(officer: User, credit: User, colleague: User) -> None:
    set_approval_rule(credit, ApprovalRule.ALL)
    (hit,) = possible_matches(officer, credit, 1)
    first = decide_hit(hit=hit, decision=Decision.DISMISSED, reason="地址不同", by=credit)
    reject_proposal(hit=first, expected_versions=versions_of(first), reason="写错了", by=credit)
    hit.refresh_from_db()
    decide_hit(hit=hit, decision=Decision.CONFIRMED, reason="地址一致", by=credit)
    with pytest.raises(ActionDenied, match="拟定的结论已有变化"):
        approve_decisions(hits=[hit], expected_versions={hit.pk: first.version}, by=colleague)
    hit.refresh_from_db()
    assert (hit.decision, hit.has_proposal) == (Decision.UNDECIDED, True)


def test_proposal_is_superseded_when_a_side_changes(officer: User, credit: User, colleague: User) -> None:
    set_approval_rule(credit, ApprovalRule.ALL)
    (hit,) = possible_matches(officer, credit, 1)
    proposed = decide_hit(hit=hit, decision=Decision.DISMISSED, reason="地址不同", by=credit)
    changed = [(*blacklist_line(NAMES[1])[:-1], "违反财产报告制度")]
    list_entries(credit, "court-defaulters", changed, as_of=date(2026, 7, 1))
    hit.refresh_from_db()
    assert (hit.wait, hit.approval) == (Wait.DECISION, None)
    approval = Approval.objects.get(pk=proposed.approval_id)
    assert (approval.state, approval.decision_reason) == ("superseded", "")
    assert decision_history(hit)[0].reason == "双方资料已变化"
    decide_hit(hit=hit, decision=Decision.DISMISSED, reason="地址不同", by=colleague)


def test_database_rejects_conclusion_other_than_the_approved_one(officer: User, credit: User, colleague: User) -> None:
    set_approval_rule(credit, ApprovalRule.ALL)
    (hit,) = possible_matches(officer, credit, 1)
    decide_hit(hit=hit, decision=Decision.CONFIRMED, reason="一致", by=credit)
    approve(approval=Approval.objects.get(), by=colleague)
    for decision, by in ((Decision.DISMISSED, colleague), (Decision.CONFIRMED, credit)):
        concluded = {"decision": decision, "decided_at": timezone.now(), "decision_reason": "一致"}
        with pytest.raises(IntegrityError, match="hit_approved_by_other_user"), transaction.atomic():
            ScreeningHit.objects.update(decided_by=by, **concluded)


def test_database_rejects_conclusion_without_approval_and_edit_of_proposal(officer: User, credit: User) -> None:
    set_approval_rule(credit, ApprovalRule.ALL)
    (hit,) = possible_matches(officer, credit, 1)
    decide_hit(hit=hit, decision=Decision.CONFIRMED, reason="一致", by=credit)
    concluded = {"decided_by": credit, "decided_at": timezone.now(), "decision_reason": "一致"}
    with pytest.raises(IntegrityError, match="hit_approved_by_other_user"), transaction.atomic():
        ScreeningHit.objects.update(decision=Decision.CONFIRMED, **concluded)
    with as_owner(), pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Approval.objects.update(reason="")


def test_policy_has_one_row_with_history_and_audit(credit: User) -> None:
    assert MatchPolicy.current().approval_rule == ApprovalRule.NONE
    assert MatchPolicy.current().term_working_days == 5
    set_approval_rule(credit, ApprovalRule.CONFIRMATIONS)
    set_approval_rule(credit, ApprovalRule.ALL)
    assert MatchPolicy.objects.count() == 1
    versions = MatchPolicy.current().events.order_by("pgh_id").values_list("approval_rule", "changed_by")
    assert list(versions) == [("none", None), ("confirmations", credit.pk), ("all", credit.pk)]
    assert AuditEvent.objects.filter(type=EventType.POLICY_CHANGED).count() == 2
    with pytest.raises(IntegrityError, match="match_policy_is_one"), transaction.atomic():
        MatchPolicy.objects.create(pk=2)
