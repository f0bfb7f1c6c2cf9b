"""Receipts of look-ups: on the page that hands one out, and on the page for checking them."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User

CHECK = reverse("screening:receipt_check")


def receipt_on(page: Any) -> dict[str, str]:
    """Return number and check code that the page hands out."""
    number, code = re.findall(r'<span class="code">([-0-9A-F]+)</span>', page.content.decode()[-4_000:])[-2:]
    return {"number": number, "code": code}


def receipt_page(user: User, receipt: dict[str, str]) -> str:
    """Return the page that a person gets with this number and check code, with single blanks."""
    client = Client()
    client.force_login(user)
    text: str = client.get(CHECK, receipt).content.decode()
    return re.sub(r"\s+", " ", text)
