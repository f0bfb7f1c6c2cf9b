"""The public pages before the reference data is loaded."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference_data() -> None:
    """Override the fixture of conftest.py: no action plan, no departments."""


def test_home_page_of_an_empty_portal_counts_zero(client: Client) -> None:
    page = client.get(reverse("publicity:home")).content.decode()
    assert page.count("<b>0</b>") == 3


@pytest.mark.parametrize("name", ["measure_list", "plan"])
def test_page_about_a_missing_plan_is_not_found(client: Client, name: str) -> None:
    response = client.get(reverse(f"publicity:{name}"))
    assert response.status_code == 404
    assert "页面不存在" in response.content.decode()
