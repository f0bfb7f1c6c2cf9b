"""A clerk whose session ends while a form is filled signs in again and goes on, without JavaScript."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from accounts.models import Session, User
from feedback.models import Evidence, MeasureApplication
from incentives.models import Measure
from tests.depth import sample
from tests.factories import PASSWORD, load_reference, make_certified
from tests.feedback.application_acts import PDF
from tests.steps import clerk_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TYPED = "当日受理，优先办结。\n已电话告知企业。"
SIZES = [
    pytest.param({"width": 1280, "height": 900}, id="desk"),
    pytest.param({"width": 375, "height": 812}, id="phone"),
]


@pytest.fixture
def clerk() -> User:
    load_reference()
    return clerk_of("tax")


@pytest.fixture(params=sample(SIZES, every=2))
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", viewport=request.param, java_script_enabled=False)
    yield context.new_page()
    context.close()


def form_url(live_server: Any) -> str:
    """The address of the form in which an application of measure 38 is logged."""
    measure = Measure.objects.get(number=38).pk
    return f"{live_server.url}/desk/enterprises/{make_certified().uscc}/apply/?measure={measure}"


def sign_in(page: Page, clerk: User) -> None:
    page.get_by_label("用户名").fill(clerk.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def test_form_comes_back_filled_after_the_session_ended(
    page: Page, browser: Browser, clerk: User, live_server: Any, tmp_path: Path
) -> None:
    evidence = tmp_path / "证明.pdf"
    evidence.write_bytes(PDF)
    url = form_url(live_server)
    page.goto(url)
    sign_in(page, clerk)
    page.get_by_label("实施情况").fill(TYPED)
    page.get_by_label("证明材料").set_input_files(evidence)
    Session.objects.all().delete()
    page.get_by_role("button", name="登记").click()
    expect(page.locator("main")).to_contain_text("登录已超时，提交未完成。已为您保留所填内容24小时")
    sign_in(page, clerk)
    expect(page).to_have_url(url)
    expect(page.locator("main")).to_contain_text("填写的内容，请在下面核对后提交")
    expect(page.locator("main")).to_contain_text("已收到：证明.pdf")
    expect(page.get_by_label("实施情况")).to_have_value(TYPED)
    check_page(page, browser)
    page.get_by_role("button", name="登记").click()
    expect(page.locator("main")).to_contain_text("已登记，并反馈至")
    assert Evidence.objects.get().filename == "证明.pdf"


def check_page(page: Page, browser: Browser) -> None:
    """Open the page with scripts, of which axe-core is one: it is accessible, and no wider than the window."""
    context = browser.new_context(
        locale="zh-CN", viewport=page.viewport_size, storage_state=page.context.storage_state()
    )
    with_scripts = context.new_page()
    with_scripts.goto(page.url)
    beyond = with_scripts.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (beyond, Axe().run(with_scripts).response["violations"]) == (0, [])
    context.close()


def test_double_click_logs_once(page: Page, clerk: User, live_server: Any) -> None:
    page.goto(form_url(live_server))
    sign_in(page, clerk)
    fill(page)
    page.get_by_role("button", name="登记").dblclick()
    expect(page.locator("main")).to_contain_text("已登记，并反馈至")
    page.reload()
    assert MeasureApplication.objects.count() == 1


def test_form_reached_by_back_logs_once_and_one_opened_anew_logs_again(
    page: Page, clerk: User, live_server: Any
) -> None:
    page.goto(form_url(live_server))
    sign_in(page, clerk)
    fill_and_log(page)
    detail = page.url
    page.go_back()
    fill_and_log(page)
    expect(page).to_have_url(detail)
    assert MeasureApplication.objects.count() == 1
    page.go_back()
    page.reload()
    fill_and_log(page)
    assert MeasureApplication.objects.count() == 2


def fill(page: Page) -> None:
    page.get_by_label("实施情况").fill(TYPED)


def fill_and_log(page: Page) -> None:
    fill(page)
    page.get_by_role("button", name="登记").click()
    expect(page.locator("main")).to_contain_text("已登记，并反馈至")
