"""Correct an answer to stop advice, with a reason, and undo one that was given just now.

Each act keeps the answer before it in an AnswerChange. The order of locks is that of feedback/actions/changes.py.
"""

from datetime import date

from django.db import transaction

from accounts.models import User
from audit.recording import changed_fields, record
from audit.types import EventType
from feedback.actions.applications import advise_if_lost
from feedback.actions.changes import lock_application, save_stop, write_answer
from feedback.answer_policies import (
    check_answer_correction,
    check_answer_shown,
    check_may_correct_answer,
    check_may_undo_answer,
    check_stop_correction,
)
from feedback.models import AnswerChange, StopAdvice
from feedback.policies import check_may_change, check_reason
from feedback.states import AdviceState, AnswerAct


@transaction.atomic
def correct_answer(
    *,
    advice: StopAdvice,
    stopped_on: date | None,
    answer: str,
    reason: str,
    expected_version: str | None = None,
    by: User,
) -> StopAdvice:
    """Correct the day of the stop and the explanation; None for a measure that continues. Raises ActionDenied.

    The application is stopped, stopped on the other day, or continued with it. `expected_version` is the
    `answer_version` that the page showed; None where no page showed the answer.
    """
    advice = _lock(advice)
    application = advice.application
    check_may_correct_answer(advice, by)
    if expected_version is not None:
        check_answer_shown(advice, expected_version)
    check_reason(reason)
    check_answer_correction(advice, stopped_on=stopped_on, answer=answer)
    before = _content(advice)
    moves_stop = stopped_on != advice.stopped_on
    if moves_stop:
        check_may_change(application, by)
        check_stop_correction(advice, stopped_on=stopped_on)
    _keep_answer(advice, AnswerAct.CORRECTED, reason, by)
    if moves_stop:
        save_stop(application, stopped_on, reason, advice, by)
    write_answer(advice, AdviceState.STOPPED if stopped_on else AdviceState.KEPT, answer, by)
    changes = changed_fields(before, _content(advice))
    record(EventType.ANSWER_CORRECTED, target=advice, data={"reason": reason}, changes=changes, by=by)
    if application.is_running:
        advise_if_lost(application)
    return advice


@transaction.atomic
def undo_answer(*, advice: StopAdvice, by: User) -> StopAdvice:
    """Undo an answer that was given just now and that nothing has followed; the advice is open again.

    Raises ActionDenied.
    """
    advice = _lock(advice)
    check_may_undo_answer(advice, by)
    reason = "答复后15分钟内撤回"
    _keep_answer(advice, AnswerAct.UNDONE, reason, by)
    if advice.stopped_on:
        save_stop(advice.application, None, reason, advice, by)
    write_answer(advice, AdviceState.OPEN, "", None)
    record(EventType.ANSWER_UNDONE, target=advice, by=by)
    return advice


def _lock(advice: StopAdvice) -> StopAdvice:
    """Lock the enterprise, the application and the advice; return the advice as it is now, with the application."""
    application = lock_application(advice.application)
    advice = StopAdvice.objects.select_for_update(of=("self",)).get(pk=advice.pk)
    advice.application = application
    return advice


def _content(advice: StopAdvice) -> dict[str, object]:
    return {field: getattr(advice, field) for field in ("state", "stopped_on", "answer")}


def _keep_answer(advice: StopAdvice, act: AnswerAct, reason: str, by: User) -> None:
    """Store the answer before the act. A database trigger refuses a change of an answer that is not stored."""
    assert advice.answered_by is not None
    assert advice.answered_at is not None
    AnswerChange.objects.create(
        advice=advice,
        act=act,
        reason=reason,
        **_content(advice),
        answered_by=advice.answered_by,
        answered_at=advice.answered_at,
        changed_by=by,
    )
