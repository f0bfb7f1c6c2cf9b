"""What search engines and browsers ask for by themselves, and what pages state for the inspection of public sites."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from publicity.models import IncentiveCase
from roster.models import Enterprise
from tests.factories import make_certified
from tests.steps import SignedIn, revoke

LOCATION = re.compile("<loc>http://testserver(.*?)</loc>")


def locations(client: Client) -> set[str]:
    """All addresses in the site maps."""
    found = LOCATION.findall(client.get("/sitemap.xml").content.decode())
    return {address for part in found for address in LOCATION.findall(client.get(part).content.decode())}


def test_sitemap_has_public_pages_enterprises_and_cases_only(
    published: Enterprise, case: IncentiveCase, client: Client
) -> None:
    other = make_certified()
    own = {
        reverse("publicity:enterprise_detail", args=[published.uscc]),
        reverse("publicity:case_detail", args=[case.pk]),
    }
    found = locations(client)
    assert own | {reverse("publicity:home"), reverse("publicity:plan")} <= found
    assert reverse("publicity:enterprise_detail", args=[other.uscc]) not in found
    for address in found:
        assert client.get(address).status_code == 200
    revoke(published)
    assert not own & locations(client)


def test_robots_are_kept_from_the_desk_and_led_to_the_sitemap(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().splitlines()
    assert "Sitemap: http://testserver/sitemap.xml" in lines
    for name in ("workbench:home", "feedback:enterprise_list", "accounts:login", "admin:index", "roster:roster_detail"):
        assert any(reverse(name).startswith(line.removeprefix("Disallow: ")) for line in lines if "Disallow" in line)
    assert not any("Disallow: /enterprises" in line for line in lines)


def test_favicon_leads_to_the_mark(client: Client) -> None:
    assert "img/mark" in client.get("/favicon.ico")["Location"]


@pytest.mark.django_db
def test_public_page_states_site_and_column_and_no_page_of_the_desk_does(
    client: Client, settings: Any, signed_in: SignedIn, clerk: User
) -> None:
    settings.SITE = {**settings.SITE, "site_code": "3701000001"}
    page = client.get(reverse("publicity:measure_list")).content.decode()
    for name, content in (
        ("SiteName", "信用济南"),
        ("SiteDomain", "testserver"),
        ("SiteIDCode", "3701000001"),
        ("ColumnName", "激励措施"),
        ("ColumnType", "信息公开"),
    ):
        assert f'<meta name="{name}" content="{content}">' in page
    assert 'name="description"' in page
    assert "SiteName" not in signed_in(clerk).get(reverse("workbench:home")).content.decode()


def test_page_of_a_case_states_title_date_and_source(case: IncentiveCase, client: Client) -> None:
    page = client.get(reverse("publicity:case_detail", args=[case.pk])).content.decode()
    assert f'<meta name="ArticleTitle" content="{case.title}">' in page
    assert '<meta name="PubDate" content="' in page
    assert '<meta name="ContentSource" content="信用济南">' in page


def test_page_of_an_enterprise_describes_the_organization_and_its_publication(
    published: Enterprise, client: Client
) -> None:
    page = client.get(reverse("publicity:enterprise_detail", args=[published.uscc])).content.decode()
    assert 'itemtype="https://schema.org/Organization"' in page
    assert f'<meta name="ArticleTitle" content="{published.name}">' in page
    assert "<script type" not in page


def test_pages_that_name_enterprises_are_neither_copied_nor_quoted(case: IncentiveCase, client: Client) -> None:
    uscc = case.application.enterprise.uscc
    addresses = [
        *(reverse(f"publicity:{name}") for name in ("enterprise_list", "update_list", "case_list")),
        reverse("publicity:enterprise_detail", args=[uscc]),
        reverse("publicity:case_detail", args=[case.pk]),
    ]
    for address in (*addresses, *addresses):
        assert client.get(address)["X-Robots-Tag"] == "noarchive, nosnippet", address
    assert "X-Robots-Tag" not in client.get(reverse("publicity:plan"))


def test_sitemap_states_when_the_list_last_changed(published: Enterprise, client: Client) -> None:
    pages = client.get("/sitemap-pages.xml").content.decode()
    assert f"<lastmod>{timezone.localdate()}</lastmod>" in pages.split(reverse("publicity:enterprise_list"))[1]
    assert "<lastmod>" in client.get("/sitemap-enterprises.xml").content.decode()
