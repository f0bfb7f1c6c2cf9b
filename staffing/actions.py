"""Change an account by two people: a system administrator proposes, another one or an auditor approves."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from approvals.actions import approve, close_proposal, propose
from approvals.models import Approval
from audit.recording import record
from audit.types import EventType
from staffing.policies import check_may_approve, check_may_propose, check_may_reject, version_of, with_change


@transaction.atomic
def propose_change(*, user: User, change: Mapping[str, Any], reason: str, by: User) -> Approval:
    """Propose these values of the account's fields; nothing changes yet. Raises ActionDenied.

    The department is named by its code.
    """
    user = _locked(user)
    check_may_propose(user, change, by=by)
    approval = propose(subject=user, change=change, expected_version=version_of(user), reason=reason, by=by)
    record(
        EventType.ACCOUNT_CHANGE_PROPOSED, target=user, data={"reason": reason}, changes=_changes(user, change), by=by
    )
    return approval


@transaction.atomic
def approve_change(*, approval: Approval, expected_version: str, by: User) -> User:
    """Approve the change and make it; return the account. Raises ActionDenied.

    `expected_version` is the key of the approval that the page showed.
    """
    user = _locked(user_of(approval))
    approval = check_may_approve(user, pending_of(user), expected_version=expected_version, by=by)
    approval = approve(approval=approval, by=by)
    changes = _changes(user, approval.change)
    user = with_change(user, approval.change)
    user.save(update_fields=list(approval.change))
    record(EventType.ACCOUNT_CHANGED, target=user, data={"proposed_by": approval.proposed_by}, changes=changes, by=by)
    return user


@transaction.atomic
def reject_change(*, approval: Approval, expected_version: str, reason: str, by: User) -> User:
    """Reject the change, or take back one's own; the account stays as it is. Raises ActionDenied."""
    user = _locked(user_of(approval))
    approval = check_may_reject(pending_of(user), expected_version=expected_version, reason=reason)
    close_proposal(approval=approval, reason=reason, by=by)
    data = {"proposed_by": approval.proposed_by, "reason": reason}
    record(EventType.ACCOUNT_CHANGE_REJECTED, target=user, data=data, by=by)
    return user


def user_of(approval: Approval) -> User:
    """Return the account that the proposal is about."""
    return User.objects.select_related("department").get(pk=approval.subject_key)


def pending_of(user: User) -> Approval | None:
    """Return the pending proposal about the account."""
    return Approval.objects.of_subject(user).pending().select_related("proposed_by").first()


def _locked(user: User) -> User:
    return User.objects.select_related("department").select_for_update(of=("self",)).get(pk=user.pk)


def _changes(user: User, change: Mapping[str, Any]) -> dict[str, tuple[object, object]]:
    """Return the values before and after of the fields that the change names."""
    after = with_change(user, change)
    return {field: (getattr(user, field), getattr(after, field)) for field in change}
