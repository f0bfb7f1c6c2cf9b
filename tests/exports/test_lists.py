"""Every list as a page with links to its files: all rows of the filtered list, and only of a filter that is known."""

import csv
import gc
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from exports.files import MOST_ROWS
from roster.models import Enterprise
from tests.exports.many_events import make_events
from tests.factories import make_certified, make_user

SignedIn = Callable[[User], Client]
LIST = "feedback:enterprise_list"
HEADINGS = ["企业", "统一社会信用代码", "海关注册编码", "激励资格", "现状起始日"]
HEAD_LINES = 4
RESIDENT_ID = "110101199003074514"


def rows_of(response: Any) -> list[list[Any]]:
    """The rows of a downloaded file, without the lines above the headings."""
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    content = b"".join(response)
    assert response["Content-Length"] == str(len(content))
    if response["Content-Type"].startswith("text/csv"):
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    else:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[HEAD_LINES:]
    assert response["X-Row-Count"] == str(len(rows) - 1)
    return rows


def download(client: Client, name: str, file_format: str, **query: object) -> list[list[Any]]:
    return rows_of(client.get(reverse(name), {**query, "format": file_format}))


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_file_has_the_rows_of_every_page(clerk: User, signed_in: SignedIn, file_format: str) -> None:
    enterprises = [make_certified() for _ in range(25)]
    head, *rows = download(signed_in(clerk), LIST, file_format, page="2")
    assert head == HEADINGS
    assert {row[1] for row in rows} == {enterprise.uscc for enterprise in enterprises}
    assert {row[3] for row in rows} == {"联合激励对象"}


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_file_of_a_filtered_list_has_the_filtered_rows(clerk: User, signed_in: SignedIn, file_format: str) -> None:
    make_certified(name="济南汀岚进出口有限公司")
    make_certified(name="莱芜泺岬农产品有限公司")
    rows = download(signed_in(clerk), LIST, file_format, q="汀岚")
    assert [row[0] for row in rows[1:]] == ["济南汀岚进出口有限公司"]


def test_page_has_links_to_the_files_with_its_filter(clerk: User, signed_in: SignedIn, enterprise: Enterprise) -> None:
    make_certified(name="济南汀岚贸易有限公司")
    page = signed_in(clerk).get(reverse(LIST), {"q": "汀岚", "page": "1"}).content.decode()
    assert "下载当前结果（2家）" in page
    for file_format, label in (("xlsx", "Excel"), ("csv", "CSV")):
        assert f'<a href="?q=%E6%B1%80%E5%B2%9A&amp;format={file_format}">{label}</a>' in page


def test_list_without_rows_has_no_links_to_files(clerk: User, signed_in: SignedIn) -> None:
    assert "下载当前结果" not in signed_in(clerk).get(reverse(LIST)).content.decode()


@pytest.mark.parametrize("file_format", ["pdf", "CSV", "xlsx,csv"])
def test_unknown_format_is_refused(clerk: User, signed_in: SignedIn, file_format: str) -> None:
    answer = signed_in(clerk).get(reverse(LIST), {"format": file_format})
    assert answer.status_code == 400
    assert "下载格式：没有这种格式" in answer.content.decode()
    assert f'<a href="{reverse(LIST)}">返回“企业”</a>' in answer.content.decode()


def test_refused_download_leads_back_to_the_list_with_its_filter(
    clerk: User, signed_in: SignedIn, enterprise: Enterprise
) -> None:
    make_certified(name="济南汀岚贸易有限公司")
    client = signed_in(clerk)
    page = client.get(reverse(LIST), {"q": "汀岚", "format": "pdf"}).content.decode()
    (address,) = re.findall('<a href="([^"]*)">返回“企业”</a>', page)
    assert client.get(address).context["page"].paginator.count == 2


def test_unknown_format_of_a_public_list_is_refused(client: Client, db: None) -> None:
    assert client.get(reverse("publicity:enterprise_list"), {"format": "pdf"}).status_code == 400


@pytest.mark.parametrize("query", [{"since": "昨天"}, {"type": "no.such_type"}])
def test_file_of_a_filter_with_an_error_is_refused(db: None, signed_in: SignedIn, query: dict[str, str]) -> None:
    answer = signed_in(make_user(Role.AUDITOR)).get(reverse("workbench:audit_list"), {**query, "format": "xlsx"})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_file_of_a_filter_with_a_number_of_an_identity_document_is_refused(clerk: User, signed_in: SignedIn) -> None:
    answer = signed_in(clerk).get(reverse(LIST), {"q": RESIDENT_ID, "format": "csv"})
    assert answer.status_code == 409
    assert not AuditEvent.objects.filter(type=EventType.LIST_DOWNLOADED).exists()


def test_workbook_of_too_many_rows_is_refused_with_a_way_out(db: None, signed_in: SignedIn) -> None:
    make_events(MOST_ROWS + 1)
    answer = signed_in(make_user(Role.AUDITOR)).get(reverse("workbench:audit_list"), {"format": "xlsx"})
    assert answer.status_code == 409
    assert "请缩小筛选范围，或下载CSV" in answer.content.decode()


def test_download_is_recorded_with_list_filter_and_rows(
    clerk: User, signed_in: SignedIn, enterprise: Enterprise
) -> None:
    download(signed_in(clerk), LIST, "xlsx", q="汀岚")
    event = AuditEvent.objects.get(type=EventType.LIST_DOWNLOADED)
    assert (event.actor_id, event.target_text) == (clerk.pk, str(clerk))
    assert event.data == {"list": "企业", "filter": "企业名称或代码：汀岚", "format": "Excel", "rows": 1}


def test_file_that_is_not_read_is_closed(clerk: User, signed_in: SignedIn) -> None:
    """Python warns of a file that is left open, and a warning fails the test."""
    signed_in(clerk).head(reverse(LIST), {"format": "csv"}).close()
    gc.collect()


def test_download_of_a_public_list_is_not_recorded(client: Client, enterprise: Enterprise) -> None:
    download(client, "publicity:enterprise_list", "csv")
    assert not AuditEvent.objects.filter(type=EventType.LIST_DOWNLOADED).exists()
