"""What can be sent to the portal: every address with its parameters, and every form with its fields.

Nothing is listed by hand. Addresses are those that the pages link to, and those of the URL table; parameters and fields
are those of the forms and filters that an address fills from the request.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django import forms
from django.contrib import admin
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from accounts.routes import Route, routes
from blacklists.models import BlacklistImport
from certificates.models import Certificate
from feedback.models import LookupBatch, MeasureApplication, Notice, StopAdvice
from roster.models import Enterprise, RosterSubmission
from tests.accounts.test_matrix import ARGUMENTS
from tests.audit.city import City
from tests.factories import make_user
from tests.programs import program_of

# A parameter in a path of the URL table, or of the schema.
PARAMETER = re.compile(r"<[^>]+>|\{[^}]+\}")
LINK = re.compile(r'href="(/[^"#]*)')
# Part of the name of a route of the desk's API → the model of its objects.
FEEDBACK = {
    "feedback_api:application_": MeasureApplication,
    "feedback_api:lookup_": LookupBatch,
    "feedback_api:notice_": Notice,
    "feedback_api:advice_": StopAdvice,
}
# Parameters of every list, and those that the lists of Django admin and of the API read without a form.
OF_LISTS = ("page", "format")
OF_ADMIN_LISTS = ("q", "o", "p", "e", "all", "_popup", "_to_field", "_changelist_filters")
# An address that is not visited: it ends the session.
NOT_VISITED = ("accounts:logout",)


class Target(NamedTuple):
    """An address that a user may open, and one of its parameters."""

    client: Client
    route: str
    url: str
    name: str


def recorded_fields() -> Any:
    """Return a context that collects the names of the fields of all forms that are filled inside it."""

    @contextmanager
    def recording() -> Iterator[set[str]]:
        names: set[str] = set()
        clean = forms.BaseForm.full_clean

        def full_clean(form: forms.BaseForm) -> None:
            clean(form)
            if form.is_bound:
                names.update(form.add_prefix(name) for name in form.fields)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(forms.BaseForm, "full_clean", full_clean)
            yield names

    return recording()


def send(act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Send a request, read the whole answer, check the deferred constraints, and undo what the request stored."""
    with transaction.atomic():
        response = act()
        if response.streaming:
            for _ in response.streaming_content:
                pass
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)
    return response


def browser_of(user: User | None) -> Client:
    """Return a client with the user's session that answers 500 as a browser would see it."""
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


class Visitors:
    """A client of each role: browsers and programs."""

    def __init__(self, city: City) -> None:
        users = [city.credit, city.officer, city.clerk, city.system, make_user(Role.AUDITOR)]
        self.browsers = {user.role: browser_of(user) for user in users} | {"anonymous": browser_of(None)}
        self.programs = {user.role: program_of(user) for user in users} | {"anonymous": browser_of(None)}
        for program in self.programs.values():
            program.raise_request_exception = False

    def others(self, user: User, *, of_api: bool) -> list[Client]:
        """The clients of the other roles, and of nobody."""
        clients = self.programs if of_api else self.browsers
        return [client for role, client in clients.items() if role != user.role]


def pages(visitors: Visitors) -> Iterator[tuple[Client, str, str, set[str]]]:
    """Yield client, route, address and parameters of one page of each route.

    The first client that may open a page opens it. Pages that no other page links to follow, and the API.
    """
    found: set[str] = set()
    for client in visitors.browsers.values():
        waiting = [reverse("workbench:home"), reverse("publicity:home"), "/admin/"]
        while waiting:
            url = waiting.pop(0)
            route = _route_of(url)
            if route is None or route in found or route in NOT_VISITED:
                continue
            names, response = _open(client, url)
            if response.status_code != 200:
                continue
            found.add(route)
            yield client, route, url, names
            if not response.streaming and "html" in response.headers.get("Content-Type", ""):
                waiting += map(unescape, LINK.findall(response.content.decode()))
    for route in routes():
        if route.name not in (*found, *NOT_VISITED) and not route.path.startswith("/admin/"):
            url = reverse(route.name, args=_arguments(route))
            clients = visitors.programs if "_api:" in route.name else visitors.browsers
            client = next((client for role, client in clients.items() if role in route.roles), clients["anonymous"])
            yield client, route.name, url, _open(client, url)[0]


def _route_of(url: str) -> str | None:
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return None


def _open(client: Client, url: str) -> tuple[set[str], HttpResponseBase]:
    """Open an address with a parameter, so that its forms are filled; return the names of all its parameters."""
    with recorded_fields() as names:
        response = send(lambda: client.get(with_parameter(url, "page", "1")))
    names |= {*OF_LISTS, *(parameter.partition("=")[0] for parameter in urlsplit(url).query.split("&"))}
    if (_route_of(url) or "").endswith("_changelist"):
        names |= {*OF_ADMIN_LISTS, *_admin_filters()}
    return names - {""}, response


def with_parameter(url: str, name: str, value: str) -> str:
    """Return the address with the parameter in place of one of the same name."""
    parts = urlsplit(url)
    kept = [part for part in parts.query.split("&") if part and part.partition("=")[0] != name]
    return f"{parts.path}?{'&'.join([*kept, f'{quoted(name)}={quoted(value)}'])}"


def quoted(text: str) -> str:
    """Return the text as bytes of UTF-8, all of them escaped, half surrogates included."""
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def _admin_filters() -> set[str]:
    """The parameters of the filters of Django admin, and of columns that it does not offer."""
    offered = {
        getattr(name, "parameter_name", name) for model in admin.site._registry.values() for name in model.list_filter
    }
    return offered | {f"{name}__{part}" for name in offered for part in ("exact", "id__exact")}


def _arguments(route: Route) -> list[object]:
    """Return the arguments of an object that exists, where one is to be found without a link."""
    enterprise = Enterprise.objects.order_by("pk").first()
    models = {"roster_api": RosterSubmission, "blacklists_api": BlacklistImport} | FEEDBACK
    model = next((model for name, model in models.items() if route.name.startswith(name)), None)
    some = model.objects.order_by("pk").first() if model else None
    certificate = Certificate.objects.order_by("pk").first()
    values = {
        "<int:pk>": some.pk if some else 1,
        "<str:uscc>": enterprise.uscc if enterprise else "0" * 18,
        "<uuid:pk>": UUID(int=1),
        "<slug:code>": "court-defaulters",
        "<str:number>": certificate.number if certificate else "0" * 20,
        "<slug:section>": "pages",
        "<path:place>": "0/000.p/1",
        "<str:day>": timezone.localdate().isoformat(),
        "<str:version>": "1",
        "<str:dataset>": "enterprises",
        "<str:name>": "latest.csv",
        "<str:key>": enterprise.uscc if enterprise else "0" * 18,
    }
    assert set(values) == set(ARGUMENTS)
    return [value for written, value in values.items() if written in route.path]


def documented_answers() -> dict[tuple[str, str], dict[str, list[str]]]:
    """Return the name of a route and a method → the statuses that the schema has, each with its types of content."""
    schema = Client().get(reverse("api_schema")).json()
    by_path = {PARAMETER.sub("{}", path): operations for path, operations in schema["paths"].items()}
    shared = schema["components"]["responses"]
    return {
        (route.name, method.upper()): {
            status: list(shared.get(answer.get("$ref", "").rpartition("/")[2], answer)["content"])
            for status, answer in operation["responses"].items()
        }
        for route in routes()
        for method, operation in by_path.get(PARAMETER.sub("{}", route.path), {}).items()
    }


def rewound(data: Any) -> Any:
    """Return posted data with its files at their beginning."""
    for value in data.values() if isinstance(data, dict) else ():
        if hasattr(value, "seek"):
            value.seek(0)
    return data


def json_places(body: str) -> list[tuple[str | int, ...]]:
    """Return the paths of the values in a body of JSON, from its top to the values of its first row."""
    document = json.loads(body or "{}")
    places: list[tuple[str | int, ...]] = [(key,) for key in document]
    for key, value in document.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            places += [(key, 0), *((key, 0, inner) for inner in value[0])]
    return places


def json_with(body: str, place: tuple[str | int, ...], value: Any) -> str:
    """Return the body with another value at the place."""
    document = json.loads(body or "{}")
    part = document
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value
    return json.dumps(document)
