"""Where system accounts and the administration are used from."""

from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.permissions import Role
from foundation.environment import PRIVATE_NETWORKS
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
INSIDE = ["10.20.3.4", "::ffff:192.168.7.9", "fd00::1", "127.0.0.1"]
OUTSIDE = ["203.0.113.5", "2001:db8::5", "::ffff:203.0.113.5"]
REFUSED = "只能从指定的网络使用"


@pytest.fixture(autouse=True)
def behind_proxy(settings: Any) -> None:
    """A portal in operation, whose proxy states where a request comes from."""
    settings.BEHIND_PROXY = True
    settings.ADMIN_NETWORKS = [ip_network(network) for network in PRIVATE_NETWORKS.split(",")]


def client_at(address: str) -> Client:
    return Client(headers={"x-real-ip": address})


def sign_in(client: Client, role: Role) -> str:
    data = {"username": make_user(role).username, "password": PASSWORD}
    return client.post(reverse("accounts:login"), data, follow=True).content.decode()


@pytest.mark.parametrize("address", INSIDE)
def test_system_account_works_from_its_networks(address: str) -> None:
    client = client_at(address)
    assert REFUSED not in sign_in(client, Role.SYSTEM)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("address", OUTSIDE)
def test_system_account_is_refused_from_elsewhere(address: str) -> None:
    """At the sign-in with a sentence, and on every page with a session that began inside."""
    assert REFUSED in sign_in(client_at(address), Role.SYSTEM)
    client = client_at(address)
    client.force_login(make_user(Role.SYSTEM))
    for path in ("/admin/", reverse("workbench:home")):
        page = client.get(path)
        assert page.status_code == 403
        assert f"您现在的地址（{address}）不在其中" in page.content.decode()


def test_wrong_password_does_not_tell_that_the_account_is_limited() -> None:
    data = {"username": make_user(Role.SYSTEM).username, "password": "wrong"}
    assert REFUSED not in client_at("203.0.113.5").post(reverse("accounts:login"), data).content.decode()


def test_other_accounts_are_used_from_everywhere() -> None:
    client = client_at("203.0.113.5")
    assert REFUSED not in sign_in(client, Role.DEPARTMENT)
    assert client.get(reverse("workbench:home")).status_code == 200
    page = client.get("/admin/")
    assert page.status_code == 403
    assert "您没有访问此页面的权限" in page.content.decode()
