"""Waits after failed attempts to sign in: who has to wait, for how long, and what the page says."""

from collections.abc import Iterator
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import User
from accounts.permissions import Role
from accounts.tasks import erase_failures
from tests.clock import at
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
LOGIN = reverse("accounts:login")
OFFICE, HOME, STRANGER = "192.0.2.7", "192.0.2.8", "203.0.113.5"
WRONG = "用户名或密码不正确"


@pytest.fixture(autouse=True)
def behind_proxy(settings: Any) -> Iterator[None]:
    """A portal in operation, whose proxy states where a request comes from, in the morning."""
    settings.BEHIND_PROXY = True
    with at("2026-11-30 09:00:00"):
        yield


def try_password(username: str, password: str = "wrong", *, address: str = STRANGER) -> Any:
    return Client(headers={"x-real-ip": address}).post(LOGIN, {"username": username, "password": password})


def fail(username: str, times: int, *, address: str = STRANGER) -> None:
    for _ in range(times):
        try_password(username, address=address)


def signs_in(user: User, *, address: str = STRANGER) -> bool:
    return bool(try_password(user.username, PASSWORD, address=address).status_code == 302)


def test_each_further_failure_doubles_the_wait_and_the_page_says_when_it_ends(clerk: User) -> None:
    fail(clerk.username, 4)
    fifth = try_password(clerk.username)
    assert (fifth.status_code, fifth["Retry-After"]) == (429, "60")
    assert "登录失败的次数过多，请于09:02以后再试。" in fifth.content.decode()
    assert not signs_in(clerk)
    with at("2026-11-30 09:01:01"):
        assert "请于09:04以后再试" in try_password(clerk.username).content.decode()
    with at("2026-11-30 09:03:02"):
        assert signs_in(clerk)
        assert WRONG in try_password(clerk.username).content.decode()


def test_wait_is_an_hour_at_most_and_failures_count_for_a_day(clerk: User) -> None:
    fail(clerk.username, 5)
    AccessAttempt.objects.update(failures_since_start=5_000)
    assert "请于10:01以后再试" in try_password(clerk.username).content.decode()
    with at("2026-11-30 23:30:00"):
        assert "请于2026年12月1日00:31以后再试" in try_password(clerk.username).content.decode()
    with at("2026-12-01 23:30:01"):
        assert WRONG in try_password(clerk.username).content.decode()


def test_stranger_does_not_lock_a_clerk_out(clerk: User) -> None:
    """Where the clerk has signed in before, failures elsewhere have no effect; from new addresses everybody waits."""
    assert signs_in(clerk, address=OFFICE)
    for number in range(30):
        fail(clerk.username, 1, address=f"203.0.113.{number}")
    assert signs_in(clerk, address=OFFICE)
    assert "请于09:06以后再试" in try_password(clerk.username, PASSWORD, address=HOME).content.decode()


def test_failures_with_many_names_make_their_address_wait_and_no_other(clerk: User, officer: User) -> None:
    for number in range(50):
        fail(f"name{number}", 1)
    assert "请于09:06以后再试" in try_password(clerk.username, PASSWORD).content.decode()
    assert signs_in(clerk, address=OFFICE)


def test_addresses_of_one_ipv6_network_count_as_one(clerk: User) -> None:
    for number in range(5):
        fail(clerk.username, 1, address=f"2001:db8::{number}")
    assert not signs_in(clerk, address="2001:db8::99")
    assert signs_in(clerk, address="2001:db8:1::99")


def test_page_says_the_same_for_a_name_without_an_account(clerk: User) -> None:
    for _ in range(7):
        real, unknown = (try_password(name) for name in (clerk.username, "nobody"))
        assert real.status_code == unknown.status_code
        assert strip_tags(real.content.decode()) == strip_tags(unknown.content.decode())


def test_nothing_that_was_typed_is_stored(clerk: User) -> None:
    fail("my-secret-password", 2)
    assert signs_in(clerk)
    stored = str([*AccessAttempt.objects.values(), *AccessLog.objects.values()])
    assert STRANGER in stored
    for typed in ("my-secret-password", "wrong", clerk.username, PASSWORD):
        assert typed not in stored


def test_clock_that_is_set_back_makes_no_wait_longer(clerk: User) -> None:
    fail(clerk.username, 6)
    with at("2026-11-30 08:00:00"):
        assert signs_in(clerk)


def test_old_password_cannot_be_tried_for_ever_either(clerk: User) -> None:
    client = Client(headers={"x-real-ip": STRANGER})
    client.force_login(clerk)
    new = {"new_password1": "另一个-Passwort-2026", "new_password2": "另一个-Passwort-2026"}
    url = reverse("accounts:password_change")
    pages = [client.post(url, {"old_password": "wrong", **new}).content.decode() for _ in range(5)]
    assert ["原密码不正确" in page for page in pages] == [True, True, True, True, False]
    assert "请于09:02以后再试" in client.post(url, {"old_password": PASSWORD, **new}).content.decode()
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)


@pytest.mark.parametrize("page", ["login", "logout", "password_change"])
def test_admin_has_no_page_of_its_own_for_signing_in(page: str) -> None:
    user, client = make_user(Role.SYSTEM), Client()
    url = f"/admin/{page}/"
    answer = client.post(url, {"username": user.username, "password": PASSWORD, "next": "/admin/"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
    assert SESSION_KEY not in client.session
    client.force_login(user)
    assert client.post(url)["Location"] in (LOGIN, reverse("workbench:home"), reverse("accounts:password_change"))
    assert SESSION_KEY in client.session


def test_task_erases_what_is_no_longer_counted(clerk: User) -> None:
    fail(clerk.username, 1)
    assert signs_in(clerk, address=OFFICE)
    with at("2026-12-01 09:00:01"):
        erase_failures()
        assert (AccessAttempt.objects.count(), AccessLog.objects.count()) == (0, 1)
    with at("2027-03-01 09:00:01"):
        erase_failures()
        assert not AccessLog.objects.exists()
