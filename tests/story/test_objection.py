"""A citizen files an objection in a browser without scripts, on a screen and on a phone, and follows it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core import signing
from playwright.sync_api import Browser, Page, expect

from accounts.permissions import Role
from publicity.challenges import SALT, Challenge
from publicity.models import Objection
from tests.factories import load_reference, make_certified, make_user
from tests.steps import publish_enterprises

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[1280, 375])
def page(request: pytest.FixtureRequest, browser: Browser, settings: Any) -> Iterator[Page]:
    """A window of somebody who is not signed in; other tests have the same address, so its limit is far."""
    settings.OBJECTION_TRIES_PER_HOUR = settings.OBJECTIONS_FROM_ADDRESS_PER_DAY = 10_000
    context = browser.new_context(java_script_enabled=False, viewport={"width": request.param, "height": 900})
    yield context.new_page()
    context.close()


def answer(page: Page) -> None:
    """Type the characters of the picture, as somebody who sees it."""
    token = page.locator("[name=challenge]").get_attribute("value") or ""
    page.get_by_label("图片中的字符").fill(Challenge(*signing.loads(token, salt=SALT), token).characters)


def test_citizen_files_an_objection_and_follows_it(page: Page, live_server) -> None:
    load_reference()
    enterprise = make_certified(name="济南汀岚进出口有限公司")
    publish_enterprises(enterprises=[enterprise], by=make_user(Role.CREDIT))
    page.goto(f"{live_server.url}/enterprises/{enterprise.uscc}/")
    page.get_by_role("link", name="信息有误，提出异议").click()
    expect(page.get_by_label("反映的企业")).to_have_value(enterprise.uscc)
    page.get_by_label("异议内容").fill("企业名称已经变更，公布的是原来的名称。")
    page.get_by_label("公民").check()
    page.get_by_label("姓名或单位名称").fill("演示公民")
    page.get_by_label("联系电话或电子邮箱").fill("0531-66600000")
    page.get_by_label("图片中的字符").fill("不清楚")
    page.get_by_role("button", name="提交异议").click()
    expect(page.get_by_role("alert")).to_contain_text("验证码不正确")
    expect(page.get_by_label("异议内容")).to_have_value("企业名称已经变更，公布的是原来的名称。")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    answer(page)
    page.get_by_role("button", name="提交异议").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("异议已收到")
    number, code = (text.inner_text() for text in page.locator("dd > .code").all())
    assert number == Objection.objects.get().number
    page.get_by_role("link", name="查询办理进度").click()
    page.get_by_label("异议编号").fill(number)
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("待核实")
    expect(page.get_by_role("main")).not_to_contain_text("演示公民")
