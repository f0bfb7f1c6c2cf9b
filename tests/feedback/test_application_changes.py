"""A department corrects, stops and cancels its own applications, with a reason; nothing is deleted or overwritten."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from feedback.actions.advice import stop_measure
from feedback.actions.applications import log_application
from feedback.actions.changes import cancel_application, correct_application, stop_application
from feedback.models import ApplicationChange, MeasureApplication, StopAdvice
from feedback.policies import ApplicationChoices
from feedback.states import AdviceState, ApplicationAct
from foundation.denials import ActionDenied
from incentives.models import Measure
from roster.models import Enterprise
from tests.clock import at
from tests.factories import make_certified, make_user
from tests.steps import SignedIn, clerk_of, log, revoke

PDF = b"%PDF-1.7\n%%EOF\n"
REASON = "登记时写错"


@pytest.fixture
def application(clerk: User) -> MeasureApplication:
    """Measure 31 for an enterprise that is eligible since 1 July 2026, applied on the 8th."""
    with at("2026-07-01 09:00:00"):
        enterprise = make_certified(name="济南汀岚进出口有限公司")
    with at("2026-07-08 09:00:00"):
        return log_application(
            enterprise=enterprise,
            measure=Measure.objects.get(number=31),
            applied_on=date(2026, 7, 8),
            description="核定增值税发票用量。",
            evidence=SimpleUploadedFile("旧.pdf", PDF + b"old"),
            choices=ApplicationChoices(condition_met=True),
            by=clerk,
        )


def url_of(act: str, application: MeasureApplication) -> str:
    return reverse(f"feedback:application_{act}", args=[application.pk])


def correct(client: Client, application: MeasureApplication, **fields: object) -> str:
    """Post the form of a correction; return the page that follows."""
    data = {
        "applied_on": "2026-07-08",
        "description": "核定增值税发票用量，当日办结。",
        "condition_met": "on",
        "reason": REASON,
        **fields,
    }
    return client.post(url_of("correct", application), data, follow=True).content.decode()


def test_correction_shows_the_new_content_and_the_earlier_one(
    application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    page = correct(signed_in(clerk), application, applied_on="2026-07-06", evidence=SimpleUploadedFile("新.pdf", PDF))
    assert "已更正" in page
    for text in ("核定增值税发票用量，当日办结。", "新.pdf", "2026年7月6日"):
        assert text in page
    earlier = page[page.index("更正记录") :]
    for text in ("2026年7月8日", "核定增值税发票用量。", "旧.pdf", REASON, clerk.full_name):
        assert text in earlier


def test_correction_without_a_new_file_keeps_the_evidence(
    application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    correct(signed_in(clerk), application)
    application.refresh_from_db()
    assert application.evidence_filename == "旧.pdf"


def test_evidence_before_a_correction_is_still_downloaded(
    application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    correct(client, application, evidence=SimpleUploadedFile("新.pdf", PDF + b"new"))
    url = reverse("feedback:application_former_evidence", args=[ApplicationChange.objects.get().pk])
    assert b"".join(client.get(url).streaming_content) == PDF + b"old"
    assert signed_in(clerk_of("ecology")).get(url).status_code == 404


def test_corrected_day_is_checked_like_a_new_one(
    application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    page = correct(signed_in(clerk), application, applied_on="2026-06-30")
    assert "在2026年6月30日尚无激励资格" in page
    assert "核定增值税发票用量，当日办结。" in page
    assert REASON in page
    application.refresh_from_db()
    assert application.applied_on == date(2026, 7, 8)


def test_corrected_day_has_the_standing_and_the_wording_of_that_day(
    application: MeasureApplication, clerk: User, officer: User
) -> None:
    """Revoked on 10 July: the day may move within the eligible days, not beyond them."""
    with at("2026-07-10 09:00:00"):
        revoke(application.enterprise, officer)
        correct_application(
            application=application,
            applied_on=date(2026, 7, 9),
            description="核定增值税发票用量。",
            evidence=None,
            choices=ApplicationChoices(condition_met=True),
            reason=REASON,
            by=clerk,
        )
    application.refresh_from_db()
    standing = application.enterprise.standings.standing_on(date(2026, 7, 9)).get()
    assert (application.standing, standing.is_eligible) == (standing, True)


def test_correction_of_the_text_is_possible_after_the_standing_was_lost(
    application: MeasureApplication, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    with at("2026-07-08 10:00:00"):
        revoke(application.enterprise, officer)
        assert "已更正" in correct(signed_in(clerk), application)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"reason": " "}, "请填写理由"),
        ({"description": ""}, "请写明做了什么"),
        ({"condition_met": ""}, "请核实企业符合后勾选"),
        ({"description": "核定增值税发票用量。"}, "内容与现有记录相同，没有可更正的内容"),
    ],
)
def test_invalid_correction_is_refused_with_a_message(
    application: MeasureApplication, clerk: User, signed_in: SignedIn, fields: dict[str, str], message: str
) -> None:
    assert message in correct(signed_in(clerk), application, **fields)
    assert not ApplicationChange.objects.exists()


def test_correction_is_audited_with_the_values_before_and_after(
    application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    correct(signed_in(clerk), application)
    event = AuditEvent.objects.get(type=EventType.APPLICATION_CORRECTED)
    assert event.data["reason"] == REASON
    assert event.changes == {"description": ["核定增值税发票用量。", "核定增值税发票用量，当日办结。"]}


@pytest.mark.parametrize(
    ("kinds", "states"),
    [
        (["standing", "one_off"], [AdviceState.WITHDRAWN]),
        (["one_off", "standing"], [AdviceState.OPEN]),
        (["standing", "one_off", "standing"], [AdviceState.WITHDRAWN, AdviceState.OPEN]),
    ],
)
def test_advice_follows_the_corrected_kind_after_a_loss(
    enterprise: Enterprise, officer: User, kinds: list[str], states: list[AdviceState]
) -> None:
    """Measure 7 allows both kinds. A correction to one-off leaves nothing to stop."""
    content = {
        "applied_on": timezone.localdate(),
        "description": "优先办理通关。",
        "evidence": None,
        "by": officer,
    }
    first, *later = (ApplicationChoices(kind=kind) for kind in kinds)
    application = log_application(
        enterprise=enterprise, measure=Measure.objects.get(number=7), choices=first, **content
    )
    revoke(enterprise, officer)
    for choices in later:
        correct_application(application=application, choices=choices, reason=REASON, **content)
    assert list(StopAdvice.objects.order_by("pk").values_list("state", flat=True)) == states


def test_correction_to_what_already_runs_is_refused(enterprise: Enterprise, clerk: User) -> None:
    first, second = (
        log_application(
            enterprise=enterprise,
            measure=Measure.objects.get(number=32),
            applied_on=timezone.localdate(),
            description="办理。",
            evidence=None,
            choices=ApplicationChoices(condition_met=True, sub_item=number),
            by=clerk,
        )
        for number in (1, 2)
    )
    with pytest.raises(ActionDenied, match="持续适用第32条（1），尚未停止"):
        correct_application(
            application=second,
            applied_on=second.applied_on,
            description="办理。",
            evidence=None,
            choices=ApplicationChoices(condition_met=True, sub_item=first.sub_item),
            reason=REASON,
            by=clerk,
        )


def stop(client: Client, application: MeasureApplication, **fields: str) -> str:
    data = {"stopped_on": "2026-07-09", "reason": "企业已不需要", **fields}
    return client.post(url_of("stop", application), data, follow=True).content.decode()


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
        ({"stopped_on": ""}, "必填"),
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


def cancel(client: Client, application: MeasureApplication, reason: str = "重复登记") -> str:
    return client.post(url_of("cancel", application), {"reason": reason}, follow=True).content.decode()


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


@pytest.mark.parametrize("act", ["correct", "stop", "cancel"])
def test_cancelled_application_is_changed_no_more(
    application: MeasureApplication, clerk: User, signed_in: SignedIn, act: str
) -> None:
    client = signed_in(clerk)
    cancel(client, application)
    typed = "撤销以后写的理由"
    data = {
        "applied_on": "2026-07-08",
        "description": "另写。",
        "condition_met": "on",
        "stopped_on": "2026-07-09",
        "reason": typed,
    }
    page = client.post(url_of(act, application), data, follow=True).content.decode()
    assert "该措施实施已撤销" in page
    assert typed in page
    assert ApplicationChange.objects.count() == 1


@pytest.mark.parametrize("act", ["correct", "stop", "cancel"])
def test_application_of_another_department_is_not_changed(
    application: MeasureApplication, officer: User, signed_in: SignedIn, act: str
) -> None:
    """Another department does not find it; customs sees it and is refused by the action."""
    assert signed_in(clerk_of("ecology")).get(url_of(act, application)).status_code == 404
    page = signed_in(officer).get(url_of(act, application), follow=True).content.decode()
    assert "市税务局登记的措施实施，泉城海关不能更正、停止或撤销" in page


def test_acts_are_offered_to_the_own_department_only(
    application: MeasureApplication, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    url = reverse("feedback:application_detail", args=[application.pk])
    for user, offered in ((clerk, True), (officer, False), (make_user(Role.CREDIT), False)):
        page = signed_in(user).get(url).content.decode()
        assert (url_of("cancel", application) in page) == offered


def test_page_of_each_act_tells_what_follows(application: MeasureApplication, clerk: User, signed_in: SignedIn) -> None:
    client = signed_in(clerk)
    for act, text in (
        ("correct", "更正前的内容保留并显示"),
        ("stop", "停止后不能恢复"),
        ("cancel", "撤销后不能恢复"),
    ):
        assert text in client.get(url_of(act, application)).content.decode()


def test_answer_to_advice_is_recorded_as_a_stop(application: MeasureApplication, clerk: User, officer: User) -> None:
    revoke(application.enterprise, officer)
    advice = StopAdvice.objects.get()
    stop_measure(advice=advice, stopped_on=timezone.localdate(), answer="", by=clerk)
    change = ApplicationChange.objects.get()
    assert (change.act, change.advice, change.changed_by) == (ApplicationAct.STOPPED, advice, clerk)


def change_of(application: MeasureApplication, clerk: User, act: str, **values: object) -> ApplicationChange:
    """Return a row that keeps the content of the application, with other values for some fields."""
    content = {
        field: getattr(application, field)
        for field in (
            *("version", "standing", "kind", "sub_item", "condition_met", "benefits_person"),
            *("applied_on", "description", "evidence", "evidence_filename"),
        )
    }
    return ApplicationChange(
        application=application, act=act, **{"reason": REASON, "changed_by": clerk, **content, **values}
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"description": "改写。"},
        {"stopped_on": date(2026, 7, 9)},
        {"cancelled_at": timezone.now()},
        {"logged_at": timezone.now()},
    ],
)
def test_database_refuses_a_change_without_its_record(
    application: MeasureApplication, changes: dict[str, object]
) -> None:
    with pytest.raises(InternalError), transaction.atomic():
        MeasureApplication.objects.filter(pk=application.pk).update(**changes)


def test_database_refuses_a_second_change_by_one_record(application: MeasureApplication, clerk: User) -> None:
    change_of(application, clerk, ApplicationAct.CORRECTED).save()
    rows = MeasureApplication.objects.filter(pk=application.pk)
    rows.update(description="更正一次。")
    for changes in ({"description": "更正两次。"}, {"stopped_on": date(2026, 7, 9)}):
        with pytest.raises(InternalError, match="recorded"), transaction.atomic():
            rows.update(**changes)


def test_database_refuses_a_record_with_another_content(application: MeasureApplication, clerk: User) -> None:
    with pytest.raises(InternalError, match="keeps the content"), transaction.atomic():
        change_of(application, clerk, ApplicationAct.CORRECTED, description="并非原文。").save()
    with pytest.raises(IntegrityError, match="change_has_reason"), transaction.atomic():
        change_of(application, clerk, ApplicationAct.CORRECTED, reason="").save()


def test_database_keeps_records_and_cancellations(application: MeasureApplication, clerk: User) -> None:
    cancel_application(application=application, reason="重复登记", by=clerk)
    rows = MeasureApplication.objects.filter(pk=application.pk)
    for change in (
        lambda: ApplicationChange.objects.update(reason="改写"),
        lambda: ApplicationChange.objects.all().delete(),
        lambda: rows.update(cancelled_at=None),
        lambda: rows.update(description="改写。"),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            change()
