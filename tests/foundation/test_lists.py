"""Lists as CSV files: all rows of the filtered list, and no cell that a spreadsheet would run as a formula."""

import csv
import io

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse

from accounts.permissions import Role
from audit.recording import record
from audit.types import EventType
from tests.factories import load_reference, make_certified, make_user
from tests.steps import clerk_of, log


@pytest.fixture
def clerk(db: None) -> Client:
    client = Client()
    client.force_login(make_user(Role.DEPARTMENT))
    return client


def download(client: Client, url: str, **query: str) -> list[list[str]]:
    response = client.get(url, {**query, "format": "csv"})
    assert isinstance(response, StreamingHttpResponse)
    assert response["Content-Disposition"].startswith("attachment")
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_file_has_the_rows_of_every_page(clerk: Client) -> None:
    enterprises = [make_certified() for _ in range(25)]
    head, *rows = download(clerk, reverse("feedback:enterprise_list"))
    assert head == ["企业", "统一社会信用代码", "海关注册编码", "激励资格", "自"]
    assert {row[1] for row in rows} == {enterprise.uscc for enterprise in enterprises}
    assert {row[3] for row in rows} == {"联合激励对象"}


def test_file_of_a_filtered_list_has_the_filtered_rows(clerk: Client) -> None:
    make_certified(name="济南汀岚进出口有限公司")
    make_certified(name="莱芜泺岬农产品有限公司")
    rows = download(clerk, reverse("feedback:enterprise_list"), q="汀岚")
    assert [row[0] for row in rows[1:]] == ["济南汀岚进出口有限公司"]


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1", "＝1+1", "－2", "＠SUM(A1)", "＋86"])
def test_cell_that_begins_like_a_formula_is_text(db: None, name: str) -> None:
    auditor = make_user(Role.AUDITOR)
    auditor.full_name = name
    record(EventType.SIGNED_IN, target=auditor, by=auditor)
    client = Client()
    client.force_login(auditor)
    rows = download(client, reverse("accounts:audit_list"))
    assert f"'{name}" in {row[5] for row in rows}


def test_link_to_the_file_keeps_the_filter(clerk: Client) -> None:
    make_certified(name="济南汀岚进出口有限公司")
    page = clerk.get(reverse("feedback:enterprise_list"), {"q": "汀岚"}).content.decode()
    assert "?q=%E6%B1%80%E5%B2%9A&amp;format=csv" in page


INVALID = [
    ("feedback:application_list", {"since": "2026-02-30"}, "有效的日期"),
    ("feedback:application_list", {"since": "2026-11-02", "until": "2026-11-01"}, "结束日期早于开始日期"),
    ("feedback:application_list", {"department": "99999"}, "选择"),
    ("feedback:report_list", {"state": "nothing"}, "选择"),
    ("feedback:advice_list", {"state": "nothing"}, "选择"),
]


@pytest.mark.parametrize(("name", "query", "words"), INVALID)
def test_a_wrong_filter_shows_its_error_and_lists_nothing(
    db: None, name: str, query: dict[str, str], words: str
) -> None:
    load_reference()
    credit, client = make_user(Role.CREDIT), Client()
    client.force_login(credit)
    enterprise = make_certified(name="济南汀岚进出口有限公司")
    log(enterprise, clerk_of("tax"))
    response = client.get(reverse(name), query)
    page = response.content.decode()
    assert words in page
    assert enterprise.name not in page
