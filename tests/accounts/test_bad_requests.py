"""Requests to sign-in, sessions and the API that no browser sends: none is answered 500, and none opens a door."""

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings as portal
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from foundation.web.bodies import with_readable_type
from tests.factories import PASSWORD, make_user
from tests.programs import token_of
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
LOGIN, HOME = reverse("accounts:login"), reverse("workbench:home")
STANDING = reverse("screening_api:standing_detail", args=["0" * 18])


def test_headers_that_are_no_token_are_refused(officer: User) -> None:
    token = token_of(officer)
    headers = {
        "two headers, as a server joins them": f"Token {token},Token {token}",
        "the token twice": f"Token {token} {token}",
        "another scheme": f"Bearer {token}",
        "no scheme": token,
        "no token": "Token",
        "bytes that are no text": "Token \xff\xfe",
        "a NUL": f"Token {token}\0",
        "an enormous token": f"Token {'a' * 1_000_000}",
        "a blank that is none": f"Token\xa0{token}",
    }
    answers = {name: Client().get(STANDING, headers={"authorization": header}) for name, header in headers.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(headers, 401)
    assert Client().get(STANDING, headers={"authorization": f"Token {token}"}).status_code == 404


def test_token_anywhere_in_an_address_is_refused(officer: User) -> None:
    token = token_of(officer)
    for address in (
        f"{STANDING}?tok%65n={token}",
        f"{STANDING}?api_key={token}",
        f"{STANDING}?on=2026-07-01;token={token}",
        f"{STANDING}?q={token[:5]}%{ord(token[5]):02x}{token[6:]}",
        f"/api/v1/enterprises/{token}/standing/",
    ):
        answer = Client(headers={"authorization": f"Token {token}"}).get(address)
        assert (answer.status_code, "令牌不能写在地址中" in answer.json()["detail"]) == (401, True), address


@pytest.mark.parametrize("stated", ["192.0.2.7:443", "192.0.2.7, 198.51.100.2", "unix:", "\xff", "a" * 500])
def test_address_that_is_none_counts_as_unknown(clerk: User, settings: Any, stated: str) -> None:
    """Another proxy in front of that of the portal may state more than an address."""
    settings.BEHIND_PROXY = True
    client = Client(headers={"x-real-ip": stated})
    assert client.post(LOGIN, {"username": clerk.username, "password": "wrong"}).status_code == 200
    assert AccessAttempt.objects.get().ip_address is None
    assert client.post(LOGIN, {"username": clerk.username, "password": PASSWORD}).status_code == 302
    assert client.get(STANDING, headers={"authorization": f"Token {token_of(clerk)}"}).status_code == 404


@pytest.mark.parametrize(
    "content_type", ["text/plain; charset=base64", "text/plain; charset=undefined", "text/plain; a*=no-such''%ff"]
)
def test_type_of_a_body_that_nobody_can_read_is_refused(content_type: str) -> None:
    """Django reads the type before its middleware, so the WSGI application looks at it first."""
    client = Client()
    application = with_readable_type(lambda environ, start_response, answer=client.handler: answer(environ))
    client.handler = lambda environ: application(environ, None)
    for path in (LOGIN, STANDING):
        assert client.generic("POST", f"{path}?q=%ff", "x", content_type).status_code == 400, path


def test_session_that_is_none_leads_to_signing_in(clerk: User) -> None:
    name = portal.SESSION_COOKIE_NAME
    for cookie in ("\xff\xfe", "a" * 100_000, "../../etc/passwd", "a\0b", "'; DROP TABLE", f"x; {name}=y"):
        answer = Client().get(HOME, headers={"cookie": f"{name}={cookie}; draft=\xff:1; csrftoken=\xff"})
        assert answer["Location"].startswith(LOGIN), cookie


def test_session_of_an_account_that_was_deleted_leads_to_signing_in() -> None:
    user, client = make_user(Role.AUDITOR), Client()
    client.force_login(user)
    with as_owner():
        User.objects.filter(pk=user.pk).delete()
    assert client.get(HOME)["Location"].startswith(LOGIN)
    assert SESSION_KEY not in client.session


def test_address_to_go_on_to_stays_on_the_portal(clerk: User) -> None:
    for address in ("//evil.example", "http:\\\\evil.example", "/\\evil.example", "javascript:alert(1)", "http://["):
        answer = Client().post(LOGIN, {"username": clerk.username, "password": PASSWORD, "next": address})
        assert (answer.status_code, answer["Location"]) == (302, HOME), address
    answer = Client().post(LOGIN, {"username": clerk.username, "password": PASSWORD, "next": "/a\r\nSet-Cookie: a=b"})
    assert "Set-Cookie: a=b" not in str(answer.headers).splitlines()


def test_form_of_signing_in_in_another_form_signs_nobody_in(clerk: User) -> None:
    client = Client(raise_request_exception=False)
    typed = f"username={clerk.username}&password={PASSWORD}"
    for body, kind in (
        (typed, "application/json"),
        (typed, "\xff"),
        (typed, "multipart/form-data"),
        ("username=%ED%A0%80&password=%ff", "application/x-www-form-urlencoded"),
        ("&".join(f"a{number}=" for number in range(5_000)), "application/x-www-form-urlencoded"),
        (
            "--x\r\nContent-Disposition: form-data; name=username; filename=a\r\n\r\na\r\n--x\r\n",
            "multipart/form-data; boundary=x",
        ),
    ):
        assert client.post(LOGIN, body, content_type=kind).status_code in (200, 400), kind
        assert SESSION_KEY not in client.session
