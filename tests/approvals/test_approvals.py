"""Approval: proposed by one user, decided by another, immutable afterwards."""

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from approvals.actions import approve, close_proposal, propose, reject, supersede, withdraw
from approvals.models import Approval
from approvals.policies import check_proposal_shown
from approvals.states import ApprovalState
from foundation.denials import ActionDenied
from tests.factories import make_department, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject() -> Department:
    """A subject; any model can be one."""
    return make_department("tax")


@pytest.fixture
def proposer() -> User:
    return make_user(Role.CREDIT)


@pytest.fixture
def approver() -> User:
    return make_user(Role.CREDIT)


@pytest.fixture
def approval(subject: Department, proposer: User) -> Approval:
    return propose(subject=subject, change={"name": "新名"}, expected_version="1", reason="机构改革", by=proposer)


def test_proposal_stores_subject_change_and_version(approval: Approval, subject: Department, proposer: User) -> None:
    assert Approval.objects.of_subject(subject).pending().get() == approval
    assert (approval.subject_type, approval.subject_key) == ("accounts.Department", str(subject.pk))
    assert (approval.change, approval.expected_version, approval.reason) == ({"name": "新名"}, "1", "机构改革")
    assert (approval.proposed_by, approval.state) == (proposer, ApprovalState.PENDING)


def test_second_proposal_while_one_is_pending_is_denied(
    approval: Approval, subject: Department, proposer: User, approver: User
) -> None:
    with pytest.raises(ActionDenied, match=f"{proposer}提出的提议还待第二人复核"):
        propose(subject=subject, change={}, expected_version="1", reason="另议", by=approver)
    reject(approval=approval, reason="没有依据", by=approver)
    propose(subject=subject, change={}, expected_version="1", reason="另议", by=approver)
    assert Approval.objects.of_subject(subject).count() == 2


def test_approval_by_other_user_is_stored_with_time(approval: Approval, approver: User) -> None:
    approved = approve(approval=approval, by=approver)
    approval.refresh_from_db()
    assert (approval.state, approval.decided_by, approval.decided_at) == ("approved", approver, approved.decided_at)


@pytest.mark.parametrize("act", [approve, reject])
def test_approval_and_rejection_by_proposer_are_denied(approval: Approval, proposer: User, act: object) -> None:
    reason = {"reason": "写错了"} if act is reject else {}
    with pytest.raises(ActionDenied, match="提议是您本人提出的"):
        act(approval=approval, by=proposer, **reason)
    approval.refresh_from_db()
    assert approval.is_pending


def test_withdrawal_is_allowed_to_proposer_only(approval: Approval, proposer: User, approver: User) -> None:
    with pytest.raises(ActionDenied, match="只能由其本人撤回"):
        withdraw(approval=approval, reason="写错了", by=approver)
    assert withdraw(approval=approval, reason="写错了", by=proposer).state == ApprovalState.WITHDRAWN


def test_closing_rejects_for_others_and_withdraws_for_the_proposer(
    approval: Approval, subject: Department, proposer: User, approver: User
) -> None:
    assert close_proposal(approval=approval, reason="没有依据", by=approver).state == ApprovalState.REJECTED
    again = propose(subject=subject, change={}, expected_version="1", reason="另议", by=proposer)
    assert close_proposal(approval=again, reason="写错了", by=proposer).state == ApprovalState.WITHDRAWN


def test_proposal_that_is_decided_or_was_not_shown_is_denied(approval: Approval, approver: User) -> None:
    shown = str(approval.pk)
    assert check_proposal_shown(approval, expected_version=shown, noun="修改") == approval
    with pytest.raises(ActionDenied, match="待复核的修改已换成另一份"):
        check_proposal_shown(approval, expected_version="0", noun="修改")
    for gone in (None, approve(approval=approval, by=approver)):
        with pytest.raises(ActionDenied, match="没有待复核的修改"):
            check_proposal_shown(gone, expected_version=shown, noun="修改")


def test_second_decision_on_approval_is_denied(approval: Approval, proposer: User, approver: User) -> None:
    approve(approval=approval, by=approver)
    for act, by in ((approve, approver), (reject, approver), (withdraw, proposer)):
        with pytest.raises(ActionDenied, match="没有待复核的提议"):
            act(approval=approval, by=by, **({} if act is approve else {"reason": "再议"}))


def test_supersede_closes_pending_approvals_only(approval: Approval, approver: User) -> None:
    done = propose(subject=approver, change={}, expected_version="1", reason="调岗", by=approval.proposed_by)
    approve(approval=done, by=approver)
    assert supersede(approval_ids=[approval.pk, done.pk]) == 1
    approval.refresh_from_db()
    assert (approval.state, approval.decided_by, approval.decision_reason) == ("superseded", None, "")
    done.refresh_from_db()
    assert done.state == ApprovalState.APPROVED


def test_database_rejects_approval_by_proposer(approval: Approval, proposer: User) -> None:
    decided = {"decided_by": proposer, "decided_at": timezone.now(), "decision_reason": "同意"}
    for state in (ApprovalState.APPROVED, ApprovalState.REJECTED):
        with pytest.raises(IntegrityError, match="approval_decided_by_other_user"), transaction.atomic():
            Approval.objects.update(state=state, **decided)


def test_database_rejects_withdrawal_by_other_user(approval: Approval, approver: User) -> None:
    decided = {"decided_by": approver, "decided_at": timezone.now(), "decision_reason": "撤回"}
    with pytest.raises(IntegrityError, match="approval_withdrawn_by_proposer"), transaction.atomic():
        Approval.objects.update(state=ApprovalState.WITHDRAWN, **decided)


def test_database_rejects_proposal_without_reason(subject: Department, proposer: User) -> None:
    with pytest.raises(IntegrityError, match="approval_proposed_with_reason"), transaction.atomic():
        propose(subject=subject, change={}, expected_version="1", reason="", by=proposer)


def test_database_rejects_two_pending_approvals_of_one_subject(approval: Approval) -> None:
    with pytest.raises(IntegrityError, match="approval_pending_once"), transaction.atomic():
        Approval.objects.create(
            subject_type=approval.subject_type,
            subject_key=approval.subject_key,
            change={},
            reason="另议",
            proposed_by=approval.proposed_by,
        )


@pytest.mark.usefixtures("owner_role")
@pytest.mark.parametrize(
    "change", [{"change": {}}, {"reason": "别的理由"}, {"subject_key": "0"}, {"expected_version": "2"}]
)
def test_database_rejects_edit_of_proposal(approval: Approval, change: dict[str, object]) -> None:
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Approval.objects.update(**change)


@pytest.mark.usefixtures("owner_role")
def test_database_rejects_edit_and_deletion_of_decided_approval(approval: Approval, approver: User) -> None:
    approve(approval=approval, by=approver)
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Approval.objects.update(decision_reason="后补的意见")
    with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
        approval.delete()
