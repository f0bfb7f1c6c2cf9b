"""Codes of the second factor, as the app on a person's phone shows them."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse
from django_otp.oath import totp

from accounts.factors import NEW_KEY
from foundation.encryption import decrypt

FACTOR = reverse("accounts:factor")


def code_of(key: str) -> str:
    """Return the code that the app shows now for the key."""
    return f"{totp(bytes.fromhex(key)):06d}"


def new_code(client: Client) -> str:
    """Return the code of the factor that the client's user sets up."""
    client.get(FACTOR)
    return code_of(decrypt(client.session[NEW_KEY]))


def shown_codes(client: Client) -> list[str]:
    """Return the recovery codes that the page shows once."""
    client.head(reverse("accounts:recovery_codes"))
    page = client.get(reverse("accounts:recovery_codes")).content.decode()
    return re.findall('<li class="code">([0-9a-f-]+)</li>', page)


def enroll(client: Client) -> list[str]:
    """Set up the second factor of the client's user; return the recovery codes."""
    client.post(FACTOR, {"otp_code": new_code(client)})
    return shown_codes(client)


def give(client: Client, code: str) -> Any:
    """Give the second factor at signing in."""
    return client.post(reverse("accounts:factor_check"), {"otp_code": code})
