"""停止建议 and 消息: what a department answers, and that it has read."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from feedback.models import MeasureApplication, Notice, StopAdvice
from feedback.policies import check_may_answer
from feedback.states import AdviceState


@transaction.atomic
def stop_measure(*, advice: StopAdvice, stopped_on: date, answer: str, by: User) -> StopAdvice:
    """Follow the advice: the measure stopped on that day. Raises ActionDenied."""
    advice = _locked(advice, by)
    application = MeasureApplication.objects.select_for_update(of=("self",)).get(pk=advice.application_id)
    application.stopped_on = stopped_on
    application.save(update_fields=["stopped_on"])
    return _answered(advice, AdviceState.STOPPED, answer, by)


@transaction.atomic
def keep_measure(*, advice: StopAdvice, answer: str, by: User) -> StopAdvice:
    """Keep the measure running, with the reason. Raises ActionDenied."""
    return _answered(_locked(advice, by), AdviceState.KEPT, answer, by)


def _locked(advice: StopAdvice, by: User) -> StopAdvice:
    advice = StopAdvice.objects.select_for_update(of=("self",)).get(pk=advice.pk)
    check_may_answer(advice, by)
    return advice


def _answered(advice: StopAdvice, state: AdviceState, answer: str, by: User) -> StopAdvice:
    advice.state = state
    advice.answer = answer
    advice.answered_by = by
    advice.answered_at = timezone.now()
    advice.save()
    record("答复停止建议", target=advice, detail={"答复": AdviceState(state).label, "说明": answer}, by=by)
    return advice


@transaction.atomic
def read_notice(*, notice: Notice, by: User) -> Notice:
    """Note who read a notice first, and when."""
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.read_by = by
        notice.save(update_fields=["read_at", "read_by"])
    return notice
