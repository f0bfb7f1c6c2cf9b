"""When sessions end, and how their owner sees and ends them."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Session, User
from accounts.permissions import Role
from accounts.sessions import browser_of
from audit.models import AuditEvent
from audit.types import EventType
from tests.clock import at
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
HOME, LIST = reverse("workbench:home"), reverse("accounts:session_list")
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0"


def signed_in(user: User, **headers: str) -> Client:
    client = Client(headers=headers)
    client.force_login(user)
    return client


def is_open(client: Client) -> bool:
    return bool(client.get(HOME).status_code == 200)


def test_session_ends_after_half_an_hour_without_activity(clerk: User) -> None:
    with at("2026-11-30 09:00:00"):
        used, left = signed_in(clerk), signed_in(clerk)
    with at("2026-11-30 09:29:00"):
        assert is_open(used)
    with at("2026-11-30 09:58:00"):
        assert is_open(used)
        assert not is_open(left)


def test_session_that_is_always_used_ends_after_eight_hours(clerk: User) -> None:
    with at("2026-11-30 09:00:00"):
        client = signed_in(clerk)
    for hours in range(9 * 60 + 20, 17 * 60, 20):
        with at(f"2026-11-30 {hours // 60:02}:{hours % 60:02}:00"):
            assert is_open(client)
    with at("2026-11-30 17:00:01"):
        assert not is_open(client)


def test_progress_that_a_page_loads_by_itself_is_no_activity(clerk: User) -> None:
    with at("2026-11-30 09:00:00"):
        client = signed_in(clerk)
    with at("2026-11-30 09:20:00"):
        client.get(HOME, headers={"hx-request": "true"})
    with at("2026-11-30 09:31:00"):
        assert not is_open(client)


def test_clock_that_is_set_back_makes_no_session_longer(clerk: User) -> None:
    with at("2026-11-30 09:00:00"):
        client = signed_in(clerk)
    with at("2026-11-30 08:00:00"):
        assert is_open(client)
    with at("2026-11-30 08:31:00"):
        assert not is_open(client)


def test_new_password_ends_the_other_sessions_at_once(clerk: User) -> None:
    here, there = signed_in(clerk), signed_in(clerk)
    new = "另一个-Passwort-2026"
    here.post(
        reverse("accounts:password_change"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )
    assert (is_open(here), is_open(there)) == (True, False)
    assert Session.objects.filter(user=clerk).count() == 1


def test_session_of_an_account_that_was_off_does_not_come_back(clerk: User) -> None:
    client = signed_in(clerk)
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    User.objects.filter(pk=clerk.pk).update(is_active=True)
    assert not is_open(client)
    assert not Session.objects.filter(user=clerk).exists()


def test_page_lists_where_one_is_signed_in_and_ends_one_or_all_others(clerk: User) -> None:
    here, there, third = signed_in(clerk), signed_in(clerk), signed_in(clerk)
    other = signed_in(make_user())
    page = here.get(LIST).content.decode()
    assert page.count("结束</button>") == 2
    assert "本次登录" in page
    assert not [key for key in Session.objects.values_list("pk", flat=True) if key in page]
    foreign = Session.objects.exclude(user=clerk).get()
    here.post(reverse("accounts:session_end", args=[foreign.public_id]))
    assert is_open(other)
    key = there.session.session_key
    here.post(reverse("accounts:session_end", args=[Session.objects.get(pk=key).public_id]))
    assert (is_open(here), is_open(there), is_open(third)) == (True, False, True)
    assert "已结束1处登录。" in here.post(reverse("accounts:sessions_end"), follow=True).content.decode()
    assert (is_open(here), is_open(third)) == (True, False)
    assert AuditEvent.objects.filter(type=EventType.SESSION_ENDED).count() == 2


def test_list_names_address_and_browser(clerk: User, settings: Any) -> None:
    settings.BEHIND_PROXY = True
    client = Client(headers={"x-real-ip": "192.0.2.7", "user-agent": EDGE})
    client.post(reverse("accounts:login"), {"username": clerk.username, "password": PASSWORD})
    page = client.get(LIST).content.decode()
    assert "192.0.2.7" in page
    assert "Edge 120，Windows" in page
    assert browser_of("curl/8") == "其他浏览器，其他系统"
    assert browser_of("Mozilla/5.0 (Windows NT 10.0) Chrome/94.0 QQBrowser/12.1") == "QQ浏览器 12，Windows"
    assert browser_of("Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0") == "Firefox 128，Linux"


def test_administrator_ends_the_sessions_of_an_account(clerk: User) -> None:
    client, system = signed_in(clerk), signed_in(make_user(Role.SYSTEM))
    data = {"action": "end_sessions", "_selected_action": [clerk.pk]}
    assert (
        "已结束1处登录。" in system.post(reverse("admin:accounts_user_changelist"), data, follow=True).content.decode()
    )
    assert not is_open(client)


@pytest.mark.parametrize("key", ["济南", "0001-01-01", "9" * 30])
def test_ticked_row_that_cannot_exist_is_refused_with_a_sentence(key: str, clerk: User) -> None:
    data = {"action": "end_sessions", "_selected_action": [key]}
    answer = signed_in(make_user(Role.SYSTEM)).post(reverse("admin:accounts_user_changelist"), data, follow=True)
    assert "所选的行不存在，请刷新页面后重新选择。" in answer.content.decode()


def test_record_of_a_session_costs_no_query_of_its_own(clerk: User) -> None:
    """The row of the session is read anyway; it is written once in a minute."""
    client = signed_in(clerk)
    password = reverse("accounts:password_change")
    with CaptureQueriesContext(connection) as at_first:
        client.get(password)
    Session.objects.update(used_at=timezone.now() - timedelta(minutes=2))
    with CaptureQueriesContext(connection) as later:
        client.get(password)
    assert len(later) == len(at_first) + 1
    assert len([query for query in at_first if "accounts_session" in query["sql"]]) == 1


def test_signing_in_again_in_the_same_session_replaces_it(clerk: User) -> None:
    client = signed_in(clerk)
    client.force_login(clerk)
    assert is_open(client)
    assert Session.objects.filter(user=clerk).count() == 1


def test_session_of_nobody_is_not_listed(client: Client) -> None:
    client.post(reverse("roster:submission_create"))
    assert SESSION_KEY not in client.session
    assert Session.objects.get().user is None
