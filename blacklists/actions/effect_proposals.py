"""The effect of a blacklist, which two users change: one proposes it with a reason, a second one approves it.

The effect is whether the blacklist excludes, with the legal basis, and a shorter term of its entries. One proposal
waits at a time.
"""

from typing import Any

from django.db import transaction

from accounts.models import User
from approvals.actions import approve, close_proposal, propose
from approvals.models import Approval
from audit.recording import Changes, changed_fields, record
from audit.types import EventType
from blacklists.actions.entry_terms import set_expiry
from blacklists.models import Blacklist
from blacklists.models.blacklists import PROPOSED_FIELDS, SwitchProposal, TermProposal
from blacklists.policies import (
    check_may_approve_proposal,
    check_may_propose_switch,
    check_may_propose_term,
    check_may_reject_proposal,
)
from blacklists.signals import blacklist_changed


@transaction.atomic
def propose_switch(
    *, blacklist: Blacklist, excludes: bool, document: str = "", paragraph: str = "", reason: str, by: User
) -> Blacklist:
    """Propose that the blacklist excludes, by this document and paragraph, or is a hint; nothing changes yet.

    Raises ActionDenied.
    """
    blacklist = _locked(blacklist)
    change = SwitchProposal(excludes=excludes, document=document.strip(), paragraph=paragraph.strip())
    check_may_propose_switch(blacklist, change)
    return _propose(blacklist, change, reason, by)


@transaction.atomic
def propose_term(*, blacklist: Blacklist, entry_months: int, reason: str, by: User) -> Blacklist:
    """Propose a shorter or first term of the entries whose rows state no expiry; nothing changes yet.

    Raises ActionDenied.
    """
    blacklist = _locked(blacklist)
    check_may_propose_term(blacklist, entry_months, reason)
    return _propose(blacklist, TermProposal(entry_months=entry_months), reason, by)


def _propose(blacklist: Blacklist, change: SwitchProposal | TermProposal, reason: str, by: User) -> Blacklist:
    version = f"{'excludes' if blacklist.excludes else 'hint'}/{blacklist.entry_months}"
    blacklist.approval = propose(subject=blacklist, change=change, expected_version=version, reason=reason, by=by)
    blacklist.save(update_fields=["approval"])
    changes = _changes(blacklist, _proposed_fields(blacklist.approval))
    record(EventType.BLACKLIST_SWITCH_PROPOSED, target=blacklist, data={"basis": reason}, changes=changes, by=by)
    return blacklist


@transaction.atomic
def approve_proposal(*, blacklist: Blacklist, expected_version: str, by: User) -> Blacklist:
    """Approve the proposed switch or term as a second user; it takes effect on standings in the same transaction.

    `expected_version` is the key of the approval that the page showed. Raises ActionDenied.
    """
    blacklist = _locked(blacklist)
    approval = check_may_approve_proposal(blacklist, expected_version=expected_version, user=by)
    approval = approve(approval=approval, by=by)
    proposed = _proposed_fields(approval)
    changes = _changes(blacklist, proposed)
    for field, value in proposed.items():
        setattr(blacklist, field, value)
    blacklist.approval = None
    blacklist.save(update_fields=[*proposed, "approval"])
    revived = set_expiry(blacklist) if "entry_months" in proposed else set()
    data = {"basis": approval.reason, "proposed_by": approval.proposed_by}
    record(EventType.BLACKLIST_SWITCHED, target=blacklist, data=data, changes=changes, by=by)
    blacklist_changed.send(sender=Blacklist, blacklist=blacklist, fields=set(proposed), revived=revived, by=by)
    return blacklist


@transaction.atomic
def reject_proposal(*, blacklist: Blacklist, expected_version: str, reason: str, by: User) -> Blacklist:
    """Reject the proposed switch or term, or withdraw one's own; the blacklist stays as it is. Raises ActionDenied.

    `expected_version` as in approve_proposal.
    """
    blacklist = _locked(blacklist)
    approval = check_may_reject_proposal(blacklist, expected_version=expected_version)
    close_proposal(approval=approval, reason=reason, by=by)
    blacklist.approval = None
    blacklist.save(update_fields=["approval"])
    data = {"proposed_by": approval.proposed_by, "reason": reason}
    record(EventType.BLACKLIST_SWITCH_REJECTED, target=blacklist, data=data, by=by)
    return blacklist


def _locked(blacklist: Blacklist) -> Blacklist:
    blacklists = Blacklist.objects.select_related("approval__proposed_by").select_for_update(of=("self",))
    return blacklists.get(pk=blacklist.pk)


def _proposed_fields(approval: Approval) -> dict[str, Any]:
    """The fields of the blacklist that the proposal sets, with their new values."""
    return {PROPOSED_FIELDS[key]: value for key, value in approval.change.items()}


def _changes(blacklist: Blacklist, proposed: dict[str, Any]) -> Changes:
    """Return the values in force and the proposed ones, for the audit event."""
    return changed_fields({field: getattr(blacklist, field) for field in proposed}, proposed)
