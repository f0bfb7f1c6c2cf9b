"""Publication of enterprises and cases, and the messages of denied publications."""

from datetime import timedelta

import pytest
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from feedback.actions.applications import log_application
from feedback.actions.changes import cancel_application, correct_application
from feedback.models import MeasureApplication
from feedback.policies import ApplicationChoices
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from incentives.models import Beneficiary, Measure
from publicity.actions.cases import edit_case, publish_case, write_case
from publicity.models import Hold, IncentiveCase, Publication
from roster.models import Enterprise
from tests.factories import make_certified, make_department, make_user
from tests.steps import SignedIn, amend, log, publish_enterprises, revoke

LIST = reverse("publicity:publication_list")
HOLD = reverse("publicity:publication_hold")
WITHDRAWAL = {"withdrawal_reason": "wrong", "withdrawal_note": "名称写错"}


def test_unknown_choice_of_the_list_is_refused(administrator: Client) -> None:
    enterprise = make_certified()
    answer = administrator.get(LIST, {"shown": "nothing"})
    assert answer.status_code == 400
    assert "不在可选范围内" in answer.content.decode()
    assert enterprise.name not in answer.content.decode()


def test_lists_and_check_show_office_and_day_with_a_link_to_the_enterprise(administrator: Client, credit: User) -> None:
    enterprise = make_certified()
    lists = [administrator.get(LIST), administrator.get(reverse("publicity:publication_create"))]
    publish_enterprises(enterprises=[enterprise], by=credit)
    lists.append(administrator.get(LIST, {"shown": "published"}))
    withdraw(administrator, Publication.objects.get())
    lists.append(administrator.get(LIST, {"shown": "held"}))
    since = chinese_date(enterprise.standing.since)
    for page in (response.content.decode() for response in lists):
        row = page.partition(f'<a href="{enterprise.get_absolute_url()}">{enterprise}</a>')[2].partition("</tr>")[0]
        assert enterprise.uscc in row
        assert "泉城海关" in row
        assert since in row


def test_published_enterprise_that_lost_its_standing_has_left_by_itself(
    published: Enterprise, administrator: Client
) -> None:
    revoke(published)
    assert "已公布 0" in administrator.get(LIST).content.decode()
    page = administrator.get(LIST, {"shown": "left"}).content.decode()
    assert published.name in page
    assert "失去资格，自动移出" in page
    assert "失去资格，自动移出" in administrator.get(published.get_absolute_url()).content.decode()


def withdraw(administrator: Client, publication: Publication, **data: str) -> str:
    url = reverse("publicity:publication_withdraw", args=[publication.pk])
    return administrator.post(url, {**WITHDRAWAL, **data}, follow=True).content.decode()


def test_enterprise_is_withdrawn_for_a_reason_that_is_kept(
    published: Enterprise, administrator: Client, signed_in: SignedIn
) -> None:
    publication = Publication.objects.get()
    page = withdraw(administrator, publication, withdrawal_reason="", withdrawal_note="")
    assert "请选择撤下原因" in page
    assert "请写明撤下的事由" in page
    assert Publication.objects.visible().exists()
    assert f"已撤下{published}（公布内容有误）" in withdraw(administrator, publication)
    assert "撤下（公布内容有误）。" in withdraw(administrator, publication)
    assert not Publication.objects.visible().exists()
    event = AuditEvent.objects.get(type=EventType.PUBLICATION_WITHDRAWN)
    assert event.data == {"withdrawal_reason": "wrong", "withdrawal_note": "名称写错"}
    history = published.get_absolute_url()
    assert "撤下（公布内容有误）：名称写错" in administrator.get(history).content.decode()
    assert "名称写错" not in signed_in(make_user(Role.DEPARTMENT)).get(history).content.decode()


def test_enterprise_without_its_standing_is_not_withdrawn(published: Enterprise, administrator: Client) -> None:
    revoke(published)
    assert "平台已自动移出，无须撤下" in withdraw(administrator, Publication.objects.get())
    assert Publication.objects.get().withdrawn_at is None


def test_withdrawn_enterprise_is_held_until_the_hold_is_lifted(
    published: Enterprise, administrator: Client, credit: User
) -> None:
    withdraw(administrator, Publication.objects.get())
    assert published.name not in administrator.get(LIST).content.decode()
    assert "撤下（公布内容有误）：名称写错" in administrator.get(LIST, {"shown": "held"}).content.decode()
    with pytest.raises(ActionDenied, match="目前不能公布"):
        publish_enterprises(enterprises=[published], by=credit)
    lift = reverse("publicity:hold_lift", args=[Hold.objects.get().pk])
    assert f"已解除暂不公布：{published}" in administrator.post(lift, follow=True).content.decode()
    assert f"暂不公布已由{credit}于" in administrator.post(lift, follow=True).content.decode()
    assert "撤下后重新公布" in administrator.get(LIST).content.decode()
    publish_enterprises(enterprises=[published], by=credit)
    assert Publication.objects.visible().filter(enterprise=published).exists()


def hold(administrator: Client, *enterprises: Enterprise, reason: str = "更名手续办理中") -> str:
    data = {"enterprises": [enterprise.pk for enterprise in enterprises], "reason": reason}
    return administrator.post(HOLD, data, follow=True).content.decode()


def test_enterprise_is_held_for_a_reason_and_is_left_out(administrator: Client, credit: User) -> None:
    held, other = make_certified(), make_certified()
    page = administrator.get(HOLD, {"enterprises": [held.pk]}).content.decode()
    assert held.name in page
    assert "请写明暂不公布的理由" in hold(administrator, held, reason="")
    assert not Hold.objects.exists()
    assert "已将1家列为暂不公布" in hold(administrator, held)
    assert "暂不公布 1" in administrator.get(LIST).content.decode()
    assert "更名手续办理中" in administrator.get(LIST, {"shown": "held"}).content.decode()
    page = administrator.get(reverse("publicity:publication_create")).content.decode()
    assert held.name not in page
    assert other.name in page
    assert AuditEvent.objects.get(type=EventType.ENTERPRISE_HELD).data == {"reason": "更名手续办理中"}


def test_bad_choices_to_hold_are_refused_with_a_message(published: Enterprise, administrator: Client) -> None:
    held = make_certified()
    hold(administrator, held)
    assert "请先勾选暂不公布的企业" in hold(administrator)
    assert "已经公布，不能列为暂不公布" in hold(administrator, published)
    assert "已列为暂不公布" in hold(administrator, held)
    for wrong in ("999999", "abc", "9" * 30):
        answer = administrator.post(HOLD, {"enterprises": [wrong], "reason": "更名"}, follow=True)
        assert "有企业不存在" in answer.content.decode()
    assert administrator.get(HOLD, follow=True).status_code == 200
    assert Hold.objects.count() == 1


def test_database_publishes_no_held_enterprise(administrator: Client, credit: User) -> None:
    held, other = make_certified(), make_certified()
    bulletin = publish_enterprises(enterprises=[other], by=credit)
    hold(administrator, held)
    with pytest.raises(InternalError, match="the enterprise is held"), transaction.atomic():
        Publication.objects.create(enterprise=held, bulletin=bulletin, published_at=bulletin.published_at, fields={})


def test_case_is_withdrawn_for_a_reason_and_published_again(
    case: IncentiveCase, administrator: Client, client: Client
) -> None:
    url, public = (reverse(f"publicity:case_{name}", args=[case.pk]) for name in ("withdraw", "detail"))
    assert "请选择撤下原因" in administrator.post(url, {"withdrawal_note": "名称写错"}).content.decode()
    assert client.get(public).status_code == 200
    assert "已撤下案例：退税快了（公布内容有误）" in administrator.post(url, WITHDRAWAL, follow=True).content.decode()
    assert client.get(public).status_code == 404
    assert "无需撤下" in administrator.post(url, WITHDRAWAL, follow=True).content.decode()
    assert AuditEvent.objects.get(type=EventType.CASE_WITHDRAWN).data["withdrawal_reason"] == "wrong"
    assert "已撤下（公布内容有误）" in administrator.get(reverse("publicity:case_admin")).content.decode()
    publication = reverse("publicity:case_publish", args=[case.pk])
    assert "名称写错" in administrator.get(publication).content.decode()
    administrator.post(publication)
    assert client.get(public).status_code == 200


def test_case_is_edited_and_published(case: IncentiveCase, administrator: Client, credit: User, client: Client) -> None:
    url = reverse("publicity:case_edit", args=[case.pk])
    administrator.post(url, {"application": case.application_id, "title": "办税更快", "body": "底气更足。"})
    page = client.get(reverse("publicity:case_detail", args=[case.pk])).content.decode()
    assert "办税更快" in page
    assert AuditEvent.objects.get(type=EventType.CASE_EDITED).changes["title"][0] == "退税快了"


def test_case_is_written_from_the_page_of_its_application(
    case: IncentiveCase, administrator: Client, signed_in: SignedIn
) -> None:
    application = case.application
    other = log(make_certified(name="济南泺岬农产品有限公司"), make_user(Role.DEPARTMENT))
    page = administrator.get(reverse("feedback:application_detail", args=[application.pk])).content.decode()
    address = f"{reverse('publicity:case_create')}?application={application.pk}"
    assert f'href="{address}"' in page
    assert f'<option value="{application.pk}" selected>' in administrator.get(address).content.decode()
    clerk = signed_in(make_user(Role.DEPARTMENT))
    page = clerk.get(reverse("feedback:application_detail", args=[application.pk])).content.decode()
    assert "据此编写案例" not in page
    for text in ("泺岬", other.enterprise.uscc.lower()):
        found = administrator.get(reverse("publicity:case_create"), {"enterprise": text}).content.decode()
        assert f'<option value="{other.pk}">' in found
        assert f'<option value="{application.pk}"' not in found


def test_unpublished_case_is_not_public(case: IncentiveCase, credit: User, client: Client) -> None:
    draft = write_case(application=case.application, title="还没公布", body="草稿。", by=credit)
    assert draft.title not in client.get(reverse("publicity:case_list")).content.decode()
    assert client.get(reverse("publicity:case_detail", args=[draft.pk])).status_code == 404


def test_case_of_an_enterprise_that_is_not_public_is_denied(
    case: IncentiveCase, administrator: Client, credit: User
) -> None:
    draft = write_case(application=case.application, title="还没公布", body="草稿。", by=credit)
    revoke(case.application.enterprise)
    response = administrator.post(reverse("publicity:case_publish", args=[draft.pk]), follow=True)
    assert "目前不在公布名单中，案例不能公布" in response.content.decode()


PERSONAL = {
    "measure for a person": (37, ApplicationChoices()),
    "honour given to a person": (39, ApplicationChoices(benefits_person=True)),
}


@pytest.fixture(params=PERSONAL)
def personal(request: pytest.FixtureRequest, published: Enterprise) -> MeasureApplication:
    """An application that benefits a natural person."""
    number, choices = PERSONAL[request.param]
    return log_application(
        enterprise=published,
        measure=Measure.objects.get(number=number),
        applied_on=timezone.localdate(),
        description="授予荣誉称号。",
        choices=choices,
        by=make_user(Role.DEPARTMENT, department=make_department("women")),
    )


def test_application_that_benefits_a_person_is_refused_for_a_new_case(
    personal: MeasureApplication, administrator: Client, credit: User
) -> None:
    data = {"application": personal.pk, "title": "荣誉称号", "body": "某某。"}
    assert "不在可选范围内" in administrator.post(reverse("publicity:case_create"), data).content.decode()
    with pytest.raises(ActionDenied, match="的受益人是自然人，其个人信息一律不公开"):
        write_case(application=personal, title="荣誉称号", body="某某。", by=credit)


def test_published_case_is_not_moved_to_an_application_that_benefits_a_person(
    personal: MeasureApplication, case: IncentiveCase, credit: User
) -> None:
    with pytest.raises(ActionDenied, match="的受益人是自然人"):
        edit_case(case=case, application=personal, title="荣誉称号", body="某某。", by=credit)
    assert list(IncentiveCase.objects.visible()) == [case]


def test_draft_about_an_application_that_benefits_a_person_is_not_published(
    personal: MeasureApplication, administrator: Client, credit: User
) -> None:
    draft = IncentiveCase.objects.create(application=personal, title="荣誉称号", body="某某。", written_by=credit)
    response = administrator.post(reverse("publicity:case_publish", args=[draft.pk]), follow=True)
    assert "的受益人是自然人，其个人信息一律不公开" in response.content.decode()
    assert not IncentiveCase.objects.visible().exists()


def test_database_refuses_a_public_case_that_benefits_a_person(
    personal: MeasureApplication, case: IncentiveCase, credit: User
) -> None:
    draft = IncentiveCase.objects.create(application=personal, title="荣誉称号", body="某某。", written_by=credit)
    for change in (
        lambda: IncentiveCase.objects.filter(pk=draft.pk).update(published_at=timezone.now()),
        lambda: IncentiveCase.objects.filter(pk=case.pk).update(application=personal),
    ):
        with (
            pytest.raises(InternalError, match="cancelled, unchecked or benefits"),
            transaction.atomic(),
        ):
            change()


def test_case_about_a_cancelled_application_is_no_longer_public(
    case: IncentiveCase, administrator: Client, client: Client
) -> None:
    application = case.application
    cancel_application(application=application, reason="重复登记", by=application.logged_by)
    assert client.get(reverse("publicity:case_detail", args=[case.pk])).status_code == 404
    assert "措施实施已撤销，不再可见" in administrator.get(reverse("publicity:case_admin")).content.decode()


def test_draft_about_a_cancelled_application_is_not_published(
    case: IncentiveCase, administrator: Client, credit: User
) -> None:
    application = case.application
    draft = write_case(application=application, title="还没公布", body="草稿。", by=credit)
    cancel_application(application=application, reason="重复登记", by=application.logged_by)
    response = administrator.post(reverse("publicity:case_publish", args=[draft.pk]), follow=True)
    assert "措施实施已撤销，不能作为案例" in response.content.decode()
    with pytest.raises(InternalError, match="is cancelled"), transaction.atomic():
        IncentiveCase.objects.filter(pk=draft.pk).update(published_at=timezone.now())


def test_case_is_hidden_when_its_honour_is_corrected_to_a_person(
    published: Enterprise, administrator: Client, credit: User
) -> None:
    clerk = make_user(Role.DEPARTMENT)
    application = log(published, clerk, number=39)
    case = write_case(application=application, title="表彰", body="授予先进单位。", by=credit)
    publish_case(case=case, by=credit)
    correct_application(
        application=application,
        applied_on=application.applied_on,
        description=application.description,
        choices=ApplicationChoices(benefits_person=True),
        reason="授予的是个人",
        by=clerk,
    )
    assert not IncentiveCase.objects.visible().exists()
    assert "受益人已更正为自然人，不再可见" in administrator.get(reverse("publicity:case_admin")).content.decode()


def test_case_of_a_measure_that_later_benefits_persons_stays_as_it_was(case: IncentiveCase) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    amend(31, by=make_user(Role.SYSTEM), in_force_from=tomorrow, beneficiary=Beneficiary.PERSON)
    assert IncentiveCase.objects.visible().exists()


def test_honour_given_to_an_enterprise_may_be_a_public_case(published: Enterprise, credit: User) -> None:
    application = log(published, make_user(Role.DEPARTMENT), number=39)
    case = write_case(application=application, title="表彰", body="授予先进单位。", by=credit)
    publish_case(case=case, by=credit)
    assert list(IncentiveCase.objects.visible()) == [case]


def test_invalid_case_is_refused_with_a_message(administrator: Client) -> None:
    page = administrator.post(
        reverse("publicity:case_create"), {"title": "", "body": "", "application": "9"}
    ).content.decode()
    assert page.count("<p>请填写这一项") == 2
    assert "不在可选范围内" in page
