"""The public API: what the public sees, without a token (docs/api.md, docs/adr/0022-open-data.md)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from demo.clock import clock_at
from foundation.web import paging
from publicity import change_pages
from publicity.api import PublicThrottle
from publicity.models import IncentiveCase, Publication
from roster.models import Enterprise
from tests.factories import make_certified
from tests.steps import publish_enterprises, revoke
from tests.test_api_docs import check_answer, schema

__all__ = ["schema"]
pytestmark = pytest.mark.django_db
NAMES = ("enterprise_list", "change_list", "case_list", "measure_list", "statistic_list")
CHANGES = reverse("publicity_api:change_list")


def address(name: str, *args: str) -> str:
    return reverse(f"publicity_api:{name}", args=args)


def test_answers_match_the_schema(
    schema: dict[str, Any], client: Client, published: Enterprise, case: IncentiveCase
) -> None:
    components = {
        "enterprise_list": "PaginatedPublicEnterpriseList",
        "change_list": "PaginatedPublicChangeList",
        "case_list": "PaginatedPublicCaseList",
        "measure_list": "PublicMeasures",
        "statistic_list": "PublicStatistics",
    }
    for name, component in components.items():
        answer = client.get(address(name)).json()
        assert answer["results"]
        check_answer(schema, component, answer)
    check_answer(schema, "PublicEnterprise", client.get(address("enterprise_detail", published.uscc)).json())


def test_enterprise_is_found_by_number_and_by_code_in_any_spelling(client: Client, published: Enterprise) -> None:
    number = Publication.objects.get().number
    code = published.uscc
    for key in (
        number,
        number.lower(),
        code,
        f"{code[:8]} {code[8:]}".lower(),
        published.customs_code,
        published.aeo_code,
    ):
        assert client.get(address("enterprise_detail", key)).json()["name"] == published.name, key


@pytest.mark.parametrize("key", ["91370100MA3TEST00X", "%20", "x" * 5000, "7M2K9QX4WD5T"])
def test_key_that_is_not_public_is_answered_without_a_word_on_standings(client: Client, key: str) -> None:
    answer = client.get(f"/api/public/v1/enterprises/{key}/")
    assert answer.status_code == 404
    assert "未查到，不等于不是" in answer.json()["detail"]
    assert answer["Content-Type"] == "application/problem+json"


def test_lost_standing_leaves_a_number_and_nothing_else(
    client: Client, published: Enterprise, case: IncentiveCase
) -> None:
    number = Publication.objects.get().number
    revoke(published)
    text = "".join(client.get(address(name)).content.decode() for name in NAMES)
    assert not any(found in text for found in (published.name, published.uscc, published.customs_code, case.title))
    for key in (number, published.uscc):
        assert client.get(address("enterprise_detail", key)).status_code == 404
    (change,) = client.get(CHANGES).json()["results"]
    assert {key: value for key, value in change.items() if value} == {
        "day": timezone.localdate().isoformat(),
        "change": "left",
        "number": number,
    }


def test_list_is_paged_by_cursor(client: Client, credit: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    enterprises = [make_certified() for _ in range(5)]
    publish_enterprises(enterprises=enterprises, by=credit)
    found, url = [], address("enterprise_list")
    while url:
        page = client.get(url).json()
        found += [each["uscc"] for each in page["results"]]
        url = page["next"]
    assert sorted(found) == sorted(enterprise.uscc for enterprise in enterprises)


def test_changes_go_on_from_the_mark_of_the_last_answer(
    client: Client, credit: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_pages, "PAGE_SIZE", 2)
    enterprises = [make_certified() for _ in range(5)]
    publish_enterprises(enterprises=enterprises, by=credit)
    found, url = [], CHANGES
    while url:
        page = client.get(url).json()
        found += [each["uscc"] for each in page["results"]]
        url = page["next"]
    assert sorted(found) == sorted(enterprise.uscc for enterprise in enterprises)
    repeated = client.get(CHANGES, {"after": page["after"]}).json()
    assert repeated["results"]
    with clock_at(datetime.now() + timedelta(hours=1)):
        page = client.get(CHANGES, {"after": repeated["after"]}).json()
        while page["next"]:
            page = client.get(page["next"]).json()
        later = client.get(CHANGES, {"after": page["after"]}).json()
        assert (later["results"], later["next"]) == ([], None)
        number = Publication.objects.get(enterprise=enterprises[0]).number
        revoke(enterprises[0])
        (left,) = client.get(CHANGES, {"after": later["after"]}).json()["results"]
        assert (left["change"], left["number"]) == ("left", number)


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("after=abc", 404, "没有这一页"),
        ("after=WyIyMDI2Il0:x", 404, "没有这一页"),
        ("since=2026-02-30", 400, "日期无法识别"),
        ("since=昨天", 400, "日期无法识别"),
        ("since=%00", 400, ""),
    ],
)
def test_wrong_parameter_is_answered_with_a_sentence(client: Client, query: str, status: int, sentence: str) -> None:
    answer = client.get(f"{CHANGES}?{query}")
    assert answer.status_code == status
    assert sentence in answer.content.decode()


def test_since_a_day_after_today_there_is_no_change(client: Client, published: Enterprise) -> None:
    assert client.get(CHANGES, {"since": "2999-01-01"}).json()["results"] == []
    assert client.get(CHANGES, {"since": "2000-01-01"}).json()["results"]


def test_page_or_cursor_that_does_not_exist_is_not_found(client: Client, published: Enterprise) -> None:
    assert client.get(address("enterprise_list"), {"after": "abc"}).status_code == 404
    assert client.get(address("case_list"), {"page": "99"}).status_code == 404


def test_answer_is_304_until_something_changes(client: Client, published: Enterprise) -> None:
    for name in NAMES:
        etag = client.get(address(name))["ETag"]
        again = client.get(address(name), headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        make_certified()
        assert client.get(address(name), headers={"If-None-Match": etag}).status_code == 200


def test_address_that_asks_too_often_has_to_wait(
    client: Client, published: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PublicThrottle, "THROTTLE_RATES", {"public": "2/min"})
    answers = [client.get(address("measure_list"), REMOTE_ADDR="203.0.113.7") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["code"] == "throttled"
    assert int(answers[2]["Retry-After"]) > 0


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_written_by_the_public_api(client: Client, name: str) -> None:
    assert client.post(address(name)).status_code == 405
