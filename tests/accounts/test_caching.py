"""No browser and no proxy keeps an answer that is not for everybody."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserType, expect

from accounts.access import PUBLIC
from accounts.models import User
from accounts.permissions import Role
from roster.models import Enterprise
from tests.accounts.test_matrix import addresses, api_client_of, browser_of
from tests.factories import PASSWORD, make_certified, make_user


@pytest.mark.django_db
def test_no_answer_that_is_not_public_may_be_stored() -> None:
    user = make_user(Role.CREDIT)
    browser, api_client = browser_of(user), api_client_of(user)
    stored = []
    for url, route in addresses().items():
        client = api_client if "_api:" in route.name else browser
        if route.access != PUBLIC and "no-store" not in client.get(url).get("Cache-Control", ""):
            stored.append(url)
    assert not stored


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/desk/enterprises/?format=csv", "/enterprises/?format=csv", "/nowhere/"])
def test_files_and_errors_of_a_signed_in_user_may_not_be_stored(
    address: str, clerk: User, enterprise: Enterprise
) -> None:
    response = browser_of(clerk).get(address)
    b"".join(response)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_public_pages_without_a_session_may_be_stored() -> None:
    assert "no-store" not in Client().get(reverse("publicity:home")).get("Cache-Control", "")


@pytest.mark.django_db
def test_signing_out_clears_what_the_browser_keeps(clerk: User) -> None:
    assert browser_of(clerk).post(reverse("accounts:logout"))["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_nothing_is_seen_by_going_back_after_signing_out(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], live_server
) -> None:
    enterprise, clerk = make_certified(), make_user()
    # Chromium keeps the pages that one has left in memory; without this, Playwright switches that off.
    browser = browser_type.launch(**browser_type_launch_args, ignore_default_args=["--disable-back-forward-cache"])
    page = browser.new_page(locale="zh-CN")
    page.goto(f"{live_server.url}/accounts/login/?next=/desk/enterprises/")
    page.get_by_label("用户名").fill(clerk.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator("main")).to_contain_text(enterprise.name)
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("button", name="退出登录")).to_have_count(0)
    page.go_back(wait_until="commit")
    expect(page.get_by_label("用户名")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(enterprise.name)
    browser.close()
