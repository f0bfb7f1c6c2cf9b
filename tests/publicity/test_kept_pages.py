"""Public pages that are kept in memory are the same as pages that are rendered anew (publicity/kept_pages.py)."""

import gzip
import os
import re
import socket
import threading
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Department, User
from demo.clock import clock_at
from foundation.web.context_processors import LARGE, TYPE_SIZE_COOKIE
from publicity.kept_pages import MEGABYTE, pages
from publicity.models import ContentChange, IncentiveCase
from publicity.models.content_changes import Counted, content_version, settle_changes
from roster.models import Enterprise
from tests.factories import make_certified
from tests.steps import publish_enterprises, revoke

LIST = reverse("publicity:enterprise_list")
TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"')
# Their rows are written in the transaction that writes the version of the measure, the bulletin, and the enterprise.
WITH_OTHERS = {"incentives_measureversion_departments", "publicity_publishedchange", "roster_enterpriseevent"}
# The pages of the reference data and of one published enterprise with a case.
PAGES = (
    "publicity:home",
    "publicity:enterprise_list",
    "publicity:update_list",
    "publicity:case_list",
    "publicity:measure_list",
    "publicity:plan",
    "publicity:objection_guide",
    "publicity:rules_list",
    "publicity:site_map",
    "publicity:accessibility",
    "publicity:open_data",
    "publicity:sitemap_index",
    "publicity:robots",
)


def _addresses(published: Enterprise, case: IncentiveCase) -> list[str]:
    return [
        *map(reverse, PAGES),
        *(f"{LIST}?q={text}" for text in ("汀岚", "tinglan", published.customs_code, "无此企业")),
        reverse("publicity:enterprise_detail", args=[published.uscc]),
        reverse("publicity:case_detail", args=[case.pk]),
        reverse("publicity:sitemap", args=["enterprises"]),
    ]


def _headers(answer: HttpResponse) -> dict[str, str]:
    """The headers of the answer but the one of its request."""
    return {name: text for name, text in answer.items() if name != "X-Request-ID"}


def _query_count(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


@pytest.mark.django_db
def test_every_table_that_a_kept_page_reads_counts_its_changes(
    client: Client, published: Enterprise, case: IncentiveCase
) -> None:
    counting = {
        model._meta.db_table for model in apps.get_models() if getattr(model._meta, "triggers", []) is Counted.triggers
    }
    with CaptureQueriesContext(connection) as captured:
        for url in _addresses(published, case):
            assert client.get(url).status_code in (200, 302), url
    read = {table for query in captured.captured_queries for table in TABLE.findall(query["sql"])}
    assert read - counting == WITH_OTHERS
    assert "screening_standing" in read


@pytest.mark.django_db
def test_second_reader_gets_the_same_answer_and_nothing_but_the_version_is_read(
    client: Client, published: Enterprise, case: IncentiveCase
) -> None:
    for url in _addresses(published, case):
        first = client.get(url)
        if first.status_code == 200:
            second = Client().get(url)
            assert second.content == first.content
            assert _headers(second) == _headers(first)
            # The version is read by the driver alone, without a query of Django.
            assert _query_count(Client(), url) == 0, url


@pytest.mark.django_db
def test_lost_standing_is_gone_from_the_next_answer(client: Client, published: Enterprise) -> None:
    assert published.name in client.get(LIST).content.decode()
    revoke(published)
    assert published.name not in client.get(LIST).content.decode()
    assert client.get(reverse("publicity:enterprise_detail", args=[published.uscc])).status_code == 404


@pytest.mark.django_db
def test_page_of_a_day_is_not_shown_on_the_next(client: Client, published: Enterprise) -> None:
    with clock_at(datetime(2027, 3, 1, 23, 59)) as clock:
        assert "2027年3月1日" in client.get(reverse("publicity:measure_list")).content.decode()
        clock.move_to(datetime(2027, 3, 2, 0, 1))
        assert "2027年3月2日" in client.get(reverse("publicity:measure_list")).content.decode()


@pytest.mark.django_db
def test_reader_who_has_the_page_gets_304_until_it_changes(client: Client, published: Enterprise) -> None:
    answer = client.get(LIST)
    assert answer["Cache-Control"] == "no-cache"
    again = client.get(LIST, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    revoke(published)
    changed = client.get(LIST, headers={"If-None-Match": answer["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != answer["ETag"]


@pytest.mark.django_db
def test_large_type_and_each_host_have_pages_of_their_own(client: Client, published: Enterprise, settings: Any) -> None:
    usual = client.get(LIST).content
    client.cookies[TYPE_SIZE_COOKIE] = LARGE
    large = client.get(LIST).content
    assert b'class="large"' in large
    assert b'class="large"' not in usual
    settings.ALLOWED_HOSTS = ["credit.example"]
    assert b"credit.example" in Client().get(LIST, headers={"Host": "credit.example"}).content


@pytest.mark.django_db
def test_page_with_a_name_at_its_top_is_never_kept(client: Client, published: Enterprise, credit: User) -> None:
    client.force_login(credit)
    page = client.get(LIST)
    assert credit.full_name in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert credit.full_name not in Client().get(LIST).content.decode()


@pytest.mark.django_db
def test_refusals_redirects_and_downloads_are_not_kept(client: Client, published: Enterprise) -> None:
    for url in (f"{LIST}?unknown=1", f"{LIST}?q={published.uscc}", f"{LIST}?format=csv", "/enterprises/9137/"):
        client.get(url).getvalue()
    assert not len(pages)


@pytest.mark.django_db
def test_reader_who_takes_compressed_pages_has_pages_of_that_kind(client: Client, published: Enterprise) -> None:
    plain = client.get(LIST)
    for _ in range(2):
        packed = Client(headers={"Accept-Encoding": "gzip"}).get(LIST)
        assert gzip.decompress(packed.content) == plain.content
        again = Client(headers={"Accept-Encoding": "gzip", "If-None-Match": packed["ETag"]}).get(LIST)
        assert again.status_code == 304
    assert client.get(LIST).content == plain.content


@pytest.mark.django_db
def test_pages_that_take_too_much_memory_go_the_ones_first_that_nobody_asks_for(
    client: Client, published: Enterprise, settings: Any
) -> None:
    settings.KEPT_PAGES_MEGABYTES = 0.2
    for number in range(40):
        client.get(LIST)
        client.get(reverse("publicity:case_list"), {"page": number})
    assert 0 < pages.bytes < 0.2 * MEGABYTE
    assert len(pages) < 40
    rendered = client.get(LIST)
    assert "X-Request-ID" not in rendered


@pytest.mark.django_db(transaction=True)
def test_kept_page_is_shown_again_after_the_connection_to_the_database_broke(client: Client) -> None:
    first = client.get(LIST).content
    with socket.socket(fileno=os.dup(connection.connection.fileno())) as ours:
        ours.shutdown(socket.SHUT_RDWR)
    assert client.get(LIST).content == first


@pytest.mark.django_db
def test_settling_the_changes_keeps_the_version(published: Enterprise) -> None:
    for _ in range(2):
        make_certified()
        version = content_version()
        assert ContentChange.objects.exists()
        settle_changes()
        assert not ContentChange.objects.exists()
        assert content_version() == version
    Department.objects.filter(is_lead=True).update(asks_purpose=True)
    assert content_version() > version


@pytest.mark.django_db(transaction=True)
def test_reader_sees_a_change_when_it_is_committed_and_not_before(credit: User) -> None:
    """Eight readers ask again and again while enterprises are published; no answer is older than the last commit."""
    names = [f"济南泺岬{number}贸易有限公司" for number in range(9)]
    enterprises = [make_certified(name=name) for name in names]
    published: list[str] = []
    stale: list[str] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            expected = list(published)
            page = Client().get(LIST).content.decode()
            stale.extend(name for name in expected if name not in page)
        connection.close()

    readers = [threading.Thread(target=read) for _ in range(8)]
    for reader in readers:
        reader.start()
    for enterprise in enterprises:
        publish_enterprises(enterprises=[enterprise], by=credit)
        published.append(enterprise.name)
    done.set()
    for reader in readers:
        reader.join()
    assert not stale
    assert all(name in Client().get(LIST).content.decode() for name in names)
