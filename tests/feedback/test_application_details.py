"""What an application states beside: its last day, competition, business number, contact, the effect in figures."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from feedback.actions.applications import log_application
from feedback.models import MeasureApplication
from feedback.policies import ApplicationChoices, ApplicationDetails
from foundation.denials import ActionDenied
from incentives.models import EffectKind, Measure
from roster.models import Enterprise
from tests.clock import at
from tests.factories import make_certified, make_user
from tests.feedback.application_acts import correct
from tests.steps import SignedIn, amend, clerk_of, revoke

# Measure 20 is a tie-break with an amount, 31 a standing measure with days saved, 6 is done once.
STATED = {
    "competition": "外贸稳增长专项资金评审",
    "amount": "120000.50",
    "business_number": "济财外〔2026〕7号-3",
    "contact": "企业科，0531-66608888",
}


def post(client: Client, enterprise: Enterprise, number: int, **fields: str) -> str:
    measure, today = Measure.objects.get(number=number).pk, timezone.localdate().isoformat()
    data = {"measure": measure, "applied_on": today, "description": "按计划办理。", **fields}
    url = reverse("feedback:application_create", args=[enterprise.uscc])
    return client.post(url, data, follow=True).content.decode()


def test_details_are_shown_corrected_and_kept_in_the_history(enterprise: Enterprise, signed_in: SignedIn) -> None:
    client = signed_in(clerk_of("finance"))
    page = post(client, enterprise, 20, **STATED)
    for shown in (STATED["competition"], "涉及金额（元）：120,000.50", STATED["business_number"], STATED["contact"]):
        assert shown in page
    application = MeasureApplication.objects.get()
    today = timezone.localdate().isoformat()
    unchanged = {"applied_on": today, "description": "按计划办理。"}
    page = correct(client, application, **unchanged, **{**STATED, "amount": "130000"})
    assert "涉及金额（元）：130,000.00" in page
    assert "涉及金额（元）：120,000.50" in page[page.rindex("更正记录") :]


def test_business_number_that_was_used_before_gives_a_notice(enterprise: Enterprise, signed_in: SignedIn) -> None:
    client = signed_in(clerk_of("finance"))
    assert "请核对" not in post(client, enterprise, 20, **STATED)
    first = MeasureApplication.objects.get()
    page = post(client, make_certified(), 20, **STATED)
    assert f"业务编号{STATED['business_number']}已用于{first.number}（{enterprise}，{first.version}），请核对" in page
    assert MeasureApplication.objects.count() == 2
    assert "也用于" in client.get(reverse("feedback:application_detail", args=[first.pk])).content.decode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"competition": ""}, "第20项（财政性资金项目优先考虑）是同等条件下优先，请写明竞争事项"),
        ({"amount": "-1"}, "大于或等于0"),
        ({"amount": "1.234"}, "2 位"),
        ({"applied_until": "2020-01-01"}, "早于实施日期"),
        ({"contact": "赵建国，13800138000"}, "像是手机号码"),
    ],
)
def test_detail_that_does_not_fit_is_refused(
    enterprise: Enterprise, signed_in: SignedIn, fields: dict[str, str], message: str
) -> None:
    page = post(signed_in(clerk_of("finance")), enterprise, 20, **{**STATED, **fields})
    assert message in page
    assert not MeasureApplication.objects.exists()


@pytest.mark.parametrize(
    ("number", "details", "message"),
    [
        (31, {"applied_until": date(2026, 11, 29)}, "停止适用时另行登记停止日期"),
        (31, {"competition": "评审"}, "不是同等条件下优先，请不要填写竞争事项"),
        (31, {"amount": Decimal(1)}, "没有“涉及金额（元）”这项效果指标"),
    ],
)
def test_detail_that_the_measure_does_not_have_is_refused(
    enterprise: Enterprise, clerk: User, number: int, details: dict[str, Any], message: str
) -> None:
    with pytest.raises(ActionDenied, match=message):
        log_application(
            enterprise=enterprise,
            measure=Measure.objects.get(number=number),
            applied_on=timezone.localdate(),
            description="按计划办理。",
            choices=ApplicationChoices(condition_met=True),
            details=ApplicationDetails(**details),
            by=clerk,
        )


def test_last_day_on_which_the_standing_was_lost_is_refused(officer: User, signed_in: SignedIn) -> None:
    today = timezone.localdate()
    with at(f"{today - timedelta(days=9)} 09:00:00"):
        enterprise = make_certified()
    revoke(enterprise, officer)
    days = {"applied_on": (today - timedelta(days=3)).isoformat(), "kind": "one_off"}
    client = signed_in(clerk_of("approval"))
    assert "不是联合激励对象，请改填此前的日期" in post(client, enterprise, 22, **days, applied_until=today.isoformat())
    yesterday = (today - timedelta(days=1)).isoformat()
    assert "已登记" in post(client, enterprise, 22, **days, applied_until=yesterday, days_saved="4")


def test_figures_are_those_that_the_administrator_sets(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    client, url = signed_in(clerk), reverse("feedback:application_create", args=[enterprise.uscc])
    address = f"{url}?measure={Measure.objects.get(number=33).pk}"
    assert not any(f'name="{kind}"' in client.get(address).content.decode() for kind in EffectKind)
    figures = [EffectKind.AMOUNT, EffectKind.INSPECTIONS_AVOIDED]
    amend(33, in_force_from=timezone.localdate(), by=make_user(Role.SYSTEM), effects=figures)
    page = client.get(address).content.decode()
    assert [f'name="{kind}"' in page for kind in EffectKind] == [False, True, True]
    post(client, enterprise, 33, condition_met="on", inspections_avoided="2")
    application = MeasureApplication.objects.get()
    assert application.effects_text == "减少检查次数：2"
    with pytest.raises(InternalError, match="does not allow"), transaction.atomic():
        MeasureApplication.objects.create(
            **{
                name: getattr(application, name)
                for name in ("enterprise", "department", "in_charge", "measure", "version", "standing", "logged_by")
            },
            kind="standing",
            condition_met=True,
            applied_on=application.applied_on,
            description="按计划办理。",
            days_saved=3,
        )
