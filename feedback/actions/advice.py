"""Answering stop advice (停止建议) and marking notices (消息) as read."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from feedback.models import MeasureApplication, Notice, StopAdvice
from feedback.policies import check_may_answer, check_may_stop
from feedback.states import AdviceState


@transaction.atomic
def stop_measure(*, advice: StopAdvice, stopped_on: date, answer: str, by: User) -> StopAdvice:
    """Answer that the measure was stopped on this day. Raises ActionDenied."""
    advice = _lock(advice, by)
    check_may_stop(advice, stopped_on=stopped_on)
    application = MeasureApplication.objects.select_for_update(of=("self",)).get(pk=advice.application_id)
    application.stopped_on = stopped_on
    application.save(update_fields=["stopped_on"])
    return _save_answer(advice, AdviceState.STOPPED, answer, by)


@transaction.atomic
def keep_measure(*, advice: StopAdvice, answer: str, by: User) -> StopAdvice:
    """Answer that the measure continues, with the reason. Raises ActionDenied."""
    return _save_answer(_lock(advice, by), AdviceState.KEPT, answer, by)


def _lock(advice: StopAdvice, by: User) -> StopAdvice:
    advice = StopAdvice.objects.select_for_update(of=("self",)).get(pk=advice.pk)
    check_may_answer(advice, by)
    return advice


def _save_answer(advice: StopAdvice, state: AdviceState, answer: str, by: User) -> StopAdvice:
    advice.state = state
    advice.answer = answer
    advice.answered_by = by
    advice.answered_at = timezone.now()
    advice.save()
    record(EventType.STOP_ADVICE_ANSWERED, target=advice, data={"state": state, "answer": answer}, by=by)
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
