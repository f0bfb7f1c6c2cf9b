"""Feedback to 市发展改革委 and both customs offices (plan §2): they receive applications, ask about them, mark them."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Department, User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from feedback.actions.application_receipts import hand_over_receipts, receive_application
from feedback.actions.changes import cancel_application
from feedback.actions.inquiries import answer_inquiry, ask_inquiry
from feedback.actions.typical_marks import mark_typical, unmark_typical
from feedback.models import ApplicationReceipt, Inquiry, MeasureApplication, TypicalMark
from foundation.denials import ActionDenied
from publicity.forms.cases import CaseForm
from tests.clock import at
from tests.factories import make_certified, make_department, make_user
from tests.feedback.application_acts import correct
from tests.free_text.test_every_text import resident_id
from tests.programs import program_of, read_all_pages, send_once
from tests.roles import as_owner
from tests.steps import SignedIn, clerk_of, log

LIST = "feedback:receipt_list"


@pytest.fixture(autouse=True)
def on_the_next_day(application: MeasureApplication) -> Iterator[None]:
    """It is 9 July, the day after the application."""
    with at("2026-07-09 09:00:00"):
        yield


def waiting(client: Client, label: str) -> int:
    """Return the count of the work item, which its list shows as well."""
    (item,) = [item for item in client.get(reverse("workbench:home")).context["work_items"] if item.label == label]
    assert client.get(item.url).context["page"].paginator.count == item.count
    return item.count


def shown_page(client: Client, application: MeasureApplication) -> str:
    return client.get(reverse("feedback:application_detail", args=[application.pk])).content.decode()


def receive(client: Client, application: MeasureApplication) -> str:
    url = reverse("feedback:application_receive", args=[application.pk])
    return client.post(url, follow=True).content.decode()


def test_each_of_the_three_receives_an_application_once_and_its_page_shows_who(
    application: MeasureApplication, clerk: User, officer: User, credit: User, signed_in: SignedIn
) -> None:
    client = signed_in(officer)
    assert waiting(client, "未签收的实施情况") == 1
    assert "已签收1项实施情况" in receive(client, application)
    assert waiting(client, "未签收的实施情况") == 0
    assert waiting(signed_in(credit), "未签收的实施情况") == 1
    assert f"该措施实施已由{officer}于2026年7月9日代表泉城海关签收" in receive(client, application)
    page = shown_page(signed_in(clerk), application)
    assert f"泉城海关：{officer}于2026年7月9日" in page
    assert page.count("未签收") == 2
    assert AuditEvent.objects.filter(type=EventType.APPLICATION_RECEIVED).count() == 1


def test_all_of_the_filter_are_received_at_once_and_others_stay(
    application: MeasureApplication, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    log(make_certified(), clerk_of("ecology"), number=25)
    log(make_certified(), officer, number=4)
    client = signed_in(officer)
    query = {"department": clerk.department_id, "month": "2026-07", "measure": application.measure_id}
    page = client.get(reverse(LIST), query)
    # What the office logged itself is not fed back to it.
    assert [each.application for each in page.context["page"]] == [application]
    url = f"{reverse('feedback:receipts_receive')}?{page.context['table'].query}"
    everything = {"everything": "true", "newest": page.context["newest"]}
    assert "已签收1项实施情况" in client.post(url, everything, follow=True).content.decode()
    assert "此前已由本单位签收" in client.post(url, everything, follow=True).content.decode()
    assert "请先勾选要签收的实施情况" in client.post(url, {}, follow=True).content.decode()
    assert client.get(reverse(LIST), {"state": "open"}).context["page"].paginator.count == 1
    assert "请填写月份，如2026-10" in client.get(reverse(LIST), {"month": "七月"}).content.decode()
    assert client.get(reverse(LIST), {"month": "9999-12"}).context["page"].paginator.count == 0


def test_correction_is_received_again_and_a_cancellation_is_only_marked(
    application: MeasureApplication, clerk: User, officer: User, credit: User, signed_in: SignedIn
) -> None:
    receive(signed_in(officer), application)
    with at("2026-07-10 09:00:00"):
        correct(signed_in(clerk), application)
        client = signed_in(officer)
        assert waiting(client, "未签收的实施情况") == 1
        assert "签收后有更正，须再次签收" in client.get(reverse(LIST)).content.decode()
        # 市发展改革委 has received nothing yet, so it finds the present content.
        assert waiting(signed_in(credit), "未签收的实施情况") == 1
        receive(client, application)
    with at("2026-07-11 09:00:00"):
        cancel_application(application=application, reason="重复登记", by=clerk)
        client = signed_in(officer)
        assert waiting(client, "未签收的实施情况") == 0
        assert waiting(signed_in(credit), "未签收的实施情况") == 0
        assert "签收后已撤销" in client.get(reverse(LIST)).content.decode()
        assert "撤销，无须签收" in receive(signed_in(credit), application)


def test_only_the_three_receive_ask_and_mark(application: MeasureApplication, signed_in: SignedIn) -> None:
    stranger = clerk_of("ecology")
    for act in (
        lambda: receive_application(application=application, by=stranger),
        lambda: ask_inquiry(application=application, question="是否办结？", by=stranger),
        lambda: mark_typical(application=application, reason="快", by=stranger),
    ):
        with pytest.raises(ActionDenied, match=r"和莱芜海关(签收|询问|标记典型)，市生态环境局不能"):
            act()
    client = signed_in(stranger)
    assert client.get(reverse(LIST)).status_code == 403
    assert client.post(reverse("feedback:application_receive", args=[application.pk])).status_code == 403


def test_inquiry_waits_for_the_side_whose_turn_it_is(
    application: MeasureApplication, clerk: User, officer: User, credit: User, signed_in: SignedIn
) -> None:
    asking, answering = signed_in(officer), signed_in(clerk)
    url = reverse("feedback:inquiry_create", args=[application.pk])
    refused = asking.post(url, {"question": f"经办人{resident_id(1)}是否到场？"}).content.decode()
    assert "系统不保存个人证件号码" in refused
    assert "已询问市税务局" in asking.post(url, {"question": "是否已按季度调整？"}, follow=True).content.decode()
    inquiry = Inquiry.objects.get()
    assert waiting(answering, "待答复的询问") == 1
    page = reverse("feedback:inquiry_detail", args=[inquiry.pk])
    answered = answering.post(page, {"answer": "已调整。"}, follow=True).content.decode()
    assert "已答复泉城海关的询问" in answered
    again = answering.post(page, {"answer": "另一答复"}, follow=True).content.decode()
    assert f"该询问已由{clerk}于2026年7月9日答复，答复不能修改" in again
    assert "另一答复" in again
    assert waiting(answering, "待答复的询问") == 0
    assert waiting(asking, "已答复、待查看的询问") == 1
    for reader in (credit, clerk):
        assert "已调整。" in shown_page(signed_in(reader), application)
    read = reverse("feedback:inquiry_read", args=[inquiry.pk])
    assert "该答复由泉城海关查看" in signed_in(credit).post(read, follow=True).content.decode()
    assert "已标为已查看" in asking.post(read, follow=True).content.decode()
    assert "该答复已由" in asking.post(read, follow=True).content.decode()
    assert waiting(asking, "已答复、待查看的询问") == 0


def test_inquiry_about_a_cancelled_application_is_refused_and_an_earlier_one_is_still_answered(
    application: MeasureApplication, clerk: User, officer: User
) -> None:
    inquiry = ask_inquiry(application=application, question="是否已办结？", by=officer)
    with pytest.raises(ActionDenied, match="该询问由市税务局答复，市生态环境局不能答复"):
        answer_inquiry(inquiry=inquiry, answer="是", by=clerk_of("ecology"))
    cancel_application(application=application, reason="重复登记", by=clerk)
    with pytest.raises(ActionDenied, match="已于2026年7月9日撤销，不再询问；撤销的理由见该项的更正记录"):
        ask_inquiry(application=application, question="为何撤销？", by=officer)
    answer_inquiry(inquiry=inquiry, answer="重复登记，已撤销。", by=clerk)


def test_typical_applications_come_first_in_the_form_of_a_case(
    application: MeasureApplication, clerk: User, officer: User, credit: User, signed_in: SignedIn
) -> None:
    log(make_certified(), clerk)
    url = reverse("feedback:typical_create", args=[application.pk])
    assert "请填写理由" in signed_in(officer).post(url, {"reason": ""}).content.decode()
    assert "已标为典型" in signed_in(officer).post(url, {"reason": "当日办结。"}, follow=True).content.decode()
    with pytest.raises(ActionDenied, match="已由泉城海关标为典型"):
        mark_typical(application=application, reason="快", by=credit)
    client = signed_in(credit)
    typical = client.get(reverse("feedback:application_list"), {"typical": "true"})
    assert list(typical.context["page"]) == [application]
    first = list(CaseForm().fields["application"].choices)[1]
    assert first == (application.pk, f"【典型】{application}")
    other = make_user(Role.CUSTOMS, department=make_department("laiwu-customs"))
    with pytest.raises(ActionDenied, match="由泉城海关或市发展改革委取消"):
        unmark_typical(application=application, by=other)
    unmark = reverse("feedback:typical_withdraw", args=[application.pk])
    assert "已取消典型标记" in client.post(unmark, follow=True).content.decode()
    assert "现未标为典型，无须取消" in client.post(unmark, follow=True).content.decode()
    assert not MeasureApplication.objects.typical().exists()


def test_program_lists_and_answers_inquiries(application: MeasureApplication, clerk: User, officer: User) -> None:
    for question in ("是否已办结？", "是否另有材料？"):
        ask_inquiry(application=application, question=question, by=officer)
    program = program_of(clerk)
    url = reverse("feedback_api:inquiry_list", args=[application.pk])
    newest, first = read_all_pages(program, url)
    assert (newest["question"], first["state"]) == ("是否另有材料？", "open")
    answer = reverse("feedback_api:inquiry_answer", args=[newest["id"]])
    assert send_once(program, answer, {"answer": ""}).status_code == 400
    sent = [send_once(program, answer, {"answer": "没有。"}, key="an-answer").json() for _ in range(2)]
    assert sent[0] == sent[1]
    assert sent[0]["label"] == "已答复，待查看"
    assert send_once(program, answer, {"answer": "有。"}).status_code == 409
    assert send_once(program_of(clerk_of("ecology")), answer, {"answer": "有。"}).status_code == 404


def test_successor_of_a_recipient_receives_what_is_open(application: MeasureApplication, officer: User) -> None:
    laiwu = make_department("laiwu-customs")
    receive_application(application=application, by=officer)
    hand_over_receipts(source=laiwu, target=officer.department)
    assert ApplicationReceipt.objects.open().filter(department=laiwu).count() == 1
    third = Department(code="third", name="某海关", order=99, is_customs=True)
    with as_owner():
        third.save()
    hand_over_receipts(source=laiwu, target=third)
    assert ApplicationReceipt.objects.open().filter(department=third).count() == 1


def test_database_keeps_receipts_inquiries_and_marks(
    application: MeasureApplication, clerk: User, officer: User
) -> None:
    receive_application(application=application, by=officer)
    inquiry = ask_inquiry(application=application, question="是否已办结？", by=officer)
    answer_inquiry(inquiry=inquiry, answer="是", by=clerk)
    mark_typical(application=application, reason="快", by=officer)
    unmark_typical(application=application, by=officer)
    received = ApplicationReceipt.objects.filter(department=officer.department)
    for change in (
        lambda: received.update(received_by=clerk),
        received.delete,
        lambda: Inquiry.objects.update(question="改"),
        lambda: Inquiry.objects.update(answer="改"),
        lambda: TypicalMark.objects.update(unmarked_by=clerk),
    ):
        with as_owner(), pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            change()
