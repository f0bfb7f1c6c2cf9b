"""Propose a change, and approve, reject, withdraw or supersede it.

Callers lock the subject first, then change its approval: the order of locks is written in `screening.actions.locks`.
They record the audit events, because only they can describe the change.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from approvals.models import Approval
from approvals.policies import check_not_own, check_nothing_pending, check_own, check_pending
from approvals.states import ApprovalState


@transaction.atomic
def propose(*, subject: Model, change: Mapping[str, Any], expected_version: str, reason: str, by: User) -> Approval:
    """Store a change of the subject that waits for another user. Raises ActionDenied while another one is pending.

    `expected_version` is the version of the subject that the proposer saw.
    """
    check_nothing_pending(subject)
    return Approval.objects.create(
        subject_type=subject._meta.label,
        subject_key=str(subject.pk),
        change=dict(change),
        expected_version=expected_version,
        reason=reason,
        proposed_by=by,
    )


@transaction.atomic
def approve(*, approval: Approval, by: User) -> Approval:
    """Approve a pending change; the caller applies it. Raises ActionDenied for the proposer."""
    approval = _locked(approval)
    check_pending(approval)
    check_not_own(approval, by)
    return _decide(approval, ApprovalState.APPROVED, reason="", by=by)


@transaction.atomic
def reject(*, approval: Approval, reason: str, by: User) -> Approval:
    """Reject a pending change of another user. Raises ActionDenied for the proposer, who withdraws instead."""
    approval = _locked(approval)
    check_pending(approval)
    check_not_own(approval, by)
    return _decide(approval, ApprovalState.REJECTED, reason=reason, by=by)


@transaction.atomic
def withdraw(*, approval: Approval, reason: str, by: User) -> Approval:
    """Take back one's own pending change. Raises ActionDenied for other users, who reject instead."""
    approval = _locked(approval)
    check_pending(approval)
    check_own(approval, by)
    return _decide(approval, ApprovalState.WITHDRAWN, reason=reason, by=by)


def close_proposal(*, approval: Approval, reason: str, by: User) -> Approval:
    """Reject a pending change, or withdraw it where it is the user's own; the caller leaves the subject as it is."""
    close = withdraw if approval.proposed_by_id == by.pk else reject
    return close(approval=approval, reason=reason, by=by)


def supersede(*, approval_ids: Iterable[int]) -> int:
    """Close those of these approvals that are pending, because their subjects changed; return how many."""
    pending = Approval.objects.pending().filter(pk__in=list(approval_ids))
    return pending.update(state=ApprovalState.SUPERSEDED, decided_at=timezone.now())


def _locked(approval: Approval) -> Approval:
    approvals = Approval.objects.select_related("proposed_by").select_for_update(of=("self",))
    return approvals.get(pk=approval.pk)


def _decide(approval: Approval, state: ApprovalState, *, reason: str, by: User) -> Approval:
    approval.state, approval.decision_reason = state, reason
    approval.decided_by, approval.decided_at = by, timezone.now()
    approval.save(update_fields=["state", "decision_reason", "decided_by", "decided_at"])
    return approval
