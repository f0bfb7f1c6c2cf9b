"""Requests that no page sends: characters that no text can have, and methods that a page does not take."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from accounts.routes import routes
from tests.accounts.test_matrix import address
from tests.audit.test_every_post import READS
from tests.depth import sample
from tests.factories import make_user
from tests.programs import program_of

pytestmark = pytest.mark.django_db


def test_address_with_a_nul_shows_error_400(client: Client) -> None:
    for url in ("/enterprises/%00/", "/measures/?department=%00", "/measures/?a%00b=1", "/accounts/login/?next=%00"):
        response = client.get(url)
        assert response.status_code == 400, url
        assert "<h1>内容中有不能保存的字符</h1>" in response.content.decode()


def test_form_with_a_nul_says_where_it_is(client: Client) -> None:
    response = client.post(reverse("accounts:login"), {"username": "信用科\0甲", "password": "x"})
    assert response.status_code == 400
    assert "提交的内容在“信用科”之后有一个看不见的无效字符" in response.content.decode()


def test_address_of_the_api_with_a_nul_is_a_problem(clerk: User) -> None:
    problem = program_of(clerk).get("/api/v1/enterprises/a%00b/standing/")
    assert (problem.status_code, problem.json()["code"]) == (400, "unstorable_text")


def test_address_back_to_the_sign_in_page_leads_to_the_home_page(clerk: User) -> None:
    client = Client()
    client.force_login(clerk)
    for back in ("/accounts/login/", "/accounts/login/?next=/accounts/login/"):
        response = client.get(reverse("accounts:login"), {"next": back})
        assert (response.status_code, response["Location"]) == (302, reverse("workbench:home"))


def test_list_of_the_admin_filters_by_the_offered_filters_only() -> None:
    client = Client()
    client.force_login(make_user(Role.SYSTEM))
    url = reverse("admin:accounts_user_changelist")
    assert client.get(url, {"role__exact": Role.CREDIT}).status_code == 200
    for lookup in ("last_login__year", "auth_token__key__gte", "password__startswith", "logentry__id__gt"):
        assert client.get(url, {lookup: "99999999999"}).status_code == 400, lookup


def test_page_refuses_every_method_but_its_own() -> None:
    """GET and HEAD read, and POST is taken by the pages that have a form."""
    answered = []
    pages = [route for route in routes() if not address(route).startswith("/api/")]
    for number, role in enumerate(Role):
        client = Client()
        client.force_login(make_user(role))
        for route in sample(pages[number:] + pages[:number], every=21):
            url = address(route)
            refused = ["put", "patch", "delete", "options", "trace", *(["post"] if route.name in READS else [])]
            for method in refused:
                response = getattr(client, method)(url)
                if response.status_code not in (403, 405):
                    answered.append((route.name, method, response.status_code))
    assert not answered
