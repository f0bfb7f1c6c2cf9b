"""取消资格: revoke and restore the standing of an enterprise, by its competent customs office (plan §3)."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from incentives.models import Measure
from roster.models import Enterprise, ListRules
from screening.actions.ends import End, approve_end, end_sanction, reject_end
from screening.actions.standings import reassess
from screening.actions.suspensions import replace_suspension
from screening.models import Revocation
from screening.policies import (
    check_may_restore,
    check_may_revoke,
    check_measures_to_stop,
    check_restoration_day,
    check_revocation_day,
)
from screening.states import RevocationCategory


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

    `measures` are those that departments are advised to stop; none for all, those logged later included. The decision
    cites the office's rules that are in force today.
    """
    enterprise = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    check_may_revoke(enterprise, by)
    check_revocation_day(enterprise, effective_on)
    check_measures_to_stop(measures)
    revocation = Revocation.objects.create(
        enterprise=enterprise,
        office=by.own_department,
        category=category,
        reason=reason,
        document_number=document_number,
        rules=ListRules.objects.of_office(by.own_department, on=timezone.localdate()),
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


def _save_restoration(revocation: Revocation, reason: str, document_number: str, restored_on: date, by: User) -> None:
    revocation.restored_on = restored_on
    revocation.restored_by = by
    revocation.restored_at = timezone.now()
    revocation.restore_reason = reason
    revocation.restore_document = document_number
    restored = ["restored_on", "restored_by", "restored_at", "restore_reason", "restore_document", "approval"]
    revocation.save(update_fields=restored)


RESTORATION = End(
    noun="恢复资格",
    check_may=check_may_restore,
    check_day=check_restoration_day,
    save=_save_restoration,
    proposed=EventType.RESTORATION_PROPOSED,
    rejected=EventType.RESTORATION_REJECTED,
    ended=EventType.ENTERPRISE_RESTORED,
)


@transaction.atomic
def restore_enterprise(
    *, revocation: Revocation, reason: str, document_number: str, restored_on: date, by: User
) -> Revocation:
    """Restore the qualification from a day on, or propose it (end_sanction). Raises ActionDenied."""
    return end_sanction(revocation, RESTORATION, restored_on, reason=reason, document_number=document_number, by=by)


@transaction.atomic
def approve_restoration(*, revocation: Revocation, expected_version: str, by: User) -> Revocation:
    """Approve the proposed restoration as a second officer of the office (approve_end). Raises ActionDenied."""
    return approve_end(revocation, RESTORATION, expected_version=expected_version, by=by)


@transaction.atomic
def reject_restoration(*, revocation: Revocation, expected_version: str, reason: str, by: User) -> Revocation:
    """Reject the proposed restoration, or withdraw one's own (reject_end). Raises ActionDenied."""
    return reject_end(revocation, RESTORATION, expected_version=expected_version, reason=reason, by=by)
