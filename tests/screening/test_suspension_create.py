"""A customs office suspends the qualification of an enterprise of its own, also without a report (plan §3)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from roster.models import Enterprise
from screening.models import Suspension
from tests.factories import make_department, make_user
from tests.steps import SignedIn, revoke

pytestmark = pytest.mark.usefixtures("reference_data")
DECISION = {"reason": "涉嫌走私，正在核查", "document_number": "泉关企管〔2026〕7号"}


def address_of(enterprise: Enterprise) -> str:
    return reverse("screening:suspension_create", args=[enterprise.uscc])


def suspend(client: Client, enterprise: Enterprise, **data: str) -> str:
    sent = {**DECISION, "effective_on": timezone.localdate().isoformat(), **data}
    return client.post(address_of(enterprise), sent, follow=True).content.decode()


def test_officer_suspends_from_the_page_of_the_enterprise(
    enterprise: Enterprise, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(officer)
    assert address_of(enterprise) in client.get(enterprise.get_absolute_url()).content.decode()
    form = client.get(address_of(enterprise)).content.decode()
    assert "暂停资格后" in form
    page = suspend(client, enterprise)
    for words in ("已暂停", DECISION["reason"], DECISION["document_number"]):
        assert words in page
    assert address_of(enterprise) not in page
    assert enterprise.standings.current().get().state == "pending"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"reason": " "}, "请写明暂停原因"),
        ({"document_number": ""}, "请填写决定文号"),
        ({"effective_on": "2015-01-01"}, "早于认证日期"),
        ({"effective_on": (timezone.localdate() + timedelta(days=1)).isoformat()}, "日期不能晚于今天"),
    ],
)
def test_incomplete_suspension_is_refused_with_a_message(
    enterprise: Enterprise, officer: User, signed_in: SignedIn, data: dict[str, str], message: str
) -> None:
    assert message in suspend(signed_in(officer), enterprise, **data)
    assert not Suspension.objects.exists()


def test_suspended_or_revoked_enterprise_is_not_suspended(
    enterprise: Enterprise, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(officer)
    suspend(client, enterprise)
    assert "的资格已自" in suspend(client, enterprise)
    revoke(enterprise, officer)
    assert "的资格已于" in suspend(client, enterprise)
    assert Suspension.objects.count() == 1


def test_other_office_does_not_suspend(enterprise: Enterprise, signed_in: SignedIn) -> None:
    client = signed_in(make_user(Role.CUSTOMS, department=make_department("laiwu-customs")))
    denied = "由泉城海关主管，莱芜海关不能处理其资格"
    assert denied in client.get(address_of(enterprise)).content.decode()
    assert denied in suspend(client, enterprise)
    assert address_of(enterprise) not in client.get(enterprise.get_absolute_url()).content.decode()
    assert not Suspension.objects.exists()


def test_unknown_enterprise_is_not_found(officer: User, signed_in: SignedIn) -> None:
    url = reverse("screening:suspension_create", args=["91370100000000000X"])
    assert signed_in(officer).get(url).status_code == 404
