"""暂停资格: suspend the qualification and lift the suspension, by the competent customs office (plan §3)."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from approvals.actions import approve, close_proposal, propose, supersede
from approvals.policies import check_nothing_pending, check_proposal_shown
from audit.recording import record
from audit.types import EventType
from roster.models import Enterprise
from screening.actions.locks import lock_enterprises
from screening.actions.standings import reassess
from screening.models import MatchPolicy, Revocation, Suspension
from screening.models.suspensions import LiftingProposal
from screening.policies import (
    LIFTING,
    check_lifting_day,
    check_may_approve_end,
    check_may_lift,
    check_may_suspend,
    check_suspension_day,
)
from screening.states import Decision


@transaction.atomic
def suspend_enterprise(
    *, enterprise: Enterprise, reason: str, document_number: str, effective_on: date, by: User
) -> Suspension:
    """Suspend the qualification from a day on, and reassess the enterprise. Raises ActionDenied."""
    enterprise = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    check_may_suspend(enterprise, by)
    check_suspension_day(enterprise, effective_on)
    suspension = Suspension.objects.create(
        enterprise=enterprise,
        office=by.own_department,
        reason=reason,
        document_number=document_number,
        effective_on=effective_on,
        suspended_by=by,
    )
    reassess(enterprise_ids=[enterprise.pk])
    data = {"document_number": document_number, "cause": reason}
    record(EventType.ENTERPRISE_SUSPENDED, target=enterprise, data=data, by=by)
    return suspension


@transaction.atomic
def lift_suspension(
    *, suspension: Suspension, reason: str, document_number: str, lifted_on: date, by: User
) -> Suspension:
    """Lift the suspension from a day on, and reassess the enterprise. Raises ActionDenied.

    Where the match policy requires a second user for a dismissal, the end is proposed and changes nothing yet.
    """
    suspension = _locked(suspension)
    check_may_lift(suspension, by)
    check_nothing_pending(suspension, noun=LIFTING)
    check_lifting_day(suspension, lifted_on)
    if MatchPolicy.current().requires_approval_of(Decision.DISMISSED):
        change = LiftingProposal(lifted_on=lifted_on.isoformat(), document_number=document_number)
        version = suspension.document_number
        suspension.approval = propose(subject=suspension, change=change, expected_version=version, reason=reason, by=by)
        suspension.save(update_fields=["approval"])
        data = {"document_number": document_number, "cause": reason}
        record(EventType.LIFTING_PROPOSED, target=suspension.enterprise, data=data, by=by)
        return suspension
    return _lift(suspension, reason=reason, document_number=document_number, lifted_on=lifted_on, by=by)


@transaction.atomic
def approve_lifting(*, suspension: Suspension, expected_version: str, by: User) -> Suspension:
    """Approve the proposed end as a second officer of the office; it takes effect. Raises ActionDenied.

    `expected_version` is the key of the approval that the page showed.
    """
    suspension = _locked(suspension)
    check_may_lift(suspension, by)
    check_may_approve_end(suspension.approval, by, noun=LIFTING)
    approval = check_proposal_shown(suspension.approval, expected_version=expected_version, noun=LIFTING)
    lifted_on = date.fromisoformat(approval.change["lifted_on"])
    check_lifting_day(suspension, lifted_on)
    suspension.approval = approve(approval=approval, by=by)
    document_number = approval.change["document_number"]
    return _lift(suspension, reason=approval.reason, document_number=document_number, lifted_on=lifted_on, by=by)


@transaction.atomic
def reject_lifting(*, suspension: Suspension, expected_version: str, reason: str, by: User) -> Suspension:
    """Reject the proposed end, or withdraw one's own; the suspension stays in force. Raises ActionDenied.

    `expected_version` as in approve_lifting.
    """
    suspension = _locked(suspension)
    check_may_lift(suspension, by)
    approval = check_proposal_shown(suspension.approval, expected_version=expected_version, noun=LIFTING)
    close_proposal(approval=approval, reason=reason, by=by)
    suspension.approval = None
    suspension.save(update_fields=["approval"])
    data = {"proposed_by": approval.proposed_by, "reason": reason}
    record(EventType.LIFTING_REJECTED, target=suspension.enterprise, data=data, by=by)
    return suspension


def replace_suspension(revocation: Revocation, *, by: User) -> None:
    """End the suspension of a revoked enterprise, whose place the revocation takes; a proposed end is superseded.

    The caller has locked the enterprise and reassesses it. A revocation from an earlier day leaves no day of the
    suspension.
    """
    suspension = Suspension.objects.open().filter(enterprise=revocation.enterprise_id).first()
    if suspension is None:
        return
    if suspension.approval_id:
        supersede(approval_ids=[suspension.approval_id])
    suspension.approval = None
    suspension.replaced_by = revocation
    _end(suspension, max(suspension.effective_on, revocation.effective_on), by)


def _locked(suspension: Suspension) -> Suspension:
    """Lock the enterprise, then the suspension (screening.actions.locks); return the suspension as it is now."""
    lock_enterprises([suspension.enterprise_id])
    related = ("enterprise", "approval__proposed_by__department")
    return Suspension.objects.select_related(*related).select_for_update(of=("self",)).get(pk=suspension.pk)


def _lift(suspension: Suspension, *, reason: str, document_number: str, lifted_on: date, by: User) -> Suspension:
    suspension.lift_reason = reason
    suspension.lift_document = document_number
    _end(suspension, lifted_on, by)
    reassess(enterprise_ids=[suspension.enterprise_id])
    data: dict[str, object] = {"document_number": document_number, "cause": reason}
    if suspension.approval:
        data["proposed_by"] = suspension.approval.proposed_by
    record(EventType.SUSPENSION_LIFTED, target=suspension.enterprise, data=data, by=by)
    return suspension


def _end(suspension: Suspension, day: date, by: User) -> None:
    suspension.lifted_on = day
    suspension.lifted_by = by
    suspension.lifted_at = timezone.now()
    ended = ["lifted_on", "lifted_by", "lifted_at", "lift_reason", "lift_document", "replaced_by", "approval"]
    suspension.save(update_fields=ended)
