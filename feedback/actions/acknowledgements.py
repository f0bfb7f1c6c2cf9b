"""Acknowledge notices (消息), one or several: a person of the department states that it knows (知悉)."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from feedback.actions.advice import read_notice
from feedback.models import Notice
from feedback.models.receipts import UNACKNOWLEDGED
from feedback.policies import check_may_acknowledge_notice


@transaction.atomic
def acknowledge_notice(*, notice: Notice, by: User) -> Notice:
    """Record who acknowledged the notice first, and the time; it is read then, too. Raises ActionDenied."""
    check_may_acknowledge_notice(notice)
    notice = read_notice(notice=notice, by=by)
    if notice.acknowledged_at is None:
        notice.acknowledged_at = timezone.now()
        notice.acknowledged_by = by
        notice.save(update_fields=["acknowledged_at", "acknowledged_by"])
        record(EventType.NOTICE_ACKNOWLEDGED, target=notice, by=by)
    return notice


@transaction.atomic
def acknowledge_notices(*, notices: QuerySet[Notice], by: User) -> int:
    """Acknowledge those of the notices that ask for it and were not acknowledged; return how many these are."""
    waiting = notices.filter(UNACKNOWLEDGED).order_by("pk").select_for_update(of=("self",))
    return len([acknowledge_notice(notice=notice, by=by) for notice in waiting])
