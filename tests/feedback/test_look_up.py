"""What 查企业 and the masthead's field show of a look-up."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from roster import look_up
from roster.models import Enterprise
from tests.factories import make_certified, make_user
from tests.steps import SignedIn

LIST, SUGGESTIONS = reverse("feedback:enterprise_list"), reverse("feedback:enterprise_suggestions")


@pytest.fixture
def named(db: None) -> Enterprise:
    return make_certified(name="济南泺岬澜机械有限公司")


@pytest.mark.parametrize("address", [LIST, SUGGESTIONS])
def test_approximate_match_is_listed_with_its_reason_and_its_text_is_not_kept(
    named: Enterprise, clerk: User, signed_in: SignedIn, address: str
) -> None:
    """The list does not open the page of what may be another enterprise; the text may be the name of a person."""
    page = signed_in(clerk).get(address, {"q": "泺峤澜机"}).content.decode()
    assert named.get_absolute_url() in page
    assert "名称相近：输入的是“峤”，名称中是“岬”" in page
    data = AuditEvent.objects.filter(type=EventType.ENTERPRISES_SEARCHED).latest("pk").data
    assert (data["found"], "search" in data) == (True, False)


def test_single_enterprise_opens_and_says_by_what_it_was_found(
    named: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    assert client.get(LIST, {"q": "机械泺岬"}, follow=True).redirect_chain == [(named.get_absolute_url(), 302)]
    assert "因名称的各部分匹配。" in client.get(LIST, {"q": "澜机泺岬"}, follow=True).content.decode()
    assert "因名称匹配" not in client.get(LIST, {"q": "泺岬澜"}, follow=True).content.decode()


@pytest.mark.parametrize("address", [LIST, SUGGESTIONS])
def test_empty_result_states_no_fact_about_an_enterprise(
    named: Enterprise, clerk: User, signed_in: SignedIn, address: str
) -> None:
    page = signed_in(clerk).get(address, {"q": "王小明"}).content.decode()
    assert "没有找到“王小明”。这不说明企业的情况" in page
    assert "不在" not in page


@pytest.mark.parametrize("address", [LIST, SUGGESTIONS])
def test_cut_result_asks_for_more_characters(
    clerk: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    for number in range(5):
        make_certified(name=f"济南泺沄{'一二三四五'[number]}贸易有限公司", screened=False)
    for most in (4, 2):
        # Of the two that are read at most, one is: nobody knows that it is the only one.
        monkeypatch.setattr(look_up, "MOST_READ", most)
        assert "还有更多，请再输入一两个字" in signed_in(clerk).get(address, {"q": "泺沄"}).content.decode()


def test_suggestions_have_the_standing_and_lead_to_the_list(clerk: User, signed_in: SignedIn) -> None:
    client = signed_in(clerk)
    for number in range(9):
        make_certified(name=f"济南泺沄{'一二三四五六七八九'[number]}贸易有限公司", screened=number != 7)
    page = client.get(SUGGESTIONS, {"q": "泺沄"}).content.decode()
    assert page.count("<li>") == 8
    assert "待比对" in page
    assert f'共9家，<a href="{LIST}?q=%E6%B3%BA%E6%B2%84">查看全部</a>' in page
    assert client.get(SUGGESTIONS).content.decode().strip() == ""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_field_of_the_masthead_suggests_while_somebody_types(browser: Browser, live_server: LiveServer) -> None:
    """The suggestions are reached by the keyboard; Escape closes them, and so does leaving the field."""
    enterprise = make_certified(name="济南泺岬澜机械有限公司")
    client = Client()
    client.force_login(make_user(Role.DEPARTMENT))
    context = browser.new_context(locale="zh-CN")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}{reverse('feedback:notice_list')}")
    page.keyboard.press("/")
    page.keyboard.type("ljl")
    link = page.get_by_role("region", name="可能的企业").get_by_role("link", name=enterprise.name)
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_have_count(0)
    page.keyboard.type("luojia")
    expect(link).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(link).to_be_hidden()
    page.get_by_role("searchbox").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}{enterprise.get_absolute_url()}")
    context.close()
