"""Change an account by two people: a system administrator proposes, another one or an auditor approves.

Enter an absence (外出), and end it early: everybody of the department may, for one who is ill as well.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from approvals.actions import approve, close_proposal, propose
from approvals.models import Approval
from audit.recording import record
from audit.types import EventType
from staffing.models import Absence
from staffing.policies import (
    check_may_approve,
    check_may_end_absence,
    check_may_enter_absence,
    check_may_propose,
    check_may_reject,
    version_of,
    with_change,
)


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


@transaction.atomic
def enter_absence(*, user: User, since: date, until: date, stand_in: User | None = None, by: User) -> Absence:
    """Enter that the user is absent on these days, both included. Raises ActionDenied.

    The accounts of the user and the stand-in are locked, so that two absences do not overlap.
    """
    keys = [person.pk for person in (user, stand_in) if person]
    accounts = User.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",), no_key=True)
    locked = {account.pk: account for account in accounts}
    user, stand_in = locked[user.pk], locked[stand_in.pk] if stand_in else None
    check_may_enter_absence(user, since=since, until=until, stand_in=stand_in, by=by)
    absence = Absence.objects.create(user=user, since=since, until=until, stand_in=stand_in, entered_by=by)
    record(EventType.ABSENCE_ENTERED, target=absence, data={"stand_in": stand_in or ""}, by=by)
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, by: User) -> Absence:
    """End the absence now. Raises ActionDenied."""
    absence = Absence.objects.select_related("user__department").select_for_update(of=("self",)).get(pk=absence.pk)
    check_may_end_absence(absence, by)
    absence.ended_by, absence.ended_at = by, timezone.now()
    absence.save(update_fields=["ended_by", "ended_at"])
    record(EventType.ABSENCE_ENDED, target=absence, by=by)
    return absence


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
