"""A department stops or cancels its own application, with a reason."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from audit.types import EventType
from feedback.actions.changes import cancel_application, stop_application
from feedback.models import MeasureApplication, StopAdvice
from feedback.states import AdviceState
from foundation.denials import ActionDenied
from roster.models import Enterprise
from tests.clock import at
from tests.feedback.application_acts import cancel, correct, stop
from tests.steps import SignedIn, log, revoke


def test_stop_without_advice_ends_the_application_on_its_day(
    application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    page = stop(signed_in(clerk), application)
    assert "已停止" in page
    assert "企业已不需要" in page
    application.refresh_from_db()
    assert application.stopped_on == date(2026, 7, 9)
    event = AuditEvent.objects.get(type=EventType.APPLICATION_STOPPED)
    assert event.changes == {"stopped_on": [None, "2026-07-09"]}


def test_stop_answers_the_open_advice(
    application: MeasureApplication, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    revoke(application.enterprise, officer)
    stop(signed_in(clerk), application)
    advice = StopAdvice.objects.get()
    assert (advice.state, advice.answered_by, advice.answer) == (AdviceState.STOPPED, clerk, "企业已不需要")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"reason": ""}, "请填写理由"),
        ({"stopped_on": ""}, "请填写这一项"),
        ({"stopped_on": "2026-07-07"}, "早于实施日期2026年7月8日"),
        ({"stopped_on": "2999-01-01"}, "不能晚于今天"),
    ],
)
def test_invalid_stop_is_refused_with_a_message(
    application: MeasureApplication, clerk: User, signed_in: SignedIn, fields: dict[str, str], message: str
) -> None:
    assert message in stop(signed_in(clerk), application, **fields)
    application.refresh_from_db()
    assert application.stopped_on is None


def test_second_stop_is_refused_with_what_was_typed(
    application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    stop(client, application)
    page = stop(client, application, reason="再次停止的理由")
    assert "已于2026年7月9日停止" in page
    assert "再次停止的理由" in page


def test_one_off_application_is_not_stopped(enterprise: Enterprise, clerk: User) -> None:
    application = log(enterprise, clerk, number=38)
    with pytest.raises(ActionDenied, match="只有持续适用的措施可以停止"):
        stop_application(application=application, stopped_on=timezone.localdate(), reason="停", by=clerk)


def test_stop_day_stays_after_a_correction(application: MeasureApplication, clerk: User, signed_in: SignedIn) -> None:
    client = signed_in(clerk)
    stop(client, application)
    assert "晚于停止日期2026年7月9日" in correct(client, application, applied_on="2026-07-10")
    correct(client, application)
    application.refresh_from_db()
    assert application.stopped_on == date(2026, 7, 9)


def test_cancelled_application_stays_with_its_reason_and_is_marked(
    application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    page = cancel(client, application)
    for text in ("已撤销", "重复登记", "核定增值税发票用量。"):
        assert text in page
    listed = client.get(reverse("feedback:application_list")).content.decode()
    assert "已撤销" in listed
    assert AuditEvent.objects.get(type=EventType.APPLICATION_CANCELLED).data["reason"] == "重复登记"


def test_cancellation_needs_a_reason(application: MeasureApplication, clerk: User, signed_in: SignedIn) -> None:
    assert "请填写理由" in cancel(signed_in(clerk), application, reason=" ")
    application.refresh_from_db()
    assert application.cancelled_at is None


def test_cancelled_application_is_neither_running_nor_marked_nor_counted(
    application: MeasureApplication, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    cancel_application(application=application, reason="重复登记", by=clerk)
    with at("2026-07-10 09:00:00"):
        revoke(application.enterprise, officer)
    assert not StopAdvice.objects.exists()
    assert not MeasureApplication.objects.running().exists()
    assert not MeasureApplication.objects.standing_corrected().exists()


def test_cancellation_withdraws_the_open_advice(application: MeasureApplication, clerk: User, officer: User) -> None:
    revoke(application.enterprise, officer)
    cancel_application(application=application, reason="重复登记", by=clerk)
    assert StopAdvice.objects.get().state == AdviceState.WITHDRAWN


def test_measure_is_logged_again_after_a_cancellation(application: MeasureApplication, clerk: User) -> None:
    cancel_application(application=application, reason="企业选错", by=clerk)
    assert log(application.enterprise, clerk, on=date(2026, 7, 8)).is_running
