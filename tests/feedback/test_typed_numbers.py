"""Numbers of persons typed into a form: refused, or kept where the person states that they are needed."""

import pytest
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEvent
from audit.types import EventType
from audit.wording import details
from feedback.models import MeasureApplication, ViolationReport
from roster.models import Enterprise
from tests.feedback.application_acts import correct
from tests.feedback.test_application_create import post_form
from tests.steps import SignedIn

ID = "362322198709086409"
REFUSED = "“实施情况”中第6个字起像是居民身份证号，请删去后再提交；系统不保存个人证件号码。"
ASKED = "“实施情况”中第5个字起像是手机号码。不需要的，请删去；确需保留的，请勾选“确认确需保留”后再提交。"


def test_description_with_a_resident_id_is_refused_and_shown_again(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    text = f"已为张某（{ID}）办结。"
    page = post_form(signed_in(clerk), enterprise, description=text)
    assert REFUSED in page
    assert text in page
    assert "确认确需保留" not in page.replace(ASKED, "")
    assert not MeasureApplication.objects.exists()


def test_phone_number_is_asked_about_and_kept_with_the_confirmation(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    client, text = signed_in(clerk), "联系电话13800138000"
    page = post_form(client, enterprise, description=text)
    assert ASKED in page
    assert 'name="description-needed">' in page
    assert not MeasureApplication.objects.exists()
    wrong_day = {"description": text, "description-needed": "on", "applied_on": "2999-01-01"}
    assert 'name="description-needed" checked>' in post_form(client, enterprise, **wrong_day)
    assert "已登记" in post_form(client, enterprise, **{"description": text, "description-needed": "on"})
    assert MeasureApplication.objects.get().description == text
    event = AuditEvent.objects.get(type=EventType.APPLICATION_LOGGED)
    assert event.data["needed_numbers"] == ["“实施情况”中第5个字起像是手机号码"]
    assert ("确认保留的个人信息", "“实施情况”中第5个字起像是手机号码") in details(event)


def test_name_of_a_person_is_asked_about_and_kept_with_the_confirmation(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    client, text = signed_in(clerk), "经办人李会栩到场办结"
    page = post_form(client, enterprise, description=text)
    assert "“实施情况”中第4个字起像是自然人的姓名。不需要的，请删去；确需保留的，请勾选“确认确需保留”后再提交。" in page
    assert text in page
    assert not MeasureApplication.objects.exists()
    assert "已登记" in post_form(client, enterprise, **{"description": text, "description-needed": "on"})
    event = AuditEvent.objects.get(type=EventType.APPLICATION_LOGGED)
    assert event.data["needed_numbers"] == ["“实施情况”中第4个字起像是自然人的姓名"]


def test_text_that_follows_without_a_number_records_no_confirmation(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    post_form(signed_in(clerk), enterprise, **{"description": "电话13800138000", "description-needed": "on"})
    post_form(signed_in(clerk), enterprise, number=33, description="核定用量。")
    assert MeasureApplication.objects.count() == 2
    assert "needed_numbers" not in AuditEvent.objects.filter(type=EventType.APPLICATION_LOGGED).latest("pk").data


def test_correction_offers_the_tick_box_beside_the_text_that_was_kept(
    application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    correct(client, application, **{"description": "电话13800138000", "description-needed": "on"})
    page = client.get(reverse("feedback:application_correct", args=[application.pk])).content.decode()
    assert 'name="description-needed">' in page


@pytest.mark.parametrize("field", ["description", "reason"])
def test_correction_with_a_passport_number_is_refused(
    application: MeasureApplication, clerk: User, signed_in: SignedIn, field: str
) -> None:
    page = correct(signed_in(clerk), application, **{field: "护照E12345678"})
    assert "中第3个字起像是护照等证件的号码，请删去后再提交；系统不保存个人证件号码。" in page
    assert not application.changes.exists()


def test_report_with_the_code_of_an_enterprise_is_accepted(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    facts = f"{enterprise.name}（{enterprise.uscc}，海关注册编码3701960153）虚开发票，案号（2026）鲁0102执1234号。"
    data = {"found_on": "2026-07-10", "facts": facts}
    signed_in(clerk).post(reverse("feedback:report_create", args=[enterprise.uscc]), data)
    assert ViolationReport.objects.get().facts == facts
