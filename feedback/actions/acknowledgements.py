"""Acknowledge notices (消息), one or several: a person of the department states that it knows (知悉)."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from audit.recording import record, record_each
from audit.types import EventType
from feedback.actions.advice import lock_notices, note_readings, read_notice
from feedback.answer_policies import check_may_acknowledge_notice
from feedback.models import Notice
from feedback.models.receipts import UNACKNOWLEDGED


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
    waiting = lock_notices(notices.filter(UNACKNOWLEDGED))
    note_readings([notice for notice in waiting if notice.read_at is None], by=by)
    keys = {notice.pk for notice in waiting}
    Notice.objects.filter(pk__any_of=keys).update(acknowledged_at=timezone.now(), acknowledged_by=by)
    record_each(EventType.NOTICE_ACKNOWLEDGED, targets=[(notice, {}) for notice in waiting], by=by)
    return len(waiting)
