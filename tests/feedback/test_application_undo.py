"""A department undoes an application it has just logged, for 15 minutes and while nothing has followed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from audit.models import AuditEvent
from audit.types import EventType
from feedback.actions.changes import correct_application, undo_application
from feedback.models import MeasureApplication
from feedback.policies import UNDO_TIME
from foundation.denials import ActionDenied
from roster.models import Enterprise
from tests.factories import PASSWORD, make_certified
from tests.steps import SignedIn, any_choices, clerk_of, log, revoke

pytestmark = pytest.mark.usefixtures("reference_data")
TOO_LATE = timedelta(seconds=1) + UNDO_TIME


def test_undone_application_is_cancelled_and_recorded_as_undone(enterprise: Enterprise, clerk: User) -> None:
    application = undo_application(application=log(enterprise, clerk), by=clerk)
    assert application.cancelled_at
    assert application.changes.get().reason == "登记后15分钟内撤回"
    assert AuditEvent.objects.get(type=EventType.APPLICATION_UNDONE).target_key == str(application.pk)
    assert not AuditEvent.objects.filter(type=EventType.APPLICATION_CANCELLED).exists()


def test_application_is_logged_again_after_it_was_undone(enterprise: Enterprise, clerk: User) -> None:
    undo_application(application=log(enterprise, clerk), by=clerk)
    assert log(enterprise, clerk).is_running


def test_undo_is_refused_after_15_minutes(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> None:
    application = log(enterprise, clerk)
    detail = reverse("feedback:application_detail", args=[application.pk])
    assert "撤回这次登记" in signed_in(clerk).get(detail).content.decode()
    with time_machine.travel(timezone.now() + TOO_LATE):
        client = signed_in(clerk)
        assert "撤回这次登记" not in client.get(detail).content.decode()
        undo = reverse("feedback:application_undo", args=[application.pk])
        assert "登记已满15分钟，不能撤回" in client.post(undo, follow=True).content.decode()
    application.refresh_from_db()
    assert application.cancelled_at is None


def test_undo_is_refused_after_a_correction_and_after_stop_advice(enterprise: Enterprise, clerk: User) -> None:
    corrected, advised = log(enterprise, clerk), log(make_certified(), clerk)
    correct_application(
        application=corrected,
        applied_on=corrected.applied_on,
        description="当日办结。",
        choices=any_choices(corrected.measure),
        reason="写错",
        by=clerk,
    )
    revoke(advised.enterprise)
    for application in (corrected, advised):
        with pytest.raises(ActionDenied, match="已有后续办理"):
            undo_application(application=application, by=clerk)


def test_other_department_does_not_undo(enterprise: Enterprise, clerk: User) -> None:
    application = log(enterprise, clerk)
    with pytest.raises(ActionDenied, match="不能更正、停止或撤销"):
        undo_application(application=application, by=clerk_of("ecology"))


@pytest.fixture(params=[(1280, 900), (375, 812)], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, height = request.param
    context = browser.new_context(
        locale="zh-CN", viewport={"width": width, "height": height}, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_clerk_logs_reads_what_follows_and_undoes(page: Page, live_server: Any) -> None:
    clerk = clerk_of("tax")
    page.goto(f"{live_server.url}/desk/enterprises/{make_certified().uscc}/apply/")
    page.get_by_label("用户名").fill(clerk.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("link", name="第38项").click()
    page.get_by_label("实施情况").fill("当日受理，优先办结。")
    page.get_by_role("button", name="登记").click()
    confirmation = page.get_by_role("status")
    expect(confirmation).to_contain_text(f"编号：{timezone.localdate().year}-{MeasureApplication.objects.get().pk:06d}")
    expect(confirmation).to_contain_text("15分钟内可在本页撤回")
    expect(confirmation.get_by_role("link", name="再登记一项")).to_be_visible()
    page.get_by_role("button", name="撤回这次登记").click()
    expect(page.get_by_role("status")).to_contain_text("已撤回")
    expect(page.get_by_role("button", name="撤回这次登记")).to_have_count(0)
    page.get_by_role("link", name="登记新的一项").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("登记措施实施")
