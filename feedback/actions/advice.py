"""Answer stop advice (停用建议) and mark notices (消息) as read, one or several."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from audit.recording import record, record_each
from audit.types import EventType
from feedback.actions.changes import lock_application, save_answer, save_stop
from feedback.answer_policies import check_kept_with_reason, check_may_answer, check_stopped_since_loss
from feedback.models import Notice, StopAdvice
from feedback.policies import check_may_stop
from feedback.states import AdviceState


@transaction.atomic
def stop_measure(*, advice: StopAdvice, stopped_on: date, answer: str, by: User) -> StopAdvice:
    """Answer that the measure was stopped on this day. Raises ActionDenied."""
    application = lock_application(advice.application)
    advice = _lock(advice, by)
    check_may_stop(application, stopped_on=stopped_on)
    check_stopped_since_loss(advice, stopped_on)
    save_stop(application, stopped_on, answer, advice, by)
    return save_answer(advice, AdviceState.STOPPED, answer, by)


@transaction.atomic
def keep_measure(*, advice: StopAdvice, answer: str, by: User) -> StopAdvice:
    """Answer that the measure continues, with the reason. Raises ActionDenied."""
    check_kept_with_reason(answer)
    return save_answer(_lock(advice, by), AdviceState.KEPT, answer, by)


def _lock(advice: StopAdvice, by: User) -> StopAdvice:
    advice = StopAdvice.objects.select_for_update(of=("self",)).get(pk=advice.pk)
    check_may_answer(advice, by)
    return advice


@transaction.atomic
def read_notice(*, notice: Notice, by: User) -> Notice:
    """Record the first reader of a notice and the time."""
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.read_by = by
        notice.save(update_fields=["read_at", "read_by"])
        record(EventType.NOTICE_READ, target=notice, by=by)
    return notice


@transaction.atomic
def read_notices(*, notices: QuerySet[Notice], by: User) -> int:
    """Record the reader of each of these notices that nobody has read; return how many these are."""
    unread = lock_notices(notices.filter(read_at__isnull=True))
    note_readings(unread, by=by)
    return len(unread)


def lock_notices(notices: QuerySet[Notice]) -> list[Notice]:
    """Lock the notices; return them with what the texts of their audit events need."""
    named = notices.select_related("announcement", "report__enterprise", "report__department", "version__measure")
    return list(named.order_by("pk").select_for_update(of=("self",)))


def note_readings(unread: Collection[Notice], *, by: User) -> None:
    """Record the reader of notices that nobody has read, by one statement; they are locked."""
    keys = {notice.pk for notice in unread}
    Notice.objects.filter(pk__any_of=keys).update(read_at=timezone.now(), read_by=by)
    record_each(EventType.NOTICE_READ, targets=[(notice, {}) for notice in unread], by=by)
