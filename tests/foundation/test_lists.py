"""Filters of lists."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.permissions import Role
from tests.factories import load_reference, make_certified, make_user
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
