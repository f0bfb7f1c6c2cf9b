"""Pages of lists whose rows move: no row is missed or shown twice, whatever comes and goes meanwhile."""

import re
from html import unescape

import pytest
from django.core.signing import Signer
from django.db.models import F
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from blacklists.models import BlacklistEntry
from foundation.web.keyset import SALT, KeysetPage
from tests.exports.many_events import make_events
from tests.factories import load_blacklists, make_user
from tests.spreadsheet_files import blacklist_line
from tests.steps import SignedIn, list_entries

pytestmark = pytest.mark.django_db


def pages_of(rows, per_page: int = 3) -> list[KeysetPage]:
    pages = [KeysetPage(rows, per_page)]
    while pages[-1].after:
        pages.append(KeysetPage(rows, per_page, after=pages[-1].after))
    return pages


@pytest.fixture
def entries() -> None:
    """Eight entries, of which some have the same day, and some none."""
    load_blacklists()
    days = ["2025-01-05", "", "2025-01-05", "2024-03-01", "", "2025-02-01", "2024-03-01", ""]
    lines = [blacklist_line(f"失信{n}公司", listed_on=day) for n, day in enumerate(days)]
    list_entries(make_user("credit"), "court-defaulters", lines, compare=False)


@pytest.mark.parametrize(
    "order",
    [
        ("listed_on", "pk"),
        ("-listed_on", "pk"),
        ("-listed_on", "-pk"),
        (F("listed_on").desc(nulls_last=True), "pk"),
        (F("listed_on").asc(nulls_first=True), "-pk"),
        ("blacklist__name", "sort_key", "pk"),
    ],
)
def test_pages_forwards_and_backwards_have_each_row_once_in_order(entries: None, order: tuple[object, ...]) -> None:
    rows = BlacklistEntry.objects.select_related("blacklist").order_by(*order)
    pages = pages_of(rows)
    assert [row.pk for page in pages for row in page] == list(rows.values_list("pk", flat=True))
    assert [(page.start_index(), page.end_index()) for page in pages] == [(1, 3), (4, 6), (7, 8)]
    back = [pages[-1]]
    while back[-1].before:
        back.append(KeysetPage(rows, 3, before=back[-1].before))
    assert [[row.pk for row in page] for page in reversed(back)] == [[row.pk for row in page] for page in pages]
    assert [page.is_first for page in back] == [False, False, True]


def test_row_that_comes_or_goes_hides_and_repeats_none(entries: None) -> None:
    rows = BlacklistEntry.objects.order_by("-pk")
    expected = list(rows.values_list("pk", flat=True))
    first = KeysetPage(rows, 3)
    read = [row.pk for row in first]
    list_entries(make_user("credit"), "court-defaulters", [blacklist_line("另一公司")], mode="changes", compare=False)
    shown = rows.exclude(pk=read[-1])
    page = KeysetPage(shown, 3, after=first.after)
    read += [row.pk for row in page]
    read += [row.pk for row in KeysetPage(shown, 3, after=page.after)]
    assert read == expected


def page(client: Client, query: str) -> str:
    return client.get(reverse("workbench:audit_list") + query).content.decode()


def sign(values: list[str | None]) -> str:
    """Return a mark of another list."""
    return Signer(salt=SALT).sign_object(values)


def link(source: str, rel: str) -> str:
    (address,) = re.findall(rf'<a href="([^"]*)"\s+rel="{rel}">', source)
    return unescape(address)


def test_list_leads_forwards_and_back_and_keeps_its_filter(signed_in: SignedIn) -> None:
    make_events(44)
    # The sign-in is the 45th.
    client = signed_in(make_user("auditor"))
    first = page(client, "?period=this_year")
    assert 'rel="prev"' not in first
    second = page(client, link(first, "next"))
    assert "period=this_year" in link(first, "next")
    third = page(client, link(second, "next"))
    assert 'rel="next"' not in third
    assert page(client, link(second, "prev")).count("<tr ") == first.count("<tr ")


@pytest.mark.parametrize(
    "mark",
    [
        *("1", "[]", '["x"]', '["1", "2"]', "{", '{"a": 1}', "[[1]]", '["' + "9" * 99 + '"]', "[" * 7_000),
        *('["\\u0000", 1]', '["\\ud800", 1]', "[Infinity, 1]", "[1e400]", '["2026-01-01 00:00", 1]'),
        sign(["x"]),
        sign(["1", "2", "3"]),
        sign([None, "1"]),
    ],
)
def test_wrong_mark_shows_the_first_page(signed_in: SignedIn, mark: str) -> None:
    make_events(25)
    client = signed_in(make_user("auditor"))
    for name in ("after", "before"):
        answer = client.get(reverse("workbench:audit_list"), {name: mark})
        assert [event.pk for event in answer.context["page"]] == list(
            AuditEvent.objects.values_list("pk", flat=True)[:20]
        )
