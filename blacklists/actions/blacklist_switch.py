"""The switch of a blacklist between excluding and hint only: proposed with a legal basis, approved by a second user."""

from typing import cast

from django.db import transaction

from accounts.models import User
from approvals.actions import approve, propose, reject, withdraw
from approvals.models import Approval
from audit.recording import Changes, record
from audit.types import EventType
from blacklists.models import Blacklist
from blacklists.models.blacklists import SwitchProposal
from blacklists.policies import check_may_approve_switch, check_may_propose_switch, check_may_reject_switch
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
    version = "excludes" if blacklist.excludes else "hint"
    blacklist.approval = propose(subject=blacklist, change=change, expected_version=version, reason=reason, by=by)
    blacklist.save(update_fields=["approval"])
    data = {"basis": reason}
    record(EventType.BLACKLIST_SWITCH_PROPOSED, target=blacklist, data=data, changes=_changes(blacklist, change), by=by)
    return blacklist


@transaction.atomic
def approve_switch(*, blacklist: Blacklist, expected_version: str, by: User) -> Blacklist:
    """Approve the proposed switch as a second user; it takes effect on standings in the same transaction.

    `expected_version` is the key of the approval that the page showed. Raises ActionDenied.
    """
    blacklist = _locked(blacklist)
    check_may_approve_switch(blacklist, expected_version=expected_version, user=by)
    approval = approve(approval=_approval_of(blacklist), by=by)
    change = cast(SwitchProposal, approval.change)
    changes = _changes(blacklist, change)
    blacklist.excludes, blacklist.approval = change["excludes"], None
    blacklist.exclusion_document, blacklist.exclusion_paragraph = change["document"], change["paragraph"]
    blacklist.save(update_fields=["excludes", "exclusion_document", "exclusion_paragraph", "approval"])
    data = {"basis": approval.reason, "proposed_by": approval.proposed_by}
    record(EventType.BLACKLIST_SWITCHED, target=blacklist, data=data, changes=changes, by=by)
    blacklist_changed.send(sender=Blacklist, blacklist=blacklist, fields={"excludes"}, revived=set(), by=by)
    return blacklist


@transaction.atomic
def reject_switch(*, blacklist: Blacklist, expected_version: str, reason: str, by: User) -> Blacklist:
    """Reject the proposed switch, or withdraw one's own; the blacklist stays as it is. Raises ActionDenied.

    `expected_version` as in approve_switch.
    """
    blacklist = _locked(blacklist)
    check_may_reject_switch(blacklist, expected_version=expected_version)
    approval = _approval_of(blacklist)
    close = withdraw if approval.proposed_by_id == by.pk else reject
    close(approval=approval, reason=reason, by=by)
    blacklist.approval = None
    blacklist.save(update_fields=["approval"])
    data = {"proposed_by": approval.proposed_by, "reason": reason}
    record(EventType.BLACKLIST_SWITCH_REJECTED, target=blacklist, data=data, by=by)
    return blacklist


def _locked(blacklist: Blacklist) -> Blacklist:
    blacklists = Blacklist.objects.select_related("approval__proposed_by").select_for_update(of=("self",))
    return blacklists.get(pk=blacklist.pk)


def _approval_of(blacklist: Blacklist) -> Approval:
    """The pending approval of a blacklist that has passed check_may_reject_switch."""
    assert blacklist.approval is not None
    return blacklist.approval


def _changes(blacklist: Blacklist, change: SwitchProposal) -> Changes:
    """Return the effect in force and the proposed one, for the audit event."""
    return {
        "excludes": (blacklist.excludes, change["excludes"]),
        "exclusion_document": (blacklist.exclusion_document, change["document"]),
        "exclusion_paragraph": (blacklist.exclusion_paragraph, change["paragraph"]),
    }
