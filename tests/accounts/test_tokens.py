"""Tokens of the API: issued for one system, with some permissions, until a day; wrong ones wait."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.access import PUBLIC
from accounts.models import ApiToken, User
from accounts.permissions import API_PERMISSIONS, Role
from accounts.routes import routes
from accounts.tokens import SharedThrottle, TokenThrottle
from audit.models import AuditEvent
from audit.types import EventType
from credit_portal.embedded import free_port
from foundation.counters import SharedCounters
from tests.factories import make_user
from tests.programs import program_of, token_of

pytestmark = pytest.mark.django_db
TRANSFERS = reverse("roster_api:transfer_list", args=[0])


def ask(token: str, **headers: str) -> Any:
    return Client(headers={"Authorization": f"Token {token}", **headers}).get(TRANSFERS)


def add(client: Client, user: User, **changes: Any) -> Any:
    data = {"name": "海关前置系统", "user": user.pk, "permissions": ["roster.view_rostersubmission"]}
    data["expires_on"] = (timezone.localdate() + timedelta(days=30)).isoformat()
    return client.post(reverse("admin:accounts_apitoken_add"), {**data, **changes}, follow=True).content.decode()


@pytest.fixture
def system(client: Client) -> Client:
    client.force_login(make_user(Role.SYSTEM))
    return client


def test_token_is_issued_in_the_admin_shown_once_and_stored_as_a_hash(system: Client, officer: User) -> None:
    page = add(system, officer)
    token = page[page.index("aeo_") :].split("<")[0]
    assert token not in system.get(reverse("accounts:token_issued")).content.decode()
    stored = ApiToken.objects.get()
    assert token not in str(vars(stored))
    assert ask(token).status_code == 404
    stored.refresh_from_db()
    assert (stored.used_from, stored.used_at is None) == ("127.0.0.1", False)
    page = system.get(reverse("admin:accounts_apitoken_changelist")).content.decode()
    assert "海关前置系统" in page
    assert stored.sha256 not in page
    data = {"action": "revoke", "_selected_action": [stored.pk]}
    system.post(reverse("admin:accounts_apitoken_changelist"), data)
    assert "令牌已撤销" in ask(token).json()["detail"]
    assert AuditEvent.objects.filter(type__in=[EventType.API_TOKEN_CREATED, EventType.API_TOKEN_REVOKED]).count() == 2


def test_token_with_more_than_its_account_may_or_for_longer_than_a_year_is_refused(
    system: Client, officer: User
) -> None:
    assert "账号的角色没有这些权限" in add(system, officer, permissions=["blacklists.add_blacklistimport"])
    for days in (-1, 367):
        day = timezone.localdate() + timedelta(days=days)
        assert "有效期须在今天至一年以内" in add(system, officer, expires_on=day.isoformat())
    assert not ApiToken.objects.exists()


def test_token_opens_what_its_scope_has_only(officer: User) -> None:
    token = token_of(officer, permissions=["roster.view_rostersubmission"])
    program = Client(headers={"Authorization": f"Token {token}"})
    assert program.get(TRANSFERS).status_code == 404
    assert program.post(reverse("roster_api:submission_create")).status_code == 403


def test_scopes_are_the_permissions_of_the_addresses() -> None:
    addresses = [route for route in routes() if "_api:" in route.name and route.access != PUBLIC]
    scopes = {scope for route in addresses for scope in (route.access, route.post_access)}
    assert scopes == set(API_PERMISSIONS)


def test_expired_token_and_that_of_an_account_that_is_off_are_refused(officer: User) -> None:
    token = token_of(officer)
    User.objects.update(is_active=False)
    assert "账号已停用" in ask(token).json()["detail"]
    User.objects.update(is_active=True)
    ApiToken.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert "令牌已过有效期" in ask(token).json()["detail"]


def test_token_in_an_address_is_refused_with_what_to_do(officer: User) -> None:
    token = token_of(officer)
    for address in (f"{TRANSFERS}?token={token}", f"{TRANSFERS}?page=2&access_token={token}"):
        answer = Client(headers={"Authorization": f"Token {token}"}).get(address)
        assert answer.status_code == 401
        assert "令牌不能写在地址中" in answer.json()["detail"]


def test_wrong_token_waits_like_a_wrong_password_and_others_do_not(officer: User) -> None:
    token = token_of(officer)
    assert [ask("wrong").status_code for _ in range(5)] == [401] * 5
    waiting = ask("wrong")
    assert (waiting.status_code, waiting.json()["code"], waiting["Retry-After"]) == (429, "throttled", "60")
    assert ask(token).status_code == 404


def test_tokens_that_are_guessed_make_their_address_wait() -> None:
    for number in range(50):
        ask(f"guess{number}")
    assert ask("another").status_code == 429


def test_requests_of_a_token_are_limited(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TokenThrottle, "THROTTLE_RATES", {"token": "2/min"})
    program = program_of(officer)
    answers = [program.get(TRANSFERS) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert program_of(officer).get(TRANSFERS).status_code == 404
    assert answers[-1].json()["code"] == "throttled"
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60


def test_requests_are_answered_while_nothing_counts_them(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SharedThrottle, "counters", SharedCounters(f"redis://127.0.0.1:{free_port()}/0"))
    monkeypatch.setattr(TokenThrottle, "THROTTLE_RATES", {"token": "1/min"})
    program = program_of(officer)
    assert [program.get(TRANSFERS).status_code for _ in range(3)] == [404, 404, 404]


def test_commands_issue_and_revoke(officer: User, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_api_token", "前置系统", officer.username, "roster.view_rostersubmission", "--days", "7")
    token = capsys.readouterr().out.strip()
    assert ask(token).status_code == 404
    call_command("revoke_api_token", "前置系统")
    assert ask(token).status_code == 401
    for command in (
        ("create_api_token", "前置系统", "nobody", "roster.view_rostersubmission"),
        ("create_api_token", "前置系统", officer.username, "no.such_permission"),
        ("revoke_api_token", "前置系统"),
    ):
        with pytest.raises(CommandError, match=r"[\u4e00-\u9fff]"):
            call_command(*command)
