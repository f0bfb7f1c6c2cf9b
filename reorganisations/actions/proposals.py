"""Propose a reorganisation; approve it as a second system administrator; reject it or take it back."""

from django.db import transaction

from accounts.models import User
from approvals.actions import approve, close_proposal, propose
from audit.recording import record
from audit.types import EventType
from reorganisations.actions.carrying_out import carry_out_if_due, locked
from reorganisations.actions.notices import notify_departments
from reorganisations.models import Reorganisation
from reorganisations.policies import check_may_approve, check_may_propose, check_may_reject
from reorganisations.states import ReorganisationState


@transaction.atomic
def propose_reorganisation(*, reorganisation: Reorganisation, by: User) -> Reorganisation:
    """Store the reorganisation, which another system administrator has to approve. Raises ActionDenied."""
    check_may_propose(reorganisation)
    reorganisation.save(force_insert=True)
    reorganisation.approval = propose(
        subject=reorganisation,
        change={"act": reorganisation.act},
        expected_version="",
        reason=reorganisation.document_number,
        by=by,
    )
    reorganisation.save(update_fields=["approval"])
    record(EventType.REORGANISATION_PROPOSED, target=reorganisation, by=by)
    return reorganisation


@transaction.atomic
def approve_reorganisation(*, reorganisation: Reorganisation, expected_version: str, by: User) -> Reorganisation:
    """Approve the reorganisation, and carry it out if its day has come. Raises ActionDenied.

    `expected_version` is the key of the approval that the page showed.
    """
    reorganisation = locked(reorganisation)
    approval = check_may_approve(reorganisation, expected_version=expected_version, user=by)
    reorganisation.approval, reorganisation.state = approve(approval=approval, by=by), ReorganisationState.APPROVED
    reorganisation.save(update_fields=["state"])
    record(EventType.REORGANISATION_APPROVED, target=reorganisation, by=by)
    notify_departments(reorganisation)
    carry_out_if_due(reorganisation)
    return reorganisation


@transaction.atomic
def reject_reorganisation(*, reorganisation: Reorganisation, reason: str, by: User) -> Reorganisation:
    """Reject or take back a proposed reorganisation, or take back an approved one. Raises ActionDenied."""
    reorganisation = locked(reorganisation)
    approval = check_may_reject(reorganisation, reason=reason, user=by)
    if reorganisation.is_proposed:
        close_proposal(approval=approval, reason=reason, by=by)
    else:
        notify_departments(reorganisation, withdrawn_for=reason)
    reorganisation.state = ReorganisationState.REJECTED
    reorganisation.save(update_fields=["state"])
    record(EventType.REORGANISATION_REJECTED, target=reorganisation, data={"reason": reason}, by=by)
    return reorganisation
