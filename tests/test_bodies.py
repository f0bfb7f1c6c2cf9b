"""A body is refused before anything reads it: for its length, and where its sender may not send it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.routes import routes
from tests.accounts.test_matrix import address

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
KILOBYTE, MEGABYTE = 1024, 1024 * 1024
KIND = "multipart/form-data; boundary=x"


class Unread:
    """A body of any length that a test does not let anybody read."""

    def read(self, size: int = -1) -> bytes:
        raise AssertionError("the body is read")

    readline = read


class Counted:
    """An endless body that counts what is read of it."""

    def __init__(self) -> None:
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        self.count += size
        return b"a" * size

    readline = read


def send(
    client: Client, url: str, *, length: int | None, body: Any = None, method: str = "POST", kind: str = KIND
) -> Any:
    """Send a form of the length, or in chunks for None, and with a token against forged requests."""
    announced = {"HTTP_TRANSFER_ENCODING": "chunked"} if length is None else {"CONTENT_LENGTH": str(length)}
    client.cookies["csrftoken"] = "a" * 32
    return client.generic(method, url, CONTENT_TYPE=kind, **{"wsgi.input": body or Unread()}, **announced)


@pytest.fixture
def visitor() -> Client:
    """Somebody who is not signed in, and whose forms are checked for forgery."""
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("url", ["/", "/accounts/login/", "/measures/", "/desk/enterprises/"])
def test_long_body_is_refused_unread_with_the_limit(visitor: Client, clerk: User, url: str) -> None:
    visitor.force_login(clerk)
    response = send(visitor, url, length=300 * MEGABYTE)
    assert response.status_code in (405, 413)
    response = send(visitor, "/accounts/password/", length=65 * KILOBYTE)
    assert response.status_code == 413
    assert "提交的内容有65KB，超过这个页面的上限64KB" in response.content.decode()


def test_body_is_not_read_for_an_address_that_does_not_exist(visitor: Client) -> None:
    assert send(visitor, "/nowhere/", length=60 * KILOBYTE).status_code == 404


def test_body_is_not_read_before_sign_in_and_permission(visitor: Client, clerk: User) -> None:
    upload = reverse("roster:submission_create")
    assert send(visitor, upload, length=MEGABYTE)["Location"].startswith(reverse("accounts:login"))
    visitor.force_login(clerk)
    assert send(visitor, upload, length=MEGABYTE).status_code == 403


def test_body_is_not_read_before_the_method_is_checked(visitor: Client) -> None:
    assert send(visitor, "/accounts/login/", length=KILOBYTE, method="PUT").status_code == 405


def test_body_in_chunks_needs_a_length(visitor: Client) -> None:
    response = send(visitor, "/accounts/login/", length=None)
    assert response.status_code == 411
    assert "没有说明提交内容的长度" in response.content.decode()
    problem = send(visitor, reverse("blacklists_api:entries_push", args=["court-defaulters"]), length=None)
    assert (problem.status_code, problem.json()["code"]) == (411, "length_required")


def test_reading_ends_at_the_announced_length(visitor: Client) -> None:
    body = Counted()
    assert send(visitor, "/accounts/login/", length=10 * KILOBYTE, body=body).status_code == 400
    assert body.count <= 10 * KILOBYTE


def test_upload_may_have_the_size_of_a_file_and_no_more(officer: User, settings: Any, signed_in: SignedIn) -> None:
    url = reverse("roster:submission_create")
    assert send(signed_in(officer), url, length=settings.UPLOAD_MAX_BYTES + 2 * MEGABYTE).status_code == 413
    body = Counted()
    assert send(signed_in(officer), url, length=300 * KILOBYTE, body=body).status_code == 400
    assert 0 < body.count <= 300 * KILOBYTE


def test_program_with_too_long_a_body_gets_a_problem(clerk: User) -> None:
    problem = send(Client(), reverse("roster_api:submission_create"), length=300 * MEGABYTE)
    assert (problem.status_code, problem.json()["code"]) == (413, "too_large")


def test_form_in_another_encoding_than_utf8_is_refused_unread(visitor: Client) -> None:
    response = send(visitor, "/accounts/login/", length=9, kind=f"{KIND}; charset=unicode_escape")
    assert response.status_code == 400


def test_no_page_reads_a_long_body_of_somebody_who_is_not_signed_in(visitor: Client) -> None:
    for route in routes():
        response = send(visitor, address(route), length=300 * MEGABYTE)
        assert response.status_code in (302, 401, 403, 405, 413), route.name


def test_file_just_above_the_limit_is_refused_by_its_form(officer: User, settings: Any, signed_in: SignedIn) -> None:
    settings.UPLOAD_MAX_BYTES = MEGABYTE
    upload = SimpleUploadedFile("a.csv", b"a" * (MEGABYTE + 9))
    page = signed_in(officer).post(reverse("roster:submission_create"), {"file": upload})
    assert "超过1MB的上限" in page.content.decode()
