"""取消资格: revoke and restore the standing of an enterprise, by its competent customs office (plan §3)."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from roster.models import Enterprise
from screening.actions.standings import reassess
from screening.models import Revocation
from screening.policies import check_may_restore, check_may_revoke, check_restoration_day, check_revocation_day


@transaction.atomic
def revoke_enterprise(
    *, enterprise: Enterprise, reason: str, document_number: str, effective_on: date, by: User
) -> Revocation:
    """Revoke the qualification from a day on, and reassess the enterprise. Raises ActionDenied."""
    enterprise = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    check_may_revoke(enterprise, by)
    check_revocation_day(enterprise, effective_on)
    revocation = Revocation.objects.create(
        enterprise=enterprise,
        office=by.own_department,
        reason=reason,
        document_number=document_number,
        effective_on=effective_on,
        revoked_by=by,
    )
    reassess(enterprise_ids=[enterprise.pk])
    record(
        EventType.ENTERPRISE_REVOKED,
        target=enterprise,
        data={"document_number": document_number, "cause": reason},
        by=by,
    )
    return revocation


@transaction.atomic
def restore_enterprise(
    *, revocation: Revocation, reason: str, document_number: str, restored_on: date, by: User
) -> Revocation:
    """Restore the qualification from a day on, and reassess the enterprise. Raises ActionDenied."""
    enterprise = Enterprise.objects.select_for_update(of=("self",)).get(pk=revocation.enterprise_id)
    revocation = Revocation.objects.select_for_update(of=("self",)).get(pk=revocation.pk)
    check_may_restore(revocation, by)
    check_restoration_day(revocation, restored_on)
    revocation.restored_on = restored_on
    revocation.restored_by = by
    revocation.restored_at = timezone.now()
    revocation.restore_reason = reason
    revocation.restore_document = document_number
    revocation.save(update_fields=["restored_on", "restored_by", "restored_at", "restore_reason", "restore_document"])
    reassess(enterprise_ids=[enterprise.pk])
    record(
        EventType.ENTERPRISE_RESTORED,
        target=enterprise,
        data={"document_number": document_number, "cause": reason},
        by=by,
    )
    return revocation
