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
from feedback.actions.follow import notify_standing_changes
from publicity.actions.publications import publish_enterprises, withdraw_publication
from publicity.models import IncentiveCase, Publication
from roster.models import Enterprise
from screening.states import Decision
from tests.factories import PASSWORD, make_certified, make_user
from tests.publicity.test_consequences import stated
from tests.steps import decide_hit, possible_matches, revoke

CREATE = reverse("publicity:publication_create")


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
    case: IncentiveCase, published: Enterprise, administrator: Client, credit: User
) -> None:
    other, done = make_certified(), make_certified()
    publish_enterprises(enterprises=[done], by=credit)
    chosen = {"enterprises": [other.pk, done.pk]}
    before = stated(administrator.get(CREATE, chosen).content.decode())
    visible = Publication.objects.visible().count()
    assert "已公布1家企业" in administrator.post(CREATE, chosen, follow=True).content.decode()
    new = Publication.objects.visible().count() - visible
    assert before == [f"{other}列入公布名单，公众立即可以查到", f"{done}此前已经公布，不重复公布"]
    assert new == 1


def test_publication_page_warns_of_a_match_to_decide_and_of_stale_data(
    officer: User, administrator: Client, credit: User, blacklists: None
) -> None:
    (hit,) = possible_matches(officer, credit, 1)
    chosen = {"enterprises": [hit.enterprise_id]}
    page = administrator.get(CREATE, chosen).content.decode()
    assert "1家今天均为联合激励对象" in page
    assert "1家有疑似命中尚待核实" in page
    decide_hit(hit=hit, decision=Decision.DISMISSED, reason="地址不同", by=credit)
    page = administrator.get(CREATE, chosen).content.decode()
    assert "没有待核实的疑似命中" in page
    newest = Blacklist.objects.with_newest().get(code="court-defaulters").newest
    assert f"失信被执行人已{(timezone.localdate() - newest).days}天没有更新" in page


def test_publication_again_shows_what_its_page_states(
    case: IncentiveCase, published: Enterprise, administrator: Client, credit: User
) -> None:
    publication = Publication.objects.get()
    withdraw_publication(publication=publication, withdrawal_reason="requested", withdrawal_note="企业来函", by=credit)
    url = reverse("publicity:publication_again", args=[publication.pk])
    before = stated(administrator.get(url).content.decode())
    administrator.post(url)
    new, cases = Publication.objects.visible().count(), IncentiveCase.objects.visible().count()
    assert before == [f"{published}列入公布名单，公众立即可以查到", f"此前公布的案例{cases}篇随之可见"]
    assert (new, cases) == (1, 1)


def test_everybody_is_published_as_the_page_showed_them(administrator: Client) -> None:
    shown = make_certified()
    page = administrator.get(CREATE, {"everybody": "yes"}).content.decode()
    make_certified()
    assert page.count('name="enterprises"') == 1
    administrator.post(CREATE, {"enterprises": [shown.pk]})
    assert Publication.objects.get().enterprise == shown


def test_enterprise_that_lost_its_standing_is_refused_on_the_list(administrator: Client) -> None:
    enterprise = make_certified()
    notify_standing_changes()
    revoke(enterprise)
    page = administrator.get(CREATE, {"enterprises": [enterprise.pk]}, follow=True).content.decode()
    assert "不能公布" in page


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
    page.get_by_label(enterprise.name).check()
    page.get_by_role("button", name="公布勾选的企业").click()
    expect(page.locator("main")).to_contain_text(f"{enterprise.name}列入公布名单")
    page.get_by_role("button", name="公布1家").click()
    expect(page.get_by_role("status")).to_contain_text("已公布1家企业")
    page.get_by_role("link", name="已公布的企业").click()
    page.get_by_role("link", name=f"撤下{enterprise.name}").click()
    expect(page.locator("main")).to_contain_text(f"{enterprise.name}移出公布名单")
    page.get_by_label("撤下原因").select_option("企业申请")
    page.get_by_label("说明").fill("企业来函")
    page.get_by_role("button", name="撤下").click()
    expect(page.get_by_role("status")).to_contain_text(f"已撤下{enterprise.name}")
    assert not Publication.objects.visible().exists()
