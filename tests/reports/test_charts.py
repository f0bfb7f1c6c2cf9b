"""Charts in a real browser: drawn from the tables, within the Content-Security-Policy, and an addition only."""

import os
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from reports.actions.dashboard import count_dashboard
from reports.periods import Days
from reports.views.dashboard import CHARTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OVER_THE_LAST_MONTH = """
    svg => { const box = svg.getBoundingClientRect(); return [box.right - 20, box.top + box.height / 2] }
"""


@pytest.fixture
def page(days: Days, credit: User, browser: Browser, live_server) -> Iterator[Page]:
    """The dashboard as 市发展改革委 sees it."""
    if finders.find(CHARTS) is None:
        missing = "没有图表，请运行 make charts (no charts)"
        pytest.fail(missing, pytrace=False) if os.environ.get("CI") else pytest.skip(missing)
    count_dashboard()
    client = Client()
    client.force_login(credit)
    context = browser.new_context(locale="zh-CN")
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_charts_show_their_tables_and_break_no_policy(page: Page, live_server) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(live_server.url + reverse("reports:dashboard"))
    months, steps, stops = page.locator(".chart svg").all()
    assert set(steps.locator("text").all_text_contents()) >= {"现行名单", "联合激励对象", "5", "3", "2"}
    assert "市税务局" in stops.locator("text").all_text_contents()
    months.scroll_into_view_if_needed()
    page.mouse.move(*months.evaluate(OVER_THE_LAST_MONTH))
    tooltip = months.locator("text")
    expect(tooltip.filter(has_text="持续适用").last).to_be_visible()
    assert "3" in tooltip.all_text_contents()
    page.goto(live_server.url + reverse("reports:big_screen"))
    expect(page.locator(".chart svg")).to_have_count(2)
    assert complaints == []
