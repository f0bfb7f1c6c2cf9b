"""Where weaknesses are reported, as RFC 9116 has it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

ADDRESS = "/.well-known/security.txt"


pytestmark = pytest.mark.django_db


def test_security_contact_states_the_contact_of_the_settings(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:security@example.gov.cn"
    response = client.get(ADDRESS)
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:security@example.gov.cn"
    assert fields["Canonical"] == f"http://testserver{ADDRESS}"
    assert timedelta() < datetime.fromisoformat(fields["Expires"]) - timezone.now() < timedelta(days=365)


def test_security_contact_is_missing_without_a_setting(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = ""
    assert client.get(ADDRESS).status_code == 404
