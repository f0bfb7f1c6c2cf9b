"""Stop advice: answered once, by the department that it was sent to."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from feedback.models import StopAdvice
from feedback.states import AdviceState
from foundation.web.dates import chinese_date
from roster.models import Enterprise
from tests.clock import at
from tests.factories import make_certified, make_user
from tests.roles import without_triggers
from tests.steps import SignedIn, clerk_of, log, revoke


@pytest.fixture
def advice(enterprise: Enterprise, clerk: User, officer: User) -> StopAdvice:
    log(enterprise, clerk)
    revoke(enterprise, officer)
    return StopAdvice.objects.get()


def answer(client: Client, advice: StopAdvice, **data: str) -> str:
    return client.post(reverse("feedback:advice_detail", args=[advice.pk]), data, follow=True).content.decode()


def test_answer_stopped_ends_the_application_on_that_day_also_by_a_colleague_of_a_clerk_who_left(
    advice: StopAdvice, clerk: User, signed_in: SignedIn
) -> None:
    today = timezone.localdate()
    colleague = make_user(department=clerk.department)
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    page = answer(signed_in(colleague), advice, decision="stopped", stopped_on=today.isoformat())
    assert f"已答复：自{chinese_date(today)}起停止适用" in page
    assert re.search(rf"停止日期</dt>\s*<dd>\s*{chinese_date(today)}", page)
    advice.refresh_from_db()
    assert (advice.state, advice.answered_by) == (AdviceState.STOPPED, colleague)
    assert advice.application.stopped_on == today


def test_answer_continued_needs_a_reason(advice: StopAdvice, clerk: User, signed_in: SignedIn) -> None:
    client = signed_in(clerk)
    assert "选择“继续适用”的，请说明理由" in answer(client, advice, decision="kept", answer=" ")
    answer(client, advice, decision="kept", answer="已申请行政复议，决定前暂缓")
    advice.refresh_from_db()
    assert (advice.state, advice.application.stopped_on) == (AdviceState.KEPT, None)


def test_wrong_answer_continued_leads_to_the_stop_which_keeps_the_answer(
    advice: StopAdvice, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    answer(client, advice, decision="kept", answer="暂缓")
    page = reverse("feedback:advice_detail", args=[advice.pk])
    stop = reverse("feedback:application_stop", args=[advice.application_id])
    assert f'<a href="{stop}">办理停止</a>' in client.get(page).content.decode()
    assert "办理停止" not in signed_in(officer).get(page).content.decode()
    data = {"stopped_on": timezone.localdate().isoformat(), "reason": "答复有误，已停止"}
    assert "已停止适用" in client.post(stop, data, follow=True).content.decode()
    shown = client.get(page).content.decode()
    assert "暂缓" in shown
    assert "停止日期" in shown
    assert "办理停止" not in shown


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"decision": ""}, "请选择停止或继续适用"),
        ({"decision": "stopped", "stopped_on": ""}, "请填写停止日期"),
        ({"decision": "stopped", "stopped_on": "2020-01-01"}, "早于实施日期"),
        ({"decision": "stopped", "stopped_on": "2999-01-01"}, "不能晚于今天"),
        ({"decision": "lifted"}, "lifted"),
    ],
)
def test_invalid_answer_is_refused_with_a_message(
    advice: StopAdvice, clerk: User, signed_in: SignedIn, data: dict[str, str], message: str
) -> None:
    assert message in answer(signed_in(clerk), advice, **data)
    advice.refresh_from_db()
    assert advice.state == AdviceState.OPEN


def test_second_answer_is_denied_with_the_first_one(advice: StopAdvice, clerk: User, signed_in: SignedIn) -> None:
    client = signed_in(clerk)
    answer(client, advice, decision="kept", answer="暂缓")
    page = answer(client, advice, decision="stopped", stopped_on=timezone.localdate().isoformat())
    assert "该停用建议已有结果：继续适用" in page


def test_advice_is_hidden_from_other_departments_and_read_only_for_ndrc(
    advice: StopAdvice, signed_in: SignedIn
) -> None:
    url = reverse("feedback:advice_detail", args=[advice.pk])
    assert signed_in(clerk_of("ecology")).get(url).status_code == 404
    credit = signed_in(make_user(Role.CREDIT))
    assert "提交答复" not in credit.get(url).content.decode()
    page = answer(credit, advice, decision="kept", answer="代为答复")
    assert "该停用建议由市税务局答复，市发展改革委不能答复" in page


def test_customs_office_sees_advice_of_others_and_cannot_answer_it(
    advice: StopAdvice, officer: User, signed_in: SignedIn
) -> None:
    page = answer(signed_in(officer), advice, decision="kept", answer="代为答复")
    assert "该停用建议由市税务局答复，泉城海关不能答复" in page


def test_overdue_advice_is_on_the_home_page_of_ndrc(advice: StopAdvice, signed_in: SignedIn) -> None:
    with without_triggers():
        StopAdvice.objects.filter(pk=advice.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    waiting = signed_in(make_user(Role.CREDIT)).get(reverse("workbench:home")).context["work_items"]
    assert ("其他单位逾期未答复的停用建议", 1) in [(item.label, item.count) for item in waiting]


def test_term_before_the_national_day_is_explained(clerk: User, officer: User, signed_in: SignedIn) -> None:
    with at("2026-09-30 16:00:00"):
        enterprise = make_certified()
        log(enterprise, clerk)
        revoke(enterprise, officer)
        advice = StopAdvice.objects.get()
        page = signed_in(clerk).get(reverse("feedback:advice_detail", args=[advice.pk])).content.decode()
    assert advice.due_on == date(2026, 10, 20)
    explanation = "自2026年9月30日的次日起10个工作日，扣除10月1日至7日（国庆节），10月10日上班（国办发明电〔2025〕7号）"
    assert f"2026年10月20日（{explanation}）" in page
    assert not advice_is_overdue("2026-10-20 23:59:59")
    assert advice_is_overdue("2026-10-21 00:00:01")


def advice_is_overdue(moment: str) -> bool:
    with at(moment):
        return StopAdvice.objects.overdue(on=timezone.localdate()).exists()
