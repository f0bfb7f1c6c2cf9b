"""A department corrects its answer to stop advice with a reason, and undoes one it has just given."""

from datetime import timedelta

import pytest
import time_machine
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from feedback.actions.advice import keep_measure, stop_measure
from feedback.actions.answer_changes import correct_answer, undo_answer
from feedback.models import AnswerChange, ApplicationChange, MeasureApplication, StopAdvice
from feedback.policies import UNDO_TIME
from feedback.states import AdviceState
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from roster.models import Enterprise
from tests.factories import make_user
from tests.feedback.application_acts import cancel
from tests.roles import as_owner
from tests.steps import SignedIn, clerk_of, log, revoke

LATER = timedelta(seconds=1) + UNDO_TIME


@pytest.fixture
def advice(enterprise: Enterprise, clerk: User, officer: User) -> StopAdvice:
    log(enterprise, clerk)
    revoke(enterprise, officer)
    return StopAdvice.objects.get()


@pytest.fixture
def stopped(advice: StopAdvice, clerk: User) -> StopAdvice:
    """Advice that was answered 已停止 today."""
    return stop_measure(advice=advice, stopped_on=timezone.localdate(), answer="已停止", by=clerk)


def correct(client: Client, advice: StopAdvice, **data: str) -> str:
    url = reverse("feedback:answer_correct", args=[advice.pk])
    shown = {"version": advice.answer_version, "reason": "答复时选错"}
    return client.post(url, {**shown, **data}, follow=True).content.decode()


def undo(client: Client, advice: StopAdvice) -> str:
    return client.post(reverse("feedback:answer_undo", args=[advice.pk]), follow=True).content.decode()


def correct_description(client: Client, application: MeasureApplication) -> None:
    url = reverse("feedback:application_correct", args=[application.pk])
    data = {
        "version": application.content_version,
        "applied_on": application.applied_on.isoformat(),
        "description": "核定用量，当日办结。",
        "condition_met": "on",
        "reason": "写错",
    }
    assert "已更正" in client.post(url, data, follow=True).content.decode()


def test_answer_is_corrected_both_ways_and_the_answers_before_are_shown_to_ndrc(
    advice: StopAdvice, clerk: User, signed_in: SignedIn
) -> None:
    today, client = timezone.localdate(), signed_in(clerk)
    keep_measure(advice=advice, answer="暂缓", by=clerk)
    page = correct(client, advice, decision="stopped", stopped_on=today.isoformat(), answer="")
    assert "已更正答复：已停止" in page
    application = MeasureApplication.objects.get()
    assert (application.stopped_on, StopAdvice.objects.get().state) == (today, AdviceState.STOPPED)
    page = correct(client, advice, decision="kept", stopped_on=today.isoformat(), answer="已申请行政复议")
    assert "已更正答复：继续适用" in page
    application.refresh_from_db()
    assert application.is_running
    assert not StopAdvice.objects.open().exists()
    shown = signed_in(make_user(Role.CREDIT)).get(reverse("feedback:advice_detail", args=[advice.pk]))
    for words in ("答复沿革", "暂缓", f"已停止，停止日期{chinese_date(today)}", "答复时选错", "已申请行政复议"):
        assert words in shown.content.decode()
    history = client.get(reverse("feedback:application_detail", args=[application.pk])).content.decode()
    assert f"更正前的停止日期：{chinese_date(today)}" in history


def test_correction_needs_a_reason_a_change_and_a_possible_day(
    stopped: StopAdvice, clerk: User, signed_in: SignedIn
) -> None:
    client, today = signed_in(clerk), timezone.localdate().isoformat()
    same = {"decision": "stopped", "stopped_on": today, "answer": "已停止"}
    assert "请填写理由" in correct(client, stopped, **same, reason=" ")
    page = correct(client, stopped, **same)
    assert "没有可更正的内容" in page
    assert "答复时选错" in page
    assert "早于实施日期" in correct(client, stopped, **{**same, "stopped_on": "2020-01-01"})
    assert "不能晚于今天" in correct(client, stopped, **{**same, "stopped_on": "2999-01-01"})
    assert not AnswerChange.objects.exists()


def test_stop_of_a_cancelled_application_is_not_taken_back(
    stopped: StopAdvice, clerk: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    cancel(client, stopped.application)
    assert "该措施实施已撤销" in correct(client, stopped, decision="kept", answer="继续")
    assert "已更正答复" in correct(
        client, stopped, decision="stopped", stopped_on=timezone.localdate().isoformat(), answer="当日停止"
    )


def test_stop_is_not_taken_back_after_the_stopped_application_was_corrected(
    stopped: StopAdvice, clerk: User, signed_in: SignedIn
) -> None:
    correct_description(signed_in(clerk), stopped.application)
    client, today = signed_in(clerk), timezone.localdate().isoformat()
    assert "已更正答复：已停止" in correct(client, stopped, decision="stopped", stopped_on=today, answer="当日停止")
    page = correct(client, stopped, decision="kept", answer="继续")
    assert "停止后该措施已有后续办理" in page
    stopped.refresh_from_db()
    assert stopped.state == AdviceState.STOPPED


def test_stop_that_a_correction_states_is_taken_back_although_the_application_was_corrected_before_it(
    advice: StopAdvice, clerk: User, signed_in: SignedIn
) -> None:
    keep_measure(advice=advice, answer="暂缓", by=clerk)
    correct_description(signed_in(clerk), advice.application)
    today = timezone.localdate()
    stopped = correct_answer(advice=advice, stopped_on=today, answer="", reason="选错", by=clerk)
    moved = correct_answer(advice=stopped, stopped_on=today, answer="已停止", reason="补写", by=clerk)
    kept = correct_answer(advice=moved, stopped_on=None, answer="继续", reason="选错", by=clerk)
    assert kept.application.is_running


def test_stop_is_not_taken_back_while_the_measure_runs_again(application: MeasureApplication, clerk: User) -> None:
    revoke(application.enterprise)
    today = timezone.localdate()
    stopped = stop_measure(advice=StopAdvice.objects.get(), stopped_on=today, answer="", by=clerk)
    log(application.enterprise, clerk, on=application.applied_on)
    with pytest.raises(ActionDenied, match="停止后该措施已有后续办理"):
        correct_answer(advice=stopped, stopped_on=None, answer="继续", reason="选错", by=clerk)
    with pytest.raises(ActionDenied, match="已有后续办理"):
        undo_answer(advice=stopped, by=clerk)


@pytest.mark.parametrize("answered", ["stopped", "kept"])
def test_undone_answer_opens_the_advice_and_is_given_again(
    advice: StopAdvice, clerk: User, signed_in: SignedIn, answered: str
) -> None:
    today, client = timezone.localdate(), signed_in(clerk)
    if answered == "stopped":
        stop_measure(advice=advice, stopped_on=today, answer="", by=clerk)
    else:
        keep_measure(advice=advice, answer="暂缓", by=clerk)
    page = reverse("feedback:advice_detail", args=[advice.pk])
    assert "撤回答复" in client.get(page).content.decode()
    assert "已撤回答复" in undo(client, advice)
    advice = StopAdvice.objects.get()
    assert (advice.state, advice.answer, advice.answered_by) == (AdviceState.OPEN, "", None)
    assert advice.application.is_running
    assert advice.changes.get().state == answered
    stop_measure(advice=advice, stopped_on=today, answer="", by=clerk)
    assert undo_answer(advice=advice, by=clerk).is_open


def test_undo_is_refused_late_after_a_correction_and_to_others(
    advice: StopAdvice, clerk: User, signed_in: SignedIn
) -> None:
    keep_measure(advice=advice, answer="暂缓", by=clerk)
    with time_machine.travel(timezone.now() + LATER):
        assert "答复已满15分钟，不能撤回" in undo(signed_in(clerk), advice)
    correct_answer(advice=advice, stopped_on=None, answer="暂缓一个月", reason="补写", by=clerk)
    assert "已有后续办理" in undo(signed_in(clerk), advice)
    other = clerk_of("ecology")
    with pytest.raises(ActionDenied, match="不能更正或撤回答复"):
        undo_answer(advice=advice, by=other)
    assert signed_in(other).get(reverse("feedback:answer_correct", args=[advice.pk])).status_code == 404
    credit = signed_in(make_user(Role.CREDIT))
    assert "不能更正或撤回答复" in correct(credit, advice, decision="kept", answer="代为更正")


def test_database_keeps_answers_and_stops_that_are_not_recorded(stopped: StopAdvice, clerk: User) -> None:
    advice, applications = StopAdvice.objects.filter(pk=stopped.pk), MeasureApplication.objects.all()
    unrecorded = (
        lambda: advice.update(answer="改写"),
        lambda: advice.update(state=AdviceState.OPEN),
        lambda: advice.update(due_on="2099-01-01"),
        lambda: applications.update(stopped_on=None),
        lambda: applications.update(stopped_on=timezone.localdate() + timedelta(days=1)),
    )
    for change in unrecorded:
        with as_owner(), pytest.raises(InternalError), transaction.atomic():
            change()
    correct_answer(advice=stopped, stopped_on=None, answer="继续", reason="选错", by=clerk)
    for change in (
        *unrecorded[:3],
        lambda: AnswerChange.objects.update(reason="改写"),
        lambda: AnswerChange.objects.all().delete(),
    ):
        with as_owner(), pytest.raises(InternalError), transaction.atomic():
            change()
    again = AnswerChange.objects.get()
    again.pk = None
    with pytest.raises(InternalError, match="keeps the answer"), transaction.atomic():
        again.save(force_insert=True)
    assert [change.stopped_on for change in ApplicationChange.objects.all()] == [None, timezone.localdate()]


def test_correction_of_an_answer_that_a_colleague_has_corrected_meanwhile_is_refused(
    stopped: StopAdvice, clerk: User, signed_in: SignedIn
) -> None:
    """The page comes back with what was typed and the version of now, by which it is accepted."""
    client, colleague = signed_in(clerk), signed_in(make_user(department=clerk.department))
    today = timezone.localdate().isoformat()
    old = stopped.answer_version
    assert "已更正答复" in correct(colleague, stopped, decision="stopped", stopped_on=today, answer="当日书面停止")
    page = correct(client, stopped, decision="stopped", stopped_on=today, answer="当日停止", version=old)
    assert "您打开页面之后，该答复已有变动" in page
    stopped.refresh_from_db()
    assert stopped.answer == "当日书面停止"
    assert f'name="version" value="{stopped.answer_version}"' in page
    assert "已更正答复" in correct(client, stopped, decision="stopped", stopped_on=today, answer="当日停止")
