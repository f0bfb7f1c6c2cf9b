"""The choices of a department that logs an application: kind, sub-item, condition and beneficiary (plan §4)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from feedback.actions.applications import log_application
from feedback.actions.changes import stop_application
from feedback.models import MeasureApplication, StopAdvice
from feedback.policies import ApplicationChoices
from foundation.denials import ActionDenied
from incentives.models import Measure, MeasureKind, MeasureVersion
from roster.models import Enterprise
from tests.factories import make_user
from tests.steps import SignedIn, amend, clerk_of, log, revoke


def post_form(client: Client, enterprise: Enterprise, number: int, **fields: str) -> str:
    """Post the form with these choices; return the page that follows."""
    data = {
        "measure": Measure.objects.get(number=number).pk,
        "applied_on": timezone.localdate().isoformat(),
        "description": "按计划办理。",
        **fields,
    }
    url = reverse("feedback:application_create", args=[enterprise.uscc])
    return client.post(url, data, follow=True).content.decode()


@pytest.mark.parametrize("kind", ["standing", "one_off"])
@pytest.mark.parametrize("number", [7, 13, 18, 19, 22])
def test_measure_of_two_kinds_accepts_either_kind(
    enterprise: Enterprise, officer: User, signed_in: SignedIn, number: int, kind: str
) -> None:
    department = MeasureVersion.objects.get(measure__number=number).departments.first()
    user = officer if department.is_customs else clerk_of(department.code)
    assert "请选择类型" in post_form(signed_in(user), enterprise, number)
    assert "已登记" in post_form(signed_in(user), enterprise, number, kind=kind)
    application = MeasureApplication.objects.get()
    assert application.kind == kind
    assert application.is_running == (kind == "standing")


@pytest.mark.parametrize(
    ("number", "choices", "message"),
    [
        (31, {"kind": "one_off"}, "第31项（增值税发票比照A级纳税人）的类型是持续适用，请改选类型"),
        (33, {"sub_item": 2}, "第33项（取消增值税发票认证）没有分项"),
        (38, {"benefits_person": True}, "第38项（优先选择试点优惠便利政策）的受益人是企业，请改选受益人"),
    ],
)
def test_choice_that_the_measure_does_not_leave_is_refused(
    enterprise: Enterprise, clerk: User, number: int, choices: dict[str, Any], message: str
) -> None:
    with pytest.raises(ActionDenied, match=message):
        log_application(
            enterprise=enterprise,
            measure=Measure.objects.get(number=number),
            applied_on=timezone.localdate(),
            description="按计划办理。",
            choices=ApplicationChoices(condition_met=True, **choices),
            by=clerk,
        )


@pytest.mark.parametrize("kind", [MeasureKind.STANDING, MeasureKind.ONE_OFF])
def test_stop_advice_is_sent_for_running_applications_only(enterprise: Enterprise, officer: User, kind: str) -> None:
    """The kind of the application decides, not the kinds that the version allows."""
    log_application(
        enterprise=enterprise,
        measure=Measure.objects.get(number=7),
        applied_on=timezone.localdate(),
        description="优先办理通关。",
        choices=ApplicationChoices(kind=kind),
        by=officer,
    )
    revoke(enterprise, officer)
    assert StopAdvice.objects.exists() == (kind == MeasureKind.STANDING)


def test_sub_item_of_measure_32_is_chosen_and_shown(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> None:
    client = signed_in(clerk)
    assert "第32项（出口企业管理一类企业便利）有3个分项，请选择适用的分项" in post_form(
        client, enterprise, 32, condition_met="on"
    )
    page = post_form(client, enterprise, 32, condition_met="on", sub_item="2")
    assert "（2）可优先安排该类企业办理出口退税。" in page
    assert MeasureApplication.objects.get().sub_item == 2


def test_choice_that_the_measure_did_not_leave_on_the_typed_day_is_refused_and_stays(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    today = timezone.localdate()
    amend(38, in_force_from=today, by=make_user(Role.SYSTEM), sub_items=["试点一", "试点二"])
    yesterday = (today - timedelta(days=1)).isoformat()
    page = post_form(signed_in(clerk), enterprise, 38, sub_item="2", applied_on=yesterday)
    assert "第38项（优先选择试点优惠便利政策）没有分项" in page
    assert 'value="2" selected' in page
    assert not MeasureApplication.objects.exists()


@pytest.mark.parametrize(
    ("number", "title", "condition"),
    [
        (31, "增值税发票比照A级纳税人", "一般纳税人"),
        (32, "出口企业管理一类企业便利", "符合条件的海关高级认证企业可评为出口企业管理一类企业"),
        (33, "取消增值税发票认证", "增值税一般纳税人"),
    ],
)
def test_condition_of_the_measure_is_confirmed(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn, number: int, title: str, condition: str
) -> None:
    client, sub_item = signed_in(clerk), "1" if number == 32 else ""
    page = post_form(client, enterprise, number, sub_item=sub_item)
    assert f"第{number}项（{title}）的适用条件是“{condition}”，请核实企业符合后勾选" in page
    assert "实施单位已核实企业符合" in post_form(client, enterprise, number, sub_item=sub_item, condition_met="on")


def test_beneficiary_of_an_honour_is_chosen(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> None:
    client = signed_in(clerk)
    assert "第39项（荣誉表彰重要参考）的受益人可以是企业，也可以是自然人，请选择受益人" in post_form(
        client, enterprise, 39
    )
    assert "自然人，不作为公开案例" in post_form(client, enterprise, 39, benefits_person="person")
    assert "已登记" in post_form(client, enterprise, 39, benefits_person="enterprise")
    assert list(MeasureApplication.objects.values_list("benefits_person", flat=True)) == [False, True]


def test_measure_for_persons_benefits_a_person_without_a_choice(enterprise: Enterprise) -> None:
    assert log(enterprise, clerk_of("women"), number=37).benefits_person


def test_form_asks_for_the_choices_of_the_chosen_measure_only(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    client, fields = signed_in(clerk), {}
    url = reverse("feedback:application_create", args=[enterprise.uscc])
    choosing = client.get(url).content.decode()
    assert "<textarea" not in choosing
    for number in (31, 32, 34, 39):
        address = f"?measure={Measure.objects.get(number=number).pk}"
        assert f'href="{address}"' in choosing
        form = client.get(url + address).context["form"]
        usual = {"measure", "applied_on", "description", "business_number", "contact", "evidence"}
        fields[number] = set(form.fields) - usual
    assert fields == {
        31: {"condition_met", "days_saved"},
        32: {"condition_met", "sub_item", "days_saved"},
        34: set(),
        39: {"benefits_person", "applied_until"},
    }


def test_standing_measure_that_runs_is_not_logged_twice(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    log(enterprise, clerk, number=31)
    page = post_form(signed_in(clerk), enterprise, 31, condition_met="on")
    assert "已对济南汀岚进出口有限公司持续适用第31项（增值税发票比照A级纳税人），尚未停止，不能重复登记" in page
    assert "按计划办理。" in page
    assert MeasureApplication.objects.count() == 1


def test_standing_measure_runs_once_for_each_sub_item(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> None:
    client = signed_in(clerk)
    for sub_item in ("1", "2"):
        assert "已登记" in post_form(client, enterprise, 32, condition_met="on", sub_item=sub_item)
    again = post_form(client, enterprise, 32, condition_met="on", sub_item="2")
    assert "持续适用第32项（出口企业管理一类企业便利）的分项（2），尚未停止" in again


def test_stopped_standing_measure_and_one_off_measure_are_logged_again(enterprise: Enterprise, clerk: User) -> None:
    stopped = log(enterprise, clerk, number=31)
    stop_application(application=stopped, stopped_on=timezone.localdate(), reason="不再需要", by=clerk)
    log(enterprise, clerk, number=31)
    for _ in range(2):
        log(enterprise, clerk, number=38)
    assert MeasureApplication.objects.count() == 4


def copy_of(application: MeasureApplication, **changes: object) -> MeasureApplication:
    application.pk = None
    for field, value in changes.items():
        setattr(application, field, value)
    return application


def test_database_refuses_a_second_running_measure(enterprise: Enterprise, clerk: User) -> None:
    application = log(enterprise, clerk, number=31)
    with pytest.raises(IntegrityError, match="application_running_once"), transaction.atomic():
        copy_of(application).save()


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "one_off"},
        {"sub_item": 0},
        {"sub_item": 4},
        {"condition_met": False},
        {"benefits_person": True},
    ],
)
def test_database_refuses_choices_that_the_version_does_not_allow(
    enterprise: Enterprise, clerk: User, changes: dict[str, object]
) -> None:
    application = log(enterprise, clerk, number=32)
    stop_application(application=application, stopped_on=timezone.localdate(), reason="不再需要", by=clerk)
    with pytest.raises(InternalError, match="does not allow"), transaction.atomic():
        copy_of(application, **changes).save()


def test_action_refuses_what_the_form_would_refuse(enterprise: Enterprise) -> None:
    with pytest.raises(ActionDenied, match="第32项（出口企业管理一类企业便利）有3个分项"):
        log_application(
            enterprise=enterprise,
            measure=Measure.objects.get(number=32),
            applied_on=timezone.localdate(),
            description="办理。",
            choices=ApplicationChoices(condition_met=True),
            by=make_user(Role.DEPARTMENT),
        )
