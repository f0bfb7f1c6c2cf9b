"""How many clicks, beside typing, the usual tasks take from the home page (or from any page), in a real browser."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from accounts.models import User
from accounts.permissions import Role
from feedback.models import MeasureApplication
from feedback.states import ApplicationAct
from foundation.web.lists import Period, days_of
from publicity.models import Publication
from roster.models import Enterprise
from tests.clock import at
from tests.factories import load_reference, make_certified, make_user
from tests.steps import log

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Desk:
    """A window of a person who is signed in; it counts the clicks."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.clicks = page, address, 0

    def open(self, path: str) -> None:
        """Begin on a page; the clicks are counted from there."""
        self.page.goto(self.address + path)
        self.clicks = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    def link(self, name: str) -> None:
        self.click(self.page.get_by_role("link", name=name).first)

    def button(self, name: str) -> None:
        self.click(self.page.get_by_role("button", name=name))

    def look_up(self, text: str) -> None:
        search = self.page.get_by_role("search", name="查企业")
        search.get_by_role("searchbox").fill(text)
        self.click(search.get_by_role("button"))


@pytest.fixture
def desk_of(browser: Browser, live_server) -> Iterator[Callable[[User], Desk]]:
    """Return a function: user → a window, without JavaScript."""
    load_reference()
    contexts = []

    def open_desk(user: User) -> Desk:
        client = Client()
        client.force_login(user)
        contexts.append(browser.new_context(locale="zh-CN", java_script_enabled=False))
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        contexts[-1].add_cookies([cookie])
        return Desk(contexts[-1].new_page(), live_server.url)

    yield open_desk
    for context in contexts:
        context.close()


def enterprise_is_shown(desk: Desk, enterprise: Enterprise) -> None:
    expect(desk.page.get_by_role("heading", level=1)).to_have_text(enterprise.name)
    expect(desk.page.get_by_role("region", name="今天的激励资格")).to_contain_text("今天可以适用激励措施")


PAGES = ("workbench:home", "feedback:application_list", "feedback:notice_list", "publicity:home", "publicity:plan")


def test_an_enterprise_is_looked_up_by_one_click_and_its_entitlement_seen_without_another(
    desk_of: Callable[[User], Desk],
) -> None:
    enterprise = make_certified(name="济南汀岚进出口有限公司")
    make_certified(name="莱芜泺岬农产品有限公司")
    desk = desk_of(make_user(Role.DEPARTMENT))
    for start, text in product(PAGES, ("汀岚", enterprise.uscc, enterprise.customs_code)):
        desk.open(reverse(start))
        desk.look_up(text)
        assert desk.clicks == 1
        enterprise_is_shown(desk, enterprise)


def test_a_measure_is_logged_by_three_clicks(desk_of: Callable[[User], Desk]) -> None:
    enterprise = make_certified(name="济南汀岚进出口有限公司")
    desk = desk_of(make_user(Role.DEPARTMENT))
    desk.open(reverse("workbench:home"))
    desk.look_up("汀岚")
    desk.link("登记第34项")
    desk.page.get_by_label("实施情况").fill("安排专人辅导。")
    desk.button("登记")
    assert desk.clicks == 3
    expect(desk.page.locator("main")).to_contain_text("已登记")
    assert MeasureApplication.objects.get().enterprise == enterprise


def test_a_measure_is_corrected_by_three_clicks(desk_of: Callable[[User], Desk]) -> None:
    clerk = make_user(Role.DEPARTMENT)
    desk = desk_of(clerk)
    log(make_certified(), clerk)
    desk.open(reverse("workbench:home"))
    desk.link("措施实施")
    desk.link("更正")
    desk.page.get_by_label("实施情况").fill("核定增值税发票用量，当日办结。")
    desk.page.get_by_label("理由").fill("补写")
    desk.button("更正")
    assert desk.clicks == 3
    assert MeasureApplication.objects.get().changes.get().act == ApplicationAct.CORRECTED


def test_own_records_of_last_month_are_listed_by_two_clicks(desk_of: Callable[[User], Desk]) -> None:
    clerk = make_user(Role.DEPARTMENT)
    desk = desk_of(clerk)
    first, last = days_of(Period.LAST_MONTH, timezone.localdate())
    days = [first - timedelta(days=1), first, last, last + timedelta(days=1)]
    for day in days:
        with at(f"{day} 09:00:00"):
            log(make_certified(), clerk, number=38)
    desk.open(reverse("workbench:home"))
    desk.link("措施实施")
    desk.link("上月")
    assert desk.clicks == 2
    expect(desk.page.get_by_role("link", name="查看")).to_have_count(2)


def test_twenty_enterprises_are_published_by_three_clicks(desk_of: Callable[[User], Desk]) -> None:
    desk = desk_of(make_user(Role.CREDIT))
    for _ in range(20):
        make_certified()
    desk.open(reverse("workbench:home"))
    desk.link("待公布的联合激励对象")
    desk.link("核对并公布")
    desk.button("公布新增20家")
    assert desk.clicks == 3
    expect(desk.page.locator("main")).to_contain_text("新增20家")
    assert Publication.objects.visible().count() == 20
