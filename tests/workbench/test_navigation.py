"""The bar of every page: whose columns it has, which one is marked, and what its numbers count."""

import re

import pytest
from django.test import Client
from django.urls import resolve, reverse

from accounts.access import PUBLIC, access_of
from accounts.models import User
from accounts.permissions import GRANTS, Role
from accounts.routes import routes
from blacklists.models import Blacklist
from feedback.models import Notice
from roster.models import Enterprise
from tests.factories import load_blacklists, make_user
from tests.steps import SignedIn, log, revoke
from workbench.navigation import COLUMNS, PUBLIC_COLUMNS

COLUMN = re.compile(r'<a href="([^"]*)"\s*(aria-current="true")?\s*>([^<]+)(?:<span class="count">(\d+)</span>)?</a>')


def columns_of(page: str, label: str) -> dict[str, tuple[bool, int]]:
    """Column → whether it is marked, and its number, of the navigation with this label."""
    start = page.index(f'aria-label="{label}"')
    bar = page[start : page.index("</nav>", start)]
    return {text.strip(): (bool(current), int(count or 0)) for _, current, text, count in COLUMN.findall(bar)}


def marked(page: str, label: str = "工作栏目") -> list[str]:
    return [text for text, (is_current, _) in columns_of(page, label).items() if is_current]


@pytest.mark.parametrize("role", Role.values)
def test_bar_has_at_most_seven_columns_of_seven_pages_that_the_role_may_open(role: str) -> None:
    assert 0 < len(COLUMNS[role]) <= 7
    for column in COLUMNS[role]:
        assert len(column.pages) <= 7
        for page in column.pages:
            access = access_of(resolve(reverse(page.url_name)))
            assert access == "signed_in" or (access and role in GRANTS[access].roles), page


def test_public_bar_has_at_most_seven_columns_of_public_pages() -> None:
    assert 0 < len(PUBLIC_COLUMNS) <= 7
    names = [page.url_name for column in PUBLIC_COLUMNS for page in column.pages]
    assert {access_of(resolve(reverse(name))) for name in names} == {PUBLIC}


@pytest.mark.parametrize("role", Role.values)
def test_every_list_of_a_role_is_reached_from_its_bar(role: str) -> None:
    reached = {page.url_name for column in COLUMNS[role] for page in column.pages}
    lists = {route.name for route in routes() if route.name.endswith("_list") and "/api/" not in route.path}
    public = {route.name for route in routes() if route.access == PUBLIC}
    linked_from_a_page = {"roster:heading_list", "admin:app_list", "accounts:session_list", "accounts:code_list"}
    linked_from_a_page |= {"staffing:proposal_list", "feedback:search_list"}
    linked_from_a_page |= {"publicity:removal_list", "publicity:bulletin_list"}
    mine = {route.name for route in routes() if role in route.roles and route.name in lists} - public
    assert mine - linked_from_a_page - reached == set()


def test_page_below_a_list_marks_the_column_of_the_list(db: None, signed_in: SignedIn) -> None:
    load_blacklists()
    client = signed_in(make_user(Role.CREDIT))
    blacklist = Blacklist.objects.get(code="court-defaulters")
    for url in (
        reverse("blacklists:blacklist_detail", args=[blacklist.code]),
        reverse("screening:blacklist_edit", args=[blacklist.code]),
        reverse("screening:hit_list"),
        reverse("blacklists:feed_create"),
    ):
        assert marked(client.get(url).content.decode()) == ["“黑名单”与比对"]


def test_open_column_lists_its_pages(db: None, signed_in: SignedIn) -> None:
    page = signed_in(make_user(Role.CREDIT)).get(reverse("blacklists:feed_list")).content.decode()
    start = page.index('<nav class="sections"')
    tabs = page[start : page.index("</nav>", start)]
    assert re.findall(r'aria-current="true">([^<]+)', tabs) == ["数据接口"]
    assert reverse("screening:hit_list") in tabs


def test_page_below_a_list_has_a_trail_to_it(db: None, signed_in: SignedIn) -> None:
    page = signed_in(make_user(Role.CREDIT)).get(reverse("blacklists:feed_create")).content.decode()
    start = page.index('aria-label="所在位置"')
    trail = re.findall(r'<a href="[^"]*">([^<]+)</a>', page[start : page.index("</nav>", start)])
    assert trail == ["工作台", "数据接口"]
    assert 'class="sections"' not in page


def test_public_page_has_the_public_bar_for_everybody(
    reference_data: None, client: Client, signed_in: SignedIn
) -> None:
    for visitor in (client, signed_in(make_user())):
        page = visitor.get(reverse("publicity:enterprise_list")).content.decode()
        assert marked(page, "公开栏目") == ["企业名单"]
        assert "工作栏目" not in page


@pytest.mark.usefixtures("reference_data")
def test_numbers_of_the_bar_are_those_of_the_work_items(
    enterprise: Enterprise, officer: User, clerk: User, signed_in: SignedIn
) -> None:
    log(enterprise, clerk)
    revoke(enterprise, officer)
    columns = columns_of(signed_in(clerk).get(reverse("publicity:home")).content.decode(), "公开栏目")
    assert not any(count for _, count in columns.values())
    columns = columns_of(signed_in(clerk).get(reverse("feedback:report_list")).content.decode(), "工作栏目")
    unread = Notice.objects.filter(department=clerk.department, read_at__isnull=True).count()
    assert (columns["停用建议"], columns["消息"]) == ((False, 1), (False, unread))
    assert columns["失信线索"] == (True, 0)


def test_field_for_looking_up_stands_on_every_page_of_who_may_look_up(
    reference_data: None, signed_in: SignedIn
) -> None:
    client = signed_in(make_user(Role.DEPARTMENT))
    for url in (reverse("workbench:home"), reverse("publicity:plan"), "/nowhere/"):
        assert 'id="find"' in client.get(url).content.decode(), url
    assert 'id="find"' not in signed_in(make_user(Role.SYSTEM)).get(reverse("workbench:home")).content.decode()
