"""Changes of applications: who may make them, and how the database keeps the content before each."""

from datetime import date

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from feedback.actions.advice import stop_measure
from feedback.actions.changes import cancel_application
from feedback.models import ApplicationChange, MeasureApplication, StopAdvice
from feedback.states import ApplicationAct
from tests.factories import make_user
from tests.feedback.application_acts import REASON, cancel, url_of
from tests.roles import as_owner
from tests.steps import SignedIn, clerk_of, revoke


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
    assert "该措施实施由市税务局承办，泉城海关不能更正、停止或撤销" in page


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
            *("applied_on", "description"),
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
    with as_owner(), pytest.raises(InternalError), transaction.atomic():
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
        with as_owner(), pytest.raises(InternalError), transaction.atomic():
            change()
