"""The second factor: setting it up, signing in with it, losing it, and showing again who one is."""

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth import SESSION_KEY
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken

from accounts.factors import NEW_KEY, written_key
from accounts.models import SecondFactor, User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from roster.models import Enterprise
from screening.models import Revocation
from tests.clock import at
from tests.drafts.forms import content_of, form_on
from tests.factories import PASSWORD, make_user
from tests.factors import FACTOR, code_of, enroll, give

pytestmark = pytest.mark.django_db
LOGIN, HOME, CHECK = (reverse(name) for name in ("accounts:login", "workbench:home", "accounts:factor_check"))
CONFIRM = reverse("accounts:confirm")
# Later than every fact that a test writes before it sets the clock.
DAY = timezone.localdate() + timedelta(days=1)


def at_time(time: str) -> AbstractContextManager[None]:
    """Let the clocks show the time, such as 09:05:00, of the day after today."""
    return at(f"{DAY} {time}")


@pytest.fixture
def secured(credit: User) -> tuple[User, list[str], str]:
    """A credit administrator who set up the second factor at nine: user, recovery codes and key."""
    client = Client()
    with at_time("09:00:00"):
        client.force_login(credit)
        codes = enroll(client)
    return credit, codes, SecondFactor.objects.get(user=credit).key


def password_given(user: User) -> Client:
    client = Client()
    answer = client.post(LOGIN, {"username": user.username, "password": PASSWORD, "next": "/desk/notices/"})
    assert answer["Location"] == CHECK
    assert SESSION_KEY not in client.session
    return client


def test_role_that_needs_it_is_led_through_setting_it_up(settings: Any, officer: User, clerk: User) -> None:
    settings.SECOND_FACTOR_ROLES = [Role.CUSTOMS]
    client, other = Client(), Client()
    client.force_login(officer)
    other.force_login(clerk)
    assert other.get(HOME).status_code == 200
    assert client.get(HOME)["Location"] == FACTOR
    page = client.get(FACTOR).content.decode()
    # Without it, a smaller picture would be cut off.
    assert "viewBox=" in page[page.index("<svg") : page.index("</svg>")]
    assert "style=" not in page[page.index("<svg") : page.index("</svg>")]
    assert "验证码不正确" in client.post(FACTOR, {"otp_code": "000000"}).content.decode()
    assert client.get(HOME)["Location"] == FACTOR
    codes = enroll(client)
    assert len(set(codes)) == 10
    assert client.get(HOME).status_code == 200
    assert codes[0] not in client.get(reverse("accounts:recovery_codes")).content.decode()
    assert not StaticToken.objects.filter(token__in=[code.replace("-", "") for code in codes])


def test_sign_in_asks_for_the_code_and_leads_on(secured: tuple[User, list[str], str]) -> None:
    user, _, key = secured
    with at_time("09:05:00"):
        client = password_given(user)
        assert client.get(HOME)["Location"].startswith(LOGIN)
        events = AuditEvent.objects.filter(type=EventType.SIGNED_IN)
        assert events.count() == 1
        assert "验证码不正确" in give(client, "000000").content.decode()
        assert give(client, f"{code_of(key)[:3]} {code_of(key)[3:]}")["Location"] == "/desk/notices/"
        assert (client.get(HOME).status_code, events.count()) == (200, 2)
        assert "已经用过" in give(password_given(user), code_of(key)).content.decode()


def test_recovery_code_signs_in_once(secured: tuple[User, list[str], str]) -> None:
    user, codes, _ = secured
    assert give(password_given(user), codes[0].upper()).status_code == 302
    page = give(password_given(user), codes[0]).content.decode()
    assert "备用码不正确或已经用过：每个备用码只能用一次。" in page
    assert give(password_given(user), codes[1]).status_code == 302


def test_key_is_not_readable_in_the_database_and_outlives_an_exchange_of_the_keys(
    secured: tuple[User, list[str], str], settings: Any
) -> None:
    user, codes, key = secured
    row = SecondFactor.objects.values().get(user=user)
    assert not any(secret in str(row) for secret in (key, written_key(key).replace(" ", "")))
    old, new = settings.DATA_KEYS, Fernet.generate_key().decode()
    settings.DATA_KEYS = [new, *old]
    call_command("encrypt_again")
    settings.DATA_KEYS = [new]
    with at_time("09:05:00"):
        assert give(password_given(user), code_of(key)).status_code == 302
        settings.DATA_KEYS = old
        client = password_given(user)
        assert "验证码暂时无法核对（密钥已更换）" in give(client, code_of(key)).content.decode()
        assert give(client, codes[0]).status_code == 302


def test_wrong_codes_wait_like_wrong_passwords(secured: tuple[User, list[str], str]) -> None:
    user, _, key = secured
    with at_time("09:05:00"):
        client = password_given(user)
        for _ in range(5):
            give(client, "000000")
        assert "登录失败的次数过多" in give(client, code_of(key)).content.decode()


def test_password_of_more_than_five_minutes_ago_is_asked_for_again(secured: tuple[User, list[str], str]) -> None:
    user, codes, _ = secured
    with at_time("09:05:00"):
        client = password_given(user)
    with at_time("09:10:01"):
        assert give(client, codes[0])["Location"] == LOGIN
    assert StaticToken.objects.count() == 10


def test_clock_that_is_set_back_an_hour_is_named(secured: tuple[User, list[str], str]) -> None:
    user, codes, key = secured
    with at_time("08:00:00"):
        client = password_given(user)
        page = give(client, code_of(key)).content.decode()
        assert "服务器现在的时间比您上次验证时还早" in page
        assert give(client, codes[0]).status_code == 302


def test_administrator_resets_a_lost_factor_and_its_owner_learns_it(secured: tuple[User, list[str], str]) -> None:
    user, codes, _ = secured
    owner, system = Client(), Client()
    system.force_login(make_user(Role.SYSTEM))
    data = {"action": "reset_factor", "_selected_action": [user.pk]}
    system.post(reverse("admin:accounts_user_changelist"), data)
    assert AuditEvent.objects.get(type=EventType.FACTOR_RESET).target_key == str(user.pk)
    page = owner.post(LOGIN, {"username": user.username, "password": PASSWORD}, follow=True).content.decode()
    assert "重设了您的第二重验证" in page
    owner.get(FACTOR)
    assert NEW_KEY in owner.session
    assert not StaticToken.objects.exists()
    assert codes


def test_recovery_codes_are_replaced_by_a_code(secured: tuple[User, list[str], str]) -> None:
    user, codes, _ = secured
    client = password_given(user)
    give(client, codes[0])
    assert "备用码还剩9个" in client.get(FACTOR).content.decode()
    page = client.post(FACTOR, {"otp_code": codes[1]}, follow=True).content.decode()
    assert page.count('<li class="code">') == 10
    assert "备用码不正确" in give(password_given(user), codes[2]).content.decode()


def test_act_with_consequences_asks_again_who_it_is_and_keeps_what_was_typed(
    officer: User, enterprise: Enterprise
) -> None:
    client, url = Client(), reverse("screening:revocation_create", args=[enterprise.uscc])
    with at_time("09:00:00"):
        client.force_login(officer)
    decision = {"category": "smuggling", "reason": "走私普通货物", "document_number": "济关〔2026〕8号"}
    typed = {**decision, "effective_on": str(DAY)}
    with at_time("09:11:00"):
        sent = content_of(form_on(client, url)) | typed
        assert client.post(url, sent)["Location"] == CONFIRM
        assert not Revocation.objects.exists()
        assert "密码不正确" in client.post(CONFIRM, {"password": "wrong"}).content.decode()
        assert client.post(CONFIRM, {"password": PASSWORD})["Location"] == url
        kept = content_of(form_on(client, url))
        assert {name: kept[name] for name in typed} == {name: [text] for name, text in typed.items()}
        assert client.post(url, kept).status_code == 302
        assert Revocation.objects.get().reason == "走私普通货物"
