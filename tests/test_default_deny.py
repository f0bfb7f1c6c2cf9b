"""A view without `view.access` is refused to everybody, by the middleware and by the API's default permission."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, include, path, reverse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import HoldsPermission
from accounts.objects import RULES
from accounts.permissions import Role
from accounts.routes import routes
from tests.factories import make_user
from tests.programs import program_of

SECRET = "not for anybody"


def unstamped_view(request: HttpRequest) -> HttpResponse:
    """A view without `view.access`."""
    return HttpResponse(SECRET)


class UnstampedAPIView(APIView):
    """An API view without `view.access`."""

    def get(self, request: Request) -> Response:
        return Response(SECRET)

    post = get


unstamped_api = UnstampedAPIView.as_view()
# The middleware leaves these to the API, whose default permission finds no access either.
unstamped_token_api = UnstampedAPIView.as_view()
unstamped_token_api.by_token = True

urlpatterns = [
    path("unstamped/", unstamped_view),
    path("unstamped-api/", unstamped_api),
    path("unstamped-token-api/", unstamped_token_api),
    path("", include("credit_portal.urls")),
]
ROLES = ["anonymous", *Role.values]


def clients_of(role: str) -> list[Client]:
    """A client with the session of a user of the role, and one with that user's token; plain ones for "anonymous"."""
    session, program = Client(), Client()
    if role != "anonymous":
        user = make_user(role)
        session.force_login(user)
        program = program_of(user)
    return [session, program]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", ["/unstamped/", "/unstamped-api/", "/unstamped-token-api/"])
def test_unstamped_view_refuses_every_role(address: str, method: str, role: str) -> None:
    for client in clients_of(role):
        response = getattr(client, method)(address)
        sent_to_login = response.status_code == 302 and response["Location"].startswith(reverse("accounts:login"))
        assert sent_to_login or response.status_code in (401, 403)
        assert SECRET not in response.content.decode()


def token_views(patterns: list[URLPattern | URLResolver]) -> list[object]:
    """The callbacks that the middleware leaves to the API."""
    found: list[object] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += token_views(pattern.url_patterns)
        elif getattr(pattern.callback, "by_token", False):
            found.append(pattern.callback)
    return found


def test_each_route_with_an_object_states_what_it_does_with_objects_of_others() -> None:
    """In accounts/objects.py; tests/accounts/test_foreign_objects.py tries what it states."""
    assert set(RULES) == {
        route.name for route in routes() if "<" in route.path and not route.path.startswith("/admin/")
    }


def test_token_views_check_their_permission() -> None:
    """A view with the access of tokens passes the middleware, so it must be an API view with the default permission."""
    views = token_views(get_resolver().url_patterns)
    assert views
    for view in views:
        api_view = getattr(view, "cls", None)
        assert api_view is not None, view
        assert api_view.permission_classes == [HoldsPermission], view
