"""暂停资格: suspend the qualification and lift the suspension, by the competent customs office (plan §3)."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from approvals.actions import supersede
from audit.recording import record
from audit.types import EventType
from roster.models import Enterprise
from screening.actions.ends import End, approve_end, end_sanction, reject_end
from screening.actions.standings import reassess
from screening.models import Revocation, Suspension
from screening.policies import check_lifting_day, check_may_lift, check_may_suspend, check_suspension_day


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


def _save_lifting(suspension: Suspension, reason: str, document_number: str, lifted_on: date, by: User) -> None:
    suspension.lift_reason = reason
    suspension.lift_document = document_number
    _save_end(suspension, lifted_on, by)


LIFTING = End(
    noun="解除暂停",
    check_may=check_may_lift,
    check_day=check_lifting_day,
    save=_save_lifting,
    proposed=EventType.LIFTING_PROPOSED,
    rejected=EventType.LIFTING_REJECTED,
    ended=EventType.SUSPENSION_LIFTED,
)


@transaction.atomic
def lift_suspension(
    *, suspension: Suspension, reason: str, document_number: str, lifted_on: date, by: User
) -> Suspension:
    """Lift the suspension from a day on, or propose it (end_sanction). Raises ActionDenied."""
    return end_sanction(suspension, LIFTING, lifted_on, reason=reason, document_number=document_number, by=by)


@transaction.atomic
def approve_lifting(*, suspension: Suspension, expected_version: str, by: User) -> Suspension:
    """Approve the proposed end as a second officer of the office (approve_end). Raises ActionDenied."""
    return approve_end(suspension, LIFTING, expected_version=expected_version, by=by)


@transaction.atomic
def reject_lifting(*, suspension: Suspension, expected_version: str, reason: str, by: User) -> Suspension:
    """Reject the proposed end, or withdraw one's own (reject_end). Raises ActionDenied."""
    return reject_end(suspension, LIFTING, expected_version=expected_version, reason=reason, by=by)


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
    _save_end(suspension, max(suspension.effective_on, revocation.effective_on), by)


def _save_end(suspension: Suspension, day: date, by: User) -> None:
    suspension.lifted_on = day
    suspension.lifted_by = by
    suspension.lifted_at = timezone.now()
    ended = ["lifted_on", "lifted_by", "lifted_at", "lift_reason", "lift_document", "replaced_by", "approval"]
    suspension.save(update_fields=ended)
