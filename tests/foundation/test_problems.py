"""Every error under /api/ is a problem of RFC 9457: never HTML."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django.utils.encoding import escape_uri_path
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import PUBLIC, public
from accounts.permissions import Role
from accounts.routes import routes
from credit_portal.urls import handler400, handler403, handler404, handler500  # noqa: F401 the URL configuration's
from foundation.denials import ActionDenied
from foundation.web.api import TooLarge, field_errors
from foundation.web.problems import PROBLEM_TYPES
from tests.accounts.test_matrix import address
from tests.factories import make_user
from tests.programs import program_of

RAISED = {
    "invalid": exceptions.ValidationError({"as_of": ["日期有误。"], "reasons": {"913701": ["太长。"]}}),
    "parse_error": exceptions.ParseError("JSON parse error - line 1"),
    "not_authenticated": exceptions.NotAuthenticated(),
    "authentication_failed": exceptions.AuthenticationFailed(),
    "permission_denied": exceptions.PermissionDenied(),
    "django_permission_denied": PermissionDenied("in English"),
    "not_found": exceptions.NotFound(),
    "method_not_allowed": exceptions.MethodNotAllowed("PUT"),
    "not_acceptable": exceptions.NotAcceptable(),
    "denied": ActionDenied("名单已确认，无需再次确认。"),
    "too_large": TooLarge(),
    "unsupported_media_type": exceptions.UnsupportedMediaType("text/plain"),
    "throttled": exceptions.Throttled(wait=17),
    "error": ZeroDivisionError("in English"),
    "no_database": OperationalError("in English"),
    "too_much_data": RequestDataTooBig("in English"),
    "suspicious": SuspiciousOperation("in English"),
}
CODES = {
    "django_permission_denied": "permission_denied",
    "too_much_data": "too_large",
    "suspicious": "parse_error",
}


class Raise(APIView):
    """A view of the API that raises the exception that its URL names."""

    permission_classes = ()

    def get(self, request: Request, name: str) -> Response:
        raise RAISED[name]


@public
def plain(request: HttpRequest, name: str) -> HttpResponse:
    """A plain Django view under /api/ that raises the exception that its URL names."""
    raise RAISED[name]


urlpatterns = [
    path("api/raise/<str:name>/", public(Raise.as_view())),
    path("api/plain/<str:name>/", plain),
    path("", include("credit_portal.urls")),
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture
def program() -> Client:
    """A client that returns the response to an unexpected exception instead of raising it."""
    return Client(raise_request_exception=False)


def check_problem(response: Any, code: str) -> dict[str, Any]:
    problem_type = PROBLEM_TYPES[code]
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.status_code == problem_type.status
    problem: dict[str, Any] = response.json()
    assert problem["code"] == code
    assert problem["type"] == f"/api/v1/docs/#problem-{code}"
    assert problem["title"] == problem_type.title
    assert problem["status"] == problem_type.status
    assert problem["instance"] == escape_uri_path(response.wsgi_request.path)
    assert not problem["detail"].isascii()
    assert ("errors" in problem) == (code == "invalid")
    return problem


@pytest.mark.parametrize("name", RAISED)
def test_exception_of_an_api_view_is_a_problem(program: Client, name: str) -> None:
    check_problem(program.get(f"/api/raise/{name}/"), CODES.get(name, name))


@pytest.mark.parametrize("name", ["error", "no_database", "django_permission_denied", "too_much_data", "suspicious"])
def test_exception_outside_rest_framework_is_a_problem(program: Client, name: str) -> None:
    check_problem(program.get(f"/api/plain/{name}/"), CODES.get(name, name))


@pytest.mark.parametrize("address", ["/api/", "/api/v1/nowhere/", "/api/v2/roster/submissions/", "/api/v1/a\0b/"])
def test_unknown_address_under_api_is_a_problem(program: Client, address: str) -> None:
    check_problem(program.get(address), "not_found")


def test_request_for_an_unknown_host_is_a_problem(program: Client) -> None:
    check_problem(program.get("/api/v1/nowhere/", headers={"host": "elsewhere.example"}), "parse_error")


def test_unknown_method_or_format_is_a_problem(program: Client) -> None:
    check_problem(program.delete("/api/raise/error/"), "method_not_allowed")
    check_problem(program.get("/api/raise/error/", headers={"accept": "text/html"}), "not_acceptable")


def test_every_route_of_the_api_refuses_with_a_problem(program: Client) -> None:
    """Without a token, with the token of another role, and with a method that the route does not take.

    The public API needs no token.
    """
    found = [route for route in routes() if "_api:" in route.name]
    public = [route for route in found if route.access == PUBLIC]
    assert len(found) - len(public) >= 11
    for route in public:
        check_problem(program.patch(address(route)), "method_not_allowed")
    for route in (route for route in found if route not in public):
        url = address(route)
        check_problem(program.get(url), "not_authenticated")
        (outsider, *_), (insider, *_) = set(Role) - route.roles, route.roles
        check_problem(program_of(make_user(outsider)).get(url), "permission_denied")
        check_problem(program_of(make_user(insider)).patch(url), "method_not_allowed")


def test_invalid_fields_are_listed_by_path(program: Client) -> None:
    problem = check_problem(program.get("/api/raise/invalid/"), "invalid")
    assert problem["errors"] == [
        {"field": "as_of", "detail": "日期有误。"},
        {"field": "reasons.913701", "detail": "太长。"},
    ]


def test_error_of_the_whole_has_an_empty_field() -> None:
    assert field_errors({"non_field_errors": ["不能早于开始日期。"]}) == [{"field": "", "detail": "不能早于开始日期。"}]
    assert field_errors(["不能早于开始日期。"]) == [{"field": "", "detail": "不能早于开始日期。"}]


def test_detail_of_a_denied_action_is_its_message(program: Client) -> None:
    assert check_problem(program.get("/api/raise/denied/"), "denied")["detail"] == "名单已确认，无需再次确认。"


def test_throttled_response_has_the_retry_time(program: Client) -> None:
    assert program.get("/api/raise/throttled/").headers["Retry-After"] == "17"


def test_details_of_an_unexpected_exception_are_not_shown(program: Client) -> None:
    assert b"in English" not in program.get("/api/raise/error/").content


def test_error_outside_the_api_is_an_html_page(program: Client) -> None:
    response = program.get("/nowhere/")
    assert (response.status_code, response.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_problem_at_an_unusual_address_names_it_as_a_uri(program: Client) -> None:
    """RFC 9457, section 3.1.5: `instance` is a URI reference."""
    problem = program.get("/api/v1/enterprises/%C2%99%C3%BC/").json()
    assert problem["instance"] == "/api/v1/enterprises/%C2%99%C3%BC/"
