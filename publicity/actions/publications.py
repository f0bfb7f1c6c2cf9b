"""Take enterprises off the public list, and hold them back (暂不公布; plan §2)."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from foundation.denials import Several, allowed_among
from publicity.models import Hold, Publication, Withdrawable
from publicity.policies import check_may_hold, check_may_lift, check_may_withdraw
from roster.models import Enterprise


@transaction.atomic
def withdraw_publication(
    *, publication: Publication, withdrawal_reason: str, withdrawal_note: str, by: User
) -> Publication:
    """Take an enterprise off the public list, and hold it; the reason is a WithdrawalReason. Raises ActionDenied."""
    publication = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    check_may_withdraw(publication)
    save_withdrawal(publication, EventType.PUBLICATION_WITHDRAWN, withdrawal_reason, withdrawal_note, by)
    why = f"撤下（{publication.get_withdrawal_reason_display()}）：{withdrawal_note}"
    _hold(publication.enterprise, why, by)
    return publication


@transaction.atomic
def hold_enterprises(*, enterprises: Iterable[Enterprise], reason: str, by: User) -> Several[Enterprise]:
    """Hold these enterprises back, and return why the others are not held. Raises ActionDenied where none is."""
    keys = [enterprise.pk for enterprise in enterprises]
    locked = Enterprise.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",), no_key=True)
    chosen = allowed_among(locked, check_may_hold)
    for enterprise in chosen.rows:
        _hold(enterprise, reason, by)
    return chosen


def _hold(enterprise: Enterprise, reason: str, by: User) -> None:
    Hold.objects.create(enterprise=enterprise, reason=reason, held_by=by)
    record(EventType.ENTERPRISE_HELD, target=enterprise, data={"reason": reason}, by=by)


@transaction.atomic
def lift_hold(*, hold: Hold, by: User) -> Hold:
    """Let the enterprise be published again with the next bulletin. Raises ActionDenied."""
    hold = Hold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    check_may_lift(hold)
    hold.lifted_by, hold.lifted_at = by, timezone.now()
    hold.save(update_fields=["lifted_by", "lifted_at"])
    record(EventType.HOLD_LIFTED, target=hold.enterprise, data={"reason": hold.reason}, by=by)
    return hold


def save_withdrawal(withdrawn: Withdrawable, event: EventType, reason: str, note: str, by: User, *also: str) -> None:
    """Save and record why it is withdrawn; `also` are further fields that the caller changed."""
    withdrawn.withdrawn_at, withdrawn.withdrawn_by = timezone.now(), by
    withdrawn.withdrawal_reason, withdrawn.withdrawal_note = reason, note
    withdrawn.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason", "withdrawal_note", *also])
    record(event, target=withdrawn, data={"withdrawal_reason": reason, "withdrawal_note": note}, by=by)
