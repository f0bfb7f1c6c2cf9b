"""Checks of answers to stop advice and notices. Each raises ActionDenied with the message that the page shows."""

from datetime import date, datetime

from accounts.models import User
from feedback.models import MeasureApplication, Notice, StopAdvice
from feedback.policies import check_may_stop, check_stop_day, is_just_now
from feedback.states import LOST, TO_ACKNOWLEDGE, AdviceState, AnswerAct, ApplicationAct
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date


def check_may_answer(advice: StopAdvice, user: User) -> None:
    """Require open advice about an application that the user's department is in charge of."""
    if (in_charge := advice.application.in_charge) != user.department:
        raise ActionDenied(f"该停用建议由{in_charge}答复，{user.department}不能答复。")
    if not advice.is_open:
        raise ActionDenied(f"该停用建议已有结果：{advice.get_state_display()}。")


def check_may_acknowledge_notice(notice: Notice) -> None:
    """Require a notice of a kind that is acknowledged."""
    if notice.kind not in TO_ACKNOWLEDGE:
        raise ActionDenied(f"“{notice.get_kind_display()}”的消息阅读即可，无须知悉。")


def check_stopped_since_loss(advice: StopAdvice, stopped_on: date) -> None:
    """Require a day that is not before the loss of the standing that the advice is about."""
    if stopped_on < advice.standing.since:
        raise ActionDenied(
            f"停止日期{chinese_date(stopped_on)}早于企业失去资格的{chinese_date(advice.standing.since)}。"
            "此前已经停止的，请在该措施实施的页面办理停止；否则请改正停止日期后再提交。"
        )


def check_kept_with_reason(answer: str) -> None:
    """Require the reason of a measure that continues."""
    if not answer.strip():
        raise ActionDenied("选择“继续适用”的，请说明理由。")


def check_may_correct_answer(advice: StopAdvice, user: User) -> None:
    """Require answered advice about an application that the user's department is in charge of."""
    if (in_charge := advice.application.in_charge) != user.department:
        raise ActionDenied(f"该停用建议由{in_charge}答复，{user.department}不能更正或撤回答复。")
    if not advice.is_answered:
        raise ActionDenied(f"该停用建议没有可更正的答复：{advice.get_state_display()}。")


def check_answer_shown(advice: StopAdvice, expected_version: str) -> None:
    """Require that nothing changed the answer after the page of this version showed it."""
    if advice.answer_version != expected_version:
        raise ActionDenied("您打开页面之后，该答复已有变动，请核对现在的答复后再提交。")


def check_answer_correction(advice: StopAdvice, *, stopped_on: date | None, answer: str) -> None:
    """Require that something changes, and the reason of a measure that continues."""
    if stopped_on is None:
        check_kept_with_reason(answer)
    if (stopped_on, answer) == (advice.stopped_on, advice.answer):
        raise ActionDenied("内容与现有答复相同，没有可更正的内容。")


def check_stop_correction(advice: StopAdvice, *, stopped_on: date | None) -> None:
    """Require that the application may be stopped on this day instead; None for one that continues.

    It continues as if it had never been stopped, so nothing may have followed the stop.
    """
    if stopped_on is None and _is_followed(advice):
        raise ActionDenied(
            "停止后该措施已有后续办理（更正、另行登记或新的停用建议），不能改为继续适用；需要再次适用的，请重新登记。"
        )
    if stopped_on and advice.stopped_on is None:
        check_may_stop(advice.application, stopped_on=stopped_on)
    elif stopped_on:
        check_stop_day(advice.application, stopped_on)
    if stopped_on:
        check_stopped_since_loss(advice, stopped_on)


def check_may_undo_answer(advice: StopAdvice, user: User) -> None:
    """Require an answer that the department gave just now, and that nothing has followed."""
    check_may_correct_answer(advice, user)
    assert advice.answered_at is not None
    if not is_just_now(advice.answered_at):
        raise ActionDenied("答复已满15分钟，不能撤回；答复有误的，请更正答复并写明理由。")
    last = advice.changes.last()
    is_corrected = last is not None and last.act == AnswerAct.CORRECTED
    if is_corrected or _is_followed(advice) or advice.application.enterprise.standing.state not in LOST:
        raise ActionDenied("该答复已有后续办理或企业资格已变动，不能撤回；答复有误的，请更正答复并写明理由。")


def _is_followed(advice: StopAdvice) -> bool:
    """Whether something followed what the answer states, beside its own corrections.

    The application was changed, or it was logged or advised on again.
    """
    application = advice.application
    changes = application.changes.exclude(advice=advice).exclude(act=ApplicationAct.SUPPLEMENTED)
    changes = changes.filter(changed_at__gt=_stated_since(advice))
    again = MeasureApplication.objects.not_cancelled().filter(
        enterprise=application.enterprise,
        measure=application.measure,
        in_charge=application.in_charge,
        sub_item=application.sub_item,
        pk__gt=application.pk,
    )
    return (
        application.cancelled_at is not None
        or changes.exists()
        or application.stop_advice.filter(pk__gt=advice.pk).exists()
        or (advice.state == AdviceState.STOPPED and again.exists())
    )


def _stated_since(advice: StopAdvice) -> datetime:
    """The moment since which the answer holds: of the stop itself, however often its day or text was corrected."""
    if advice.state == AdviceState.STOPPED:
        return advice.application.changes.filter(advice=advice, act=ApplicationAct.STOPPED).latest("pk").changed_at
    assert advice.answered_at is not None
    return advice.answered_at
