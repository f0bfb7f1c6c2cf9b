"""Filters of lists: their errors, their chips, and headings that sort."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from feedback.actions.report_decisions import decide_report
from feedback.actions.reports import report_violation
from feedback.models import ViolationReport
from feedback.states import ReportState
from tests.factories import load_reference, make_certified, make_department, make_user
from tests.steps import clerk_of, log

INVALID = [
    ("feedback:application_list", {"since": "2026-02-30"}, "正确的日期"),
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


def report(name: str) -> ViolationReport:
    clerk = clerk_of("tax")
    return report_violation(
        enterprise=make_certified(name=name), found_on=timezone.localdate(), facts="虚开发票", by=clerk
    )


def list_page(query: str = "") -> str:
    client = Client()
    client.force_login(make_user(Role.CREDIT))
    return client.get(reverse("feedback:report_list") + query).content.decode()


def chips_of(page: str) -> dict[str, str]:
    """The chips of the page: text → address."""
    (chips,) = re.findall(r'<nav class="tools" aria-label="状态">(.*?)</nav>', page, re.S)
    links = re.findall(r'<a href="(.*?)"[^>]*>(.*?)</a>', chips, re.S)
    return {text.replace("&nbsp;", " "): address.replace("&amp;", "&") for address, text in links}


def test_chips_count_the_rows_of_each_state_under_the_other_filters(db: None) -> None:
    load_reference()
    kept, _, _ = report("济南汀岚进出口有限公司"), report("济南汀岚贸易有限公司"), report("济南泺岬贸易有限公司")
    officer = make_user(Role.CUSTOMS, department=make_department("quancheng-customs"))
    decide_report(report=kept, outcome=ReportState.UNFOUNDED, reason="查无实据", by=officer)
    assert list(chips_of(list_page())) == ["全部 3", "待处理 2", "不成立 1"]
    chips = chips_of(list_page("?enterprise=汀岚&page=2"))
    assert list(chips) == ["全部 2", "待处理 1", "不成立 1"]
    shown = list_page(chips["待处理 1"])
    assert "济南汀岚贸易有限公司" in shown
    assert "济南汀岚进出口有限公司" not in shown
    assert "济南泺岬贸易有限公司" not in shown
    assert list(chips_of(shown)) == list(chips)


def test_chip_of_the_shown_state_is_marked_and_kept_by_the_form(db: None) -> None:
    load_reference()
    report("济南汀岚进出口有限公司")
    page = list_page("?state=open")
    assert re.findall(r'aria-current="true">(待处理[^<]*)</a>', page) == ["待处理&nbsp;1"]
    assert '<input type="hidden" name="state" value="open"' in page


def test_heading_sorts_upwards_and_then_downwards(db: None) -> None:
    load_reference()
    for name in ("济南泺岬贸易有限公司", "济南汀岚进出口有限公司"):
        report(name)
    shown = list_page("?state=open")
    (up,) = re.findall(r'<a href="(\?[^"]*order=enterprise__sort_key[^"]*)">企业</a>', shown)
    assert "aria-sort" not in shown
    shown = list_page(up.replace("&amp;", "&"))
    assert 'aria-sort="ascending"' in shown
    assert shown.index("济南泺岬贸易有限公司") < shown.index("济南汀岚进出口有限公司")
    (down,) = re.findall(r'<a href="(\?[^"]*order=-enterprise__sort_key[^"]*)">企业</a>', shown)
    shown = list_page(down.replace("&amp;", "&"))
    assert 'aria-sort="descending"' in shown
    assert shown.index("济南汀岚进出口有限公司") < shown.index("济南泺岬贸易有限公司")
