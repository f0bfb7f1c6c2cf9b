"""Publishing and taking down are shown with what follows, counted, before they are done."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from accounts.permissions import Role
from blacklists.models import Blacklist
from publicity.models import IncentiveCase, Publication
from roster.models import Enterprise
from screening.states import Decision
from tests.factories import PASSWORD, make_certified, make_user
from tests.publicity.test_consequences import stated
from tests.steps import decide_hit, possible_matches, restore, revoke

CREATE = reverse("publicity:publication_create")


def form_of(administrator: Client) -> dict[str, str]:
    """What the page of the publication posts when nothing is changed in it."""
    form = administrator.get(CREATE).context["form"]
    return {name: form.initial[name] for name in ("note", "version")}


def publish(administrator: Client, **data: str) -> str:
    """Publish by the page what it shows; return the page that follows."""
    return administrator.post(CREATE, form_of(administrator) | data, follow=True).content.decode()


def withdraw_page(publication: Publication) -> str:
    return reverse("publicity:publication_withdraw", args=[publication.pk])


def test_withdrawal_takes_down_what_its_page_states(
    case: IncentiveCase, published: Enterprise, administrator: Client
) -> None:
    url = withdraw_page(Publication.objects.get())
    before = stated(administrator.get(url).content.decode())
    assert before == [f"{published}移出公布名单", "案例1篇同时撤下"]
    data = {"withdrawal_reason": "requested", "withdrawal_note": "企业来函"}
    assert "已撤下" in administrator.post(url, data, follow=True).content.decode()
    assert (Publication.objects.visible().count(), IncentiveCase.objects.visible().count()) == (0, 0)


def test_publication_shows_what_its_page_states(
    case: IncentiveCase, published: Enterprise, administrator: Client
) -> None:
    revocation = revoke(published)
    restore(revocation)
    other = make_certified()
    before = stated(administrator.get(CREATE).content.decode())
    assert "已公布" in publish(administrator)
    cases = IncentiveCase.objects.visible().count()
    assert before == ["2家列入公布名单，公众立即可以查到", f"此前公布的案例{cases}篇随之可见"]
    assert set(Publication.objects.visible().values_list("enterprise", flat=True)) == {published.pk, other.pk}
    assert cases == 1


def test_publication_page_warns_of_a_match_to_decide_and_of_stale_data(
    officer: User, administrator: Client, credit: User, blacklists: None
) -> None:
    (hit,) = possible_matches(officer, credit, 1)
    page = administrator.get(CREATE).content.decode()
    assert "1家今天均为联合激励对象" in page
    assert "1家有疑似命中尚待核实" in page
    decide_hit(hit=hit, decision=Decision.DISMISSED, reason="地址不同", by=credit)
    page = administrator.get(CREATE).content.decode()
    assert "没有待核实的疑似命中" in page
    newest = Blacklist.objects.with_newest().get(code="court-defaulters").newest
    assert f"失信被执行人已{(timezone.localdate() - newest).days}天没有更新" in page


def test_list_that_changed_after_the_page_was_opened_is_shown_again_with_what_was_typed(
    administrator: Client,
) -> None:
    make_certified()
    typed = form_of(administrator)
    newcomer = make_certified()
    page = administrator.post(CREATE, {**typed, "note": "十一月名单。"}).content.decode()
    assert "将公布的名单有了变化" in page
    assert newcomer.name in page
    assert "十一月名单。" in page
    assert not Publication.objects.exists()


@pytest.fixture(params=[(1280, 900), (375, 812)], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, height = request.param
    context = browser.new_context(
        locale="zh-CN", viewport={"width": width, "height": height}, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_enterprises_are_published_and_taken_down_by_clicks(page: Page, live_server: Any) -> None:
    credit, enterprise = make_user(Role.CREDIT), make_certified()
    page.goto(f"{live_server.url}{reverse('publicity:publication_list')}")
    page.get_by_label("用户名").fill(credit.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("link", name="核对并公布").click()
    expect(page.locator("main")).to_contain_text(f"{enterprise.name}列入公布名单")
    page.get_by_role("button", name="公布新增1家").click()
    expect(page.get_by_role("status")).to_contain_text("第1号：新增1家")
    page.goto(f"{live_server.url}{reverse('publicity:publication_list')}?shown=published")
    page.get_by_role("link", name=f"撤下{enterprise.name}").click()
    expect(page.locator("main")).to_contain_text(f"{enterprise.name}移出公布名单")
    page.get_by_label("撤下原因").select_option("企业申请")
    page.get_by_label("说明").fill("企业来函")
    page.get_by_role("button", name="撤下").click()
    expect(page.get_by_role("status")).to_contain_text(f"已撤下{enterprise.name}")
    assert not Publication.objects.visible().exists()
