"""大字版: chosen by a button on every page, remembered in a cookie, without JavaScript."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.permissions import Role
from tests.factories import make_user

pytestmark = pytest.mark.usefixtures("reference_data")
URL = reverse("publicity:type_size")


def is_large(client: Client, url: str) -> bool:
    return 'class="large"' in client.get(url).content.decode()


def test_large_type_is_remembered_on_every_page_and_switched_off_again(client: Client) -> None:
    client.force_login(make_user(Role.SYSTEM))
    pages = [reverse(name) for name in ("publicity:plan", "workbench:home", "admin:index")]
    assert not any(is_large(client, page) for page in pages)
    response = client.get(URL, {"size": "large", "next": "/measures/?department=tax"})
    assert (response.status_code, response["Location"]) == (302, "/measures/?department=tax")
    assert all(is_large(client, page) for page in pages)
    client.get(URL, {"size": "normal", "next": "/"})
    assert not any(is_large(client, page) for page in pages)


@pytest.mark.parametrize(
    "outside",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "²", "-1", ""],
)
def test_large_type_returns_to_the_portal_only(client: Client, outside: str) -> None:
    assert client.get(URL, {"size": "large", "next": outside})["Location"] == reverse("publicity:home")


def test_unknown_size_is_the_normal_one(client: Client) -> None:
    client.get(URL, {"size": "huge", "next": "/"})
    assert not is_large(client, reverse("publicity:plan"))
