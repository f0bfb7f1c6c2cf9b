"""取消资格: revoke and restore the standing of an enterprise, by its competent customs office (plan §3)."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from approvals.actions import approve, close_proposal, propose
from audit.recording import record
from audit.types import EventType
from incentives.models import Measure
from roster.models import Enterprise
from screening.actions.locks import lock_enterprises
from screening.actions.standings import reassess
from screening.actions.suspensions import replace_suspension
from screening.models import MatchPolicy, Revocation
from screening.models.revocations import RestorationProposal
from screening.policies import (
    check_may_approve_restoration,
    check_may_reject_restoration,
    check_may_restore,
    check_may_revoke,
    check_no_restoration_proposed,
    check_restoration_day,
    check_revocation_day,
)
from screening.states import Decision, RevocationCategory


@transaction.atomic
def revoke_enterprise(
    *,
    enterprise: Enterprise,
    category: RevocationCategory = RevocationCategory.OTHER,
    reason: str,
    document_number: str,
    effective_on: date,
    measures: Sequence[Measure] = (),
    by: User,
) -> Revocation:
    """Revoke the qualification from a day on, in place of a suspension, and reassess. Raises ActionDenied.

    `measures` are those that departments are advised to stop; none for all, those logged later included.
    """
    enterprise = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    check_may_revoke(enterprise, by)
    check_revocation_day(enterprise, effective_on)
    revocation = Revocation.objects.create(
        enterprise=enterprise,
        office=by.own_department,
        category=category,
        reason=reason,
        document_number=document_number,
        effective_on=effective_on,
        measures=[measure.pk for measure in measures] or None,
        revoked_by=by,
    )
    replace_suspension(revocation, by=by)
    reassess(enterprise_ids=[enterprise.pk])
    data = {"document_number": document_number, "category": revocation.get_category_display(), "cause": reason}
    if measures:
        data["measures"] = "、".join(map(str, measures))
    record(EventType.ENTERPRISE_REVOKED, target=enterprise, data=data, by=by)
    return revocation


@transaction.atomic
def restore_enterprise(
    *, revocation: Revocation, reason: str, document_number: str, restored_on: date, by: User
) -> Revocation:
    """Restore the qualification from a day on, and reassess the enterprise. Raises ActionDenied.

    Where the match policy requires a second user for a dismissal, the restoration is proposed and changes nothing yet.
    """
    revocation = _locked(revocation)
    check_may_restore(revocation, by)
    check_no_restoration_proposed(revocation)
    check_restoration_day(revocation, restored_on)
    if MatchPolicy.current().requires_approval_of(Decision.DISMISSED):
        change = RestorationProposal(restored_on=restored_on.isoformat(), document_number=document_number)
        version = revocation.document_number
        revocation.approval = propose(subject=revocation, change=change, expected_version=version, reason=reason, by=by)
        revocation.save(update_fields=["approval"])
        data = {"document_number": document_number, "cause": reason}
        record(EventType.RESTORATION_PROPOSED, target=revocation.enterprise, data=data, by=by)
        return revocation
    return _restore(revocation, reason=reason, document_number=document_number, restored_on=restored_on, by=by)


@transaction.atomic
def approve_restoration(*, revocation: Revocation, expected_version: str, by: User) -> Revocation:
    """Approve the proposed restoration as a second officer of the office; it takes effect. Raises ActionDenied.

    `expected_version` is the key of the approval that the page showed.
    """
    revocation = _locked(revocation)
    check_may_restore(revocation, by)
    approval = check_may_approve_restoration(revocation, expected_version=expected_version, user=by)
    restored_on = date.fromisoformat(approval.change["restored_on"])
    check_restoration_day(revocation, restored_on)
    revocation.approval = approve(approval=approval, by=by)
    return _restore(
        revocation,
        reason=approval.reason,
        document_number=approval.change["document_number"],
        restored_on=restored_on,
        by=by,
    )


@transaction.atomic
def reject_restoration(*, revocation: Revocation, expected_version: str, reason: str, by: User) -> Revocation:
    """Reject the proposed restoration, or withdraw one's own; the revocation stays in force. Raises ActionDenied.

    `expected_version` as in approve_restoration.
    """
    revocation = _locked(revocation)
    check_may_restore(revocation, by)
    approval = check_may_reject_restoration(revocation, expected_version=expected_version)
    close_proposal(approval=approval, reason=reason, by=by)
    revocation.approval = None
    revocation.save(update_fields=["approval"])
    data = {"proposed_by": approval.proposed_by, "reason": reason}
    record(EventType.RESTORATION_REJECTED, target=revocation.enterprise, data=data, by=by)
    return revocation


def _locked(revocation: Revocation) -> Revocation:
    """Lock the enterprise, then the revocation (screening.actions.locks); return the revocation as it is now."""
    lock_enterprises([revocation.enterprise_id])
    related = ("enterprise", "approval__proposed_by__department")
    return Revocation.objects.select_related(*related).select_for_update(of=("self",)).get(pk=revocation.pk)


def _restore(revocation: Revocation, *, reason: str, document_number: str, restored_on: date, by: User) -> Revocation:
    revocation.restored_on = restored_on
    revocation.restored_by = by
    revocation.restored_at = timezone.now()
    revocation.restore_reason = reason
    revocation.restore_document = document_number
    restored = ["restored_on", "restored_by", "restored_at", "restore_reason", "restore_document", "approval"]
    revocation.save(update_fields=restored)
    reassess(enterprise_ids=[revocation.enterprise_id])
    data: dict[str, object] = {"document_number": document_number, "cause": reason}
    if revocation.approval:
        data["proposed_by"] = revocation.approval.proposed_by
    record(EventType.ENTERPRISE_RESTORED, target=revocation.enterprise, data=data, by=by)
    return revocation
