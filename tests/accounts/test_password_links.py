"""New accounts and forgotten passwords: links by which people choose a password, which nobody can use alone."""

import re
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from tests.clock import at
from tests.factories import PASSWORD, make_department, make_user

pytestmark = pytest.mark.django_db
LINK, CODES, LOGIN = reverse("accounts:password_link"), reverse("accounts:code_list"), reverse("accounts:login")
CHOSEN = "苹果-Torte-71"
GONE = "链接无效、已经用过或已过期。请系统管理员重新发出。"


@pytest.fixture
def system() -> Client:
    client = Client()
    client.force_login(make_user(Role.SYSTEM))
    return client


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def reset(system: Client, user: User) -> str:
    """Return the page after the administrator reset the password."""
    return system.post(reverse("admin:auth_user_password_change", args=[user.pk]), follow=True).content.decode()


def address_in(text: str) -> str:
    return re.search(rf"http://testserver{LINK}\?token=[\w-]+", text)[0]


def codes_seen_by(user: User) -> list[str]:
    return re.findall('class="code">([0-9]{4} [0-9]{4})<', browser(user).get(CODES).content.decode())


def choose(client: Client, code: str = "", password: str = CHOSEN) -> Any:
    data = {"otp_code": code, "new_password1": password, "new_password2": password}
    return client.post(LINK, data, follow=True)


def can_sign_in(user: User, password: str) -> bool:
    return Client().post(LOGIN, {"username": user.username, "password": password}).status_code == 302


def test_new_account_gets_its_link_by_mail_and_chooses_its_password(settings: Any, system: Client) -> None:
    settings.MAIL_IN_USE = True
    data = {"username": "zhangsan", "full_name": "张三", "role": Role.DEPARTMENT, "email": "zhangsan@example.gov.cn"}
    url = reverse("admin:accounts_user_add")
    assert "password1" not in system.get(url).content.decode()
    page = system.post(url, {**data, "department": make_department().pk}, follow=True).content.decode()
    assert "设置密码的链接已发到zhangsan@example.gov.cn。" in page
    assert "token=" not in page
    user, (sent,) = User.objects.get(username="zhangsan"), mail.outbox
    assert sent.to == ["zhangsan@example.gov.cn"]
    visitor = Client()
    page = visitor.get(address_in(sent.body), follow=True)
    assert (page.redirect_chain, "otp_code" in page.content.decode()) == ([(LINK, 302)], False)
    assert "密码长度太短" in choose(visitor, password="Ab-1").content.decode()
    assert choose(visitor).redirect_chain == [(LOGIN, 302)]
    assert can_sign_in(user, CHOSEN)
    assert GONE in visitor.get(address_in(sent.body), follow=True).content.decode()
    types = [EventType.PASSWORD_LINK_MADE, EventType.PASSWORD_CHOSEN]
    assert list(AuditEvent.objects.filter(type__in=types).order_by("pk").values_list("type", flat=True)) == types
    again = system.post(url, {**data, "username": "lisi", "full_name": "李四", "department": make_department().pk})
    assert "该邮箱已用于另一个账号" in again.content.decode()


def test_link_without_mail_opens_nothing_without_a_code_that_the_administrator_does_not_see(system: Client) -> None:
    owner, colleague, auditor = make_user(), make_user(), make_user(Role.AUDITOR)
    owners_browser = browser(owner)
    page = reset(system, owner)
    assert "市税务局的其他账号" in page
    assert not can_sign_in(owner, PASSWORD)
    assert owners_browser.get(reverse("workbench:home")).status_code == 302
    assert "没有待告知的验证码。" in system.get(CODES).content.decode()
    for user in (auditor, make_user(department=make_department("women"))):
        assert codes_seen_by(user) == []
    assert "待告知的验证码" in browser(colleague).get(reverse("workbench:home")).content.decode()
    (code,) = codes_seen_by(colleague)
    assert AuditEvent.objects.filter(type=EventType.PASSWORD_CODE_VIEWED, actor_id=colleague.pk).exists()
    visitor = Client()
    visitor.get(address_in(page))
    for wrong in ("", "1234 5678"):
        assert choose(visitor, wrong).redirect_chain == []
    assert choose(visitor, code.replace(" ", "")).redirect_chain == [(LOGIN, 302)]
    owner.refresh_from_db()
    assert owner.check_password(CHOSEN)
    home = Client().post(LOGIN, {"username": owner.username, "password": CHOSEN}, follow=True).content.decode()
    assert "重设了您的密码。这不是您要求的，请立即告知审计人员。" in home
    assert address_in(page) not in system.get(reverse("accounts:link_made")).content.decode()


def test_code_of_an_account_alone_in_its_department_is_seen_by_the_auditor(system: Client) -> None:
    auditor, other_auditor, second = make_user(Role.AUDITOR), make_user(Role.AUDITOR), make_user(Role.SYSTEM)
    assert "由审计人员" in reset(system, make_user(department=make_department("women")))
    assert (len(codes_seen_by(auditor)), codes_seen_by(second)) == (1, [])
    reset(system, auditor)
    assert (len(codes_seen_by(other_auditor)), codes_seen_by(second)) == (2, [])
    User.objects.filter(pk=other_auditor.pk).update(is_active=False)
    assert "由另一名系统管理员" in reset(system, auditor)
    assert len(codes_seen_by(second)) == 1


def test_wrong_codes_and_wrong_links_wait_like_wrong_passwords(system: Client) -> None:
    owner, colleague, visitor = make_user(), make_user(), Client()
    visitor.get(address_in(reset(system, owner)))
    (code,) = codes_seen_by(colleague)
    for _ in range(5):
        choose(visitor, "1234 5678")
    assert "登录失败的次数过多" in choose(visitor, code).content.decode()
    stranger = Client(REMOTE_ADDR="192.0.2.9")
    for number in range(50):
        assert GONE in stranger.get(LINK, {"token": f"guess{number}"}, follow=True).content.decode()
    assert stranger.get(LINK, {"token": "guess"}).status_code == 429


def test_link_ends_after_three_days_with_another_one_and_when_the_account_is_off() -> None:
    owner, administrator = make_user(), make_user(Role.SYSTEM)
    with at("2026-11-30 09:00:00"):
        system = browser(administrator)
        first, second = address_in(reset(system, owner)), address_in(reset(system, owner))
        assert GONE in Client().get(first, follow=True).content.decode()
        assert GONE not in Client().get(second, follow=True).content.decode()
    with at("2026-12-03 09:00:01"):
        assert GONE in Client().get(second, follow=True).content.decode()
    last = address_in(reset(browser(administrator), owner))
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert GONE in Client().get(last, follow=True).content.decode()


def test_own_password_is_not_reset_and_a_mail_that_fails_is_named(
    settings: Any, system: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = User.objects.get(role=Role.SYSTEM)
    assert "本人的密码请在“修改密码”页面修改。" in reset(system, own)
    assert can_sign_in(own, PASSWORD)
    settings.MAIL_IN_USE = True
    owner = make_user()
    User.objects.filter(pk=owner.pk).update(email="zhangsan@example.gov.cn")

    def fail(*args: object) -> None:
        raise SMTPException

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    assert "邮件未能发到zhangsan@example.gov.cn" in reset(system, owner)
