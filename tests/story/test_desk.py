"""The pages for possible matches in a browser: several decided together, approved by a second person."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from accounts.permissions import Role
from screening.actions.match_policy import change_match_policy
from screening.models import MatchPolicy, ScreeningHit
from screening.models.match_policy import ApprovalRule
from screening.states import Decision
from tests.factories import load_blacklists, load_reference, make_user
from tests.spreadsheet_files import blacklist_line, roster_line
from tests.steps import list_entries, put_in_force

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = [f"济南泺岬{serial:04d}进出口有限公司" for serial in (1, 2, 3)]
PHONE = {"width": 375, "height": 812}


@pytest.fixture
def people() -> list[User]:
    """Two credit administrators and three possible matches."""
    load_reference()
    load_blacklists()
    first, second = make_user(Role.CREDIT), make_user(Role.CREDIT)
    put_in_force(make_user(Role.CUSTOMS), [roster_line(serial) for serial in (1, 2, 3)])
    list_entries(first, "court-defaulters", [blacklist_line(name) for name in NAMES])
    return [first, second]


@pytest.fixture
def windows(browser: Browser, live_server, people: list[User]) -> Iterator[list[Page]]:
    """One window per person, without JavaScript."""
    contexts = [browser.new_context(locale="zh-CN", java_script_enabled=False) for _ in people]
    for context, person in zip(contexts, people, strict=True):
        client = Client()
        client.force_login(person)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([cookie])
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


def tick(page: Page, address: str, *names: str) -> None:
    page.goto(f"{address}/screening/hits/")
    for name in names:
        page.get_by_label(f"勾选{name}与{name}").check()


def propose(page: Page, reason: str) -> None:
    page.get_by_label("核实为同一主体").check()
    page.get_by_label("理由", exact=True).fill(reason)
    page.get_by_role("button", name="提交结论").click()


def test_several_hits_are_decided_and_approved_together(windows: list[Page], people: list[User], live_server) -> None:
    change_match_policy(approval_rule=ApprovalRule.CONFIRMATIONS, term_working_days=5, reason="规程", by=people[0])
    first, second = windows
    tick(first, live_server.url, *NAMES[:2])
    first.get_by_role("button", name="核实勾选的").click()
    expect(first.get_by_role("heading", level=1)).to_have_text("一并核实2条")
    propose(first, "裁判文书所载地址一致")
    expect(first.locator("main")).to_contain_text("已提出结论：2条命中")
    tick(second, live_server.url, *NAMES[:2])
    second.get_by_role("button", name="复核同意勾选的").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("复核2条结论")
    expect(second.locator("main")).to_contain_text("裁判文书所载地址一致")
    second.set_viewport_size(PHONE)
    second.get_by_role("button", name="同意勾选的").click()
    expect(second.locator("main")).to_contain_text("已复核同意")
    assert ScreeningHit.objects.filter(decision=Decision.CONFIRMED, decided_by=people[1]).count() == 2


def test_approval_page_fits_a_phone_and_is_accessible(
    browser: Browser, windows: list[Page], people: list[User], live_server
) -> None:
    change_match_policy(approval_rule=ApprovalRule.ALL, term_working_days=5, reason="规程", by=people[0])
    first, second = windows
    tick(first, live_server.url, NAMES[0])
    first.get_by_role("button", name="核实勾选的").click()
    propose(first, "裁判文书所载地址一致")
    context = browser.new_context(locale="zh-CN", viewport=PHONE, storage_state=second.context.storage_state())
    page = context.new_page()
    hit = ScreeningHit.objects.waiting("approval").get()
    for path in (f"/screening/hits/approve/?hit={hit.pk}", f"/screening/hits/{hit.pk}/"):
        page.goto(live_server.url + path)
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (beyond, Axe().run(page).response["violations"]) == (0, [])
    context.close()


def test_match_policy_is_relaxed_by_two_people_on_a_phone_without_javascript(
    browser: Browser, windows: list[Page], people: list[User], live_server
) -> None:
    change_match_policy(approval_rule=ApprovalRule.ALL, term_working_days=5, reason="规程", by=people[0])
    first, second = windows
    url = f"{live_server.url}/screening/match-policy/"
    first.goto(url)
    first.get_by_label("不需要：一人核实即生效").check()
    first.get_by_label("修改依据").fill("会议纪要")
    first.get_by_role("button", name="保存").click()
    expect(first.locator("main")).to_contain_text("已提出修改")
    plain = {"locale": "zh-CN", "viewport": PHONE, "storage_state": second.context.storage_state()}
    for has_scripts in (True, False):
        context = browser.new_context(**plain, java_script_enabled=has_scripts)
        page = context.new_page()
        page.goto(url)
        if has_scripts:
            beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert (beyond, Axe().run(page).response["violations"]) == (0, [])
        else:
            page.get_by_role("button", name="同意").click()
            expect(page.locator("main")).to_contain_text("已复核同意")
        context.close()
    policy = MatchPolicy.current()
    assert (policy.approval_rule, policy.changed_by) == (ApprovalRule.NONE, people[1])
