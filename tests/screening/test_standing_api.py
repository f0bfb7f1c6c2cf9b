"""The API of standings: the standing on a day and its evidence, as the platform knew it at a moment."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from roster.models import Enterprise
from screening.actions.revocations import revoke_enterprise
from tests.factories import make_certified
from tests.programs import program_of, wrong_fields
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import list_entries, put_in_force

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def read_standing(user: User, uscc: str, **query: object) -> Any:
    return program_of(user).get(reverse("screening_api:standing_detail", args=[uscc]), query)


@pytest.fixture
def listed(officer: User, credit: User, blacklists: None) -> Enterprise:
    """An enterprise that was certified, screened and then blacklisted."""
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "court-defaulters", [blacklist_line("某公司", uscc=uscc_of(1))])
    return Enterprise.objects.get()


def test_address_is_the_documented_one() -> None:
    assert reverse("screening_api:standing_detail", args=["X"]) == "/api/v1/enterprises/X/standing/"


def test_credit_administrator_reads_the_evidence(listed: Enterprise, credit: User) -> None:
    answer = read_standing(credit, listed.uscc).json()
    today = timezone.localdate().isoformat()
    assert (answer["on"], answer["state"], answer["label"]) == (today, "blocked", "暂不纳入")
    assert answer["enterprise"]["uscc"] == listed.uscc
    assert (answer["standing"]["since"], answer["standing"]["until"]) == (today, None)
    blocking, certified = answer["reasons"]
    assert (blocking["code"], blocking["hit"]["match_type"], blocking["entry"]["blacklist"]) == (
        "blacklisted", "uscc", "court-defaulters",
    )  # fmt: skip
    assert {field["key"]: field["value"] for field in blocking["entry"]["values"]}["listed_on"] == "2026-01-05"
    assert blocking["entry"]["source"]["row"] == 3
    assert certified["certification"]["source"]["row"] == 2
    assert [row["state"] for row in answer["standings"]] == ["unscreened", "eligible", "blocked"]
    assert [row["in_force"] for row in answer["standings"]] == [False, False, True]


def test_department_reads_the_reason_without_the_evidence(listed: Enterprise, clerk: User, officer: User) -> None:
    for user in (clerk, officer):
        blocking = read_standing(user, listed.uscc).json()["reasons"][0]
        assert "失信被执行人" in blocking["text"]
        assert (blocking["withheld"], blocking["hit"], blocking["entry"]) == (True, None, None)
        assert "有履行能力而拒不履行" not in read_standing(user, listed.uscc).content.decode()


def test_same_day_and_moment_have_the_same_answer_later(officer: User, clerk: User) -> None:
    enterprise = make_certified()
    first = read_standing(clerk, enterprise.uscc).json()
    revoke_enterprise(
        enterprise=enterprise, reason="走私", document_number="8号", effective_on=timezone.localdate(), by=officer
    )
    again = read_standing(clerk, enterprise.uscc, on=first["on"], known_at=first["known_at"]).json()
    assert again == first
    assert read_standing(clerk, enterprise.uscc).json()["state"] == "revoked"


def test_unknown_enterprise_is_not_found(clerk: User) -> None:
    response = read_standing(clerk, "0" * 18)
    assert response.status_code == 404
    assert response.json()["detail"]


@pytest.mark.parametrize(
    "code", ["{uscc}", " {lower}", "{customs_code}", "AEOCN{customs_code}", "ＡＥＯ CN-{customs_code}"]
)
def test_any_code_in_any_spelling_leads_to_the_enterprise(clerk: User, code: str) -> None:
    certified = make_certified()
    spelled = code.format(uscc=certified.uscc, lower=certified.uscc.lower(), customs_code=certified.customs_code)
    assert read_standing(clerk, spelled).json()["enterprise"]["uscc"] == certified.uscc


def test_enterprise_without_a_standing_has_a_message(clerk: User) -> None:
    enterprise = make_certified()
    yesterday = read_standing(clerk, enterprise.uscc, on=timezone.localdate() - DAY)
    assert yesterday.status_code == 200
    assert (yesterday.json()["state"], yesterday.json()["standing"]) == (None, None)
    assert yesterday.json()["is_before_records"]
    assert "无记录，当日情况请向主管海关核实" in yesterday.json()["message"]
    stranger = Enterprise.objects.create(uscc=uscc_of(1), name="某公司", name_key="x", sort_key="x", search_keys=[])
    never = read_standing(clerk, stranger.uscc)
    assert never.status_code == 200
    assert never.json()["state"] is None
    assert "没有该企业列入名单的记录" in never.json()["message"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("on", "昨天"),
        ("on", "2026-13-01"),
        ("on", "2999-01-01"),
        ("known_at", "昨天"),
        ("known_at", "2026-02-30"),
        ("known_at", "2026-07-10T25:00"),
        ("known_at", "2999-01-01"),
        ("known_at", "2999-01-01T08:00"),
        ("known_at", "9999-12-31T23:59:59-12:00"),
    ],
)
def test_wrong_parameter_is_named(clerk: User, name: str, text: str) -> None:
    response = read_standing(clerk, make_certified().uscc, **{name: text})
    assert response.status_code == 400
    assert wrong_fields(response) == [name]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-07-10", "2026-07-10T15:59:59.999999Z"),
        ("2026-07-10T17:30", "2026-07-10T09:30:00Z"),
        ("2026-07-10 17:30:05", "2026-07-10T09:30:05Z"),
        ("2026-07-10T09:30:00Z", "2026-07-10T09:30:00Z"),
        ("2026-07-10T17:30:00+08:00", "2026-07-10T09:30:00Z"),
        ("2026-07-10T17:30:00 08:00", "2026-07-10T09:30:00Z"),
    ],
)
def test_moment_is_read_in_every_documented_form(clerk: User, text: str, moment: str) -> None:
    answer = read_standing(clerk, make_certified().uscc, known_at=text).json()
    assert (answer["known_at"], answer["on"]) == (moment, "2026-07-10")


def test_moment_given_as_today_is_the_current_time(clerk: User) -> None:
    enterprise = make_certified()
    assert read_standing(clerk, enterprise.uscc, known_at=timezone.localdate()).json()["state"] == "eligible"


def test_session_without_a_token_is_not_authenticated(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    assert client.get(reverse("screening_api:standing_detail", args=["0" * 18])).status_code == 401
