"""Several at once: notices that are read together, and stop advice that is answered together."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect

from accounts.models import User
from feedback.actions.follow import notify_standing_changes
from feedback.models import Notice, StopAdvice
from feedback.states import AdviceState
from tests.clock import at
from tests.factories import load_reference, make_certified, make_department, make_user
from tests.steps import SignedIn, clerk_of, log, revoke

PHONE = {"width": 375, "height": 812}


def advise(clerk: User, count: int) -> list[StopAdvice]:
    """Return open stop advice to the clerk's department about this many enterprises."""
    for _ in range(count):
        enterprise = make_certified()
        log(enterprise, clerk)
        revoke(enterprise)
    return list(StopAdvice.objects.open().filter(department=clerk.department).order_by("pk"))


@pytest.fixture
def page(db: None, reference_data: None, clerk: User, signed_in: SignedIn) -> Client:
    return signed_in(clerk)


def answer(client: Client, advice: list[StopAdvice], **data: str) -> str:
    posted = {"advice": [each.pk for each in advice], "answer": "", **data}
    return client.post(reverse("feedback:advice_answer"), posted, follow=True).content.decode()


def test_ticked_advice_is_listed_before_it_is_answered(page: Client, clerk: User) -> None:
    advice = advise(clerk, 3)
    shown = page.get(reverse("feedback:advice_answer"), {"advice": [each.pk for each in advice[:2]]}).content.decode()
    assert "一并答复2项停用建议" in shown
    for each, is_shown in zip(advice, (True, True, False), strict=True):
        assert (str(each.application.enterprise) in shown) is is_shown


def test_ticked_advice_is_answered_together(page: Client, clerk: User) -> None:
    today = timezone.localdate().isoformat()
    shown = answer(page, advise(clerk, 2), decision="stopped", stopped_on=today)
    assert "已答复2项：自" in shown
    assert {advice.state for advice in StopAdvice.objects.all()} == {AdviceState.STOPPED}
    assert {advice.application.stopped_on for advice in StopAdvice.objects.all()} == {timezone.localdate()}


def test_refused_row_is_named_with_its_reason_and_the_others_are_answered(page: Client, clerk: User) -> None:
    with at("2026-11-20 09:00:00"):
        (earlier,) = advise(clerk, 1)
    with at("2026-11-25 09:00:00"):
        later = advise(clerk, 1)[1]
        client = Client()
        client.force_login(clerk)
        shown = answer(client, [earlier, later], decision="stopped", stopped_on="2026-11-23")
    assert "已答复：自2026年11月23日起停止适用" in shown
    assert f"{later}：停止日期2026年11月23日早于实施日期2026年11月25日" in shown
    states = dict(StopAdvice.objects.values_list("pk", "state"))
    assert states == {earlier.pk: AdviceState.STOPPED, later.pk: AdviceState.OPEN}


def test_refusal_of_every_row_keeps_the_form_with_what_was_typed(page: Client, clerk: User) -> None:
    advice = advise(clerk, 2)
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    shown = answer(page, advice, decision="stopped", stopped_on=yesterday, answer="已通知企业")
    assert "已通知企业" in shown
    for each in advice:
        assert f"{each}：停止日期" in shown
    assert StopAdvice.objects.open().count() == 2


def test_advice_of_another_department_is_refused(page: Client, clerk: User, signed_in: SignedIn) -> None:
    advice = advise(clerk, 1)
    answer(signed_in(clerk_of("ecology")), advice, decision="kept", answer="仍适用")
    officer = make_user("customs", department=make_department("quancheng-customs"))
    shown = answer(signed_in(officer), advice, decision="kept", answer="仍适用")
    assert "该停用建议由市税务局答复，泉城海关不能答复。" in shown
    assert StopAdvice.objects.open().count() == 1


@pytest.mark.parametrize("count", [0, 2])
def test_none_or_too_many_ticks_lead_back_to_the_list(
    page: Client, clerk: User, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr("feedback.views.several.MOST_ADVICE", 1)
    keys = [each.pk for each in advise(clerk, count)] if count else []
    answered = page.get(reverse("feedback:advice_answer"), {"advice": keys}, follow=True)
    assert answered.redirect_chain[-1][0] == reverse("feedback:advice_list")
    assert ("请减少勾选" if count else "请先勾选") in answered.content.decode()


def read(client: Client, **data: object) -> str:
    return client.post(reverse("feedback:notices_read"), data, follow=True).content.decode()


def unread_of(user: User) -> list[Notice]:
    return list(Notice.objects.filter(department=user.department, read_at__isnull=True).order_by("pk"))


def test_ticked_notices_are_read_together_and_the_filter_stays(page: Client, clerk: User) -> None:
    advise(clerk, 3)
    page.get(reverse("feedback:notice_list"), {"unread": "true"})
    *ticked, last = unread_of(clerk)
    posted = {"notice": [notice.pk for notice in ticked]}
    answered = page.post(reverse("feedback:notices_read"), posted, follow=True)
    assert answered.redirect_chain[-1][0] == reverse("feedback:notice_list") + "?unread=true"
    assert f"已将{len(ticked)}条消息标为已阅" in answered.content.decode()
    assert unread_of(clerk) == [last]
    assert "这些消息此前已由本单位阅过" in read(page, **posted)


def test_all_notices_are_those_that_the_page_counted(page: Client, clerk: User) -> None:
    advise(clerk, 2)
    context = page.get(reverse("feedback:notice_list")).context
    assert context["unread_count"] == len(unread_of(clerk))
    revoke(make_certified())
    notify_standing_changes()
    shown = read(page, everything="true", newest=context["newest"])
    assert f"已将{context['unread_count']}条消息标为已阅" in shown
    assert unread_of(clerk)
    assert all(notice.pk > context["newest"] for notice in unread_of(clerk))


def test_nothing_ticked_says_so(page: Client, clerk: User) -> None:
    advise(clerk, 1)
    assert "请先勾选要标为已阅的消息。" in read(page)
    assert unread_of(clerk)


def test_notices_of_another_department_stay_unread(page: Client, clerk: User) -> None:
    advise(clerk, 1)
    other = clerk_of("ecology")
    assert "请先勾选" in read(page, notice=[notice.pk for notice in unread_of(other)])
    assert unread_of(other)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_several_are_ticked_and_answered_on_a_phone_without_script(browser: Browser, live_server) -> None:
    load_reference()
    clerk = clerk_of("tax")
    advise(clerk, 3)
    client = Client()
    client.force_login(clerk)
    context = browser.new_context(locale="zh-CN", viewport=PHONE, java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    window = context.new_page()
    window.goto(live_server.url + reverse("feedback:advice_list"))
    for box in window.get_by_role("checkbox").all()[:2]:
        box.check()
    window.get_by_role("button", name="一并答复勾选的").click()
    expect(window.get_by_role("heading", level=1)).to_have_text("一并答复2项停用建议")
    scripted = browser.new_context(locale="zh-CN", viewport=PHONE, storage_state=context.storage_state()).new_page()
    scripted.goto(window.url)
    beyond = scripted.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (beyond, Axe().run(scripted).response["violations"]) == (0, [])
    window.get_by_label("继续适用").check()
    window.get_by_label("说明").fill("企业已申诉")
    window.get_by_role("button", name="提交答复").click()
    expect(window.locator("main")).to_contain_text("已答复2项：继续适用")
    window.goto(live_server.url + reverse("feedback:notice_list"))
    window.get_by_role("button", name="条未读标为已阅").click()
    expect(window.locator("main")).to_contain_text("条消息标为已阅")
    scripted.context.close()
    context.close()
