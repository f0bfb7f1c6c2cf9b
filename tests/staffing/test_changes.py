"""No one person gives or takes a role that decides, administers or audits."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from approvals.models import Approval
from audit.models import AuditEvent
from audit.types import EventType
from tests.factories import make_department, make_user

pytestmark = pytest.mark.django_db
LIST, HOME = reverse("staffing:proposal_list"), reverse("workbench:home")
WAITS = "须由另一名系统管理员或审计人员同意后生效。"


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def system() -> User:
    return make_user(Role.SYSTEM)


def change(by: User, user: User, **fields: Any) -> str:
    """Return the page after the administrator posted other fields of the account."""
    data = {"username": user.username, "full_name": user.full_name, "role": user.role, "is_active": "on"}
    data |= {"department": user.department_id or "", "email": user.email, "names_checked": "on", **fields}
    url = reverse("admin:accounts_user_change", args=[user.pk])
    return browser(by).post(url, data, follow=True).content.decode()


def decide(by: User, act: str, **data: str) -> str:
    """Return the page after the user approved or rejected the newest proposal."""
    approval = Approval.objects.latest("pk")
    url = reverse(f"staffing:proposal_{act}", args=[approval.pk])
    return browser(by).post(url, {"version": approval.pk, **data}, follow=True).content.decode()


def test_account_with_a_guarded_role_starts_when_a_second_person_agrees(system: User) -> None:
    auditor = make_user(Role.AUDITOR)
    data = {"username": "puppet", "full_name": "新人", "role": Role.CREDIT, "department": make_department("ndrc").pk}
    page = browser(system).post(reverse("admin:accounts_user_add"), data, follow=True).content.decode()
    assert "账号已新增，尚未启用，须由另一名系统管理员或审计人员同意。" in page
    assert "没有密码，本人凭链接设置" in page
    assert "基于密码的认证" not in page
    user = User.objects.get(username="puppet")
    assert not user.is_active
    reset = reverse("admin:auth_user_password_change", args=[user.pk])
    assert "账号未启用" in browser(system).post(reset, follow=True).content.decode()
    assert "变动是您本人提出的，须由另一名系统管理员或审计人员复核。" in decide(system, "approve")
    assert "待复核的账号变动" in browser(auditor).get(HOME).content.decode()
    assert "停用→启用" in browser(auditor).get(LIST).content.decode()
    assert "已同意，新人（puppet）的账号已变动。" in decide(auditor, "approve")
    user.refresh_from_db()
    assert user.is_active
    assert "?token=" in browser(system).post(reset, follow=True).content.decode()
    event = AuditEvent.objects.get(type=EventType.ACCOUNT_CHANGED)
    assert (event.actor_id, event.data, event.changes) == (
        auditor.pk,
        {"proposed_by": str(system)},
        {"is_active": [False, True]},
    )


def test_change_into_and_out_of_a_guarded_role_waits_and_the_rest_does_not(system: User) -> None:
    second, clerk = make_user(Role.SYSTEM), make_user(department=make_department("ndrc"))
    assert WAITS in change(system, clerk, full_name="张三", role=Role.CREDIT)
    clerk.refresh_from_db()
    assert (clerk.full_name, clerk.role) == ("张三", Role.DEPARTMENT)
    assert "还待第二人复核" in change(system, clerk, role=Role.CREDIT)
    assert "请填写理由。" in decide(second, "reject")
    assert "已退回或撤回" in decide(second, "reject", reason="尚未任命")
    change(system, clerk, role=Role.CREDIT)
    assert "部门经办→信用管理" in browser(second).get(LIST).content.decode()
    decide(second, "approve")
    clerk.refresh_from_db()
    assert clerk.role == Role.CREDIT
    change(system, clerk, role=Role.DEPARTMENT)
    clerk.refresh_from_db()
    assert clerk.role == Role.CREDIT
    assert "这是您本人的账号" not in decide(second, "approve")
    assert WAITS not in change(system, make_user(), department=make_department("women").pk)


def test_later_last_day_of_a_guarded_role_waits_and_an_earlier_one_does_not(system: User) -> None:
    second = make_user(Role.SYSTEM)
    assert WAITS not in change(system, second, ends_on="2099-01-01")
    assert "启用的账号，有效期不能早于今天" in change(system, second, ends_on="2020-01-01")
    assert WAITS in change(system, second, ends_on="")
    second.refresh_from_db()
    assert second.ends_on == date(2099, 1, 1)
    assert "2099年1月1日→无" in browser(system).get(LIST).content.decode()
    decide(make_user(Role.AUDITOR), "approve")
    second.refresh_from_db()
    assert second.ends_on is None


def test_address_of_mail_waits_switching_off_does_not_and_nobody_approves_their_own_account(system: User) -> None:
    second, clerk = make_user(Role.SYSTEM), make_user()
    change(system, clerk, email="other@example.gov.cn")
    clerk.refresh_from_db()
    assert clerk.email == ""
    change(system, second, email="second@example.gov.cn")
    assert "这是您本人的账号，须由他人复核。" in decide(second, "approve")
    change(system, second, is_active="")
    second.refresh_from_db()
    assert not second.is_active
    assert "提出之后账号已有变动" in decide(make_user(Role.AUDITOR), "approve")
