"""Clients of the API, and readers of its answers."""

from typing import Any

from django.test import Client
from rest_framework.authtoken.models import Token

from accounts.models import User


def program_of(user: User) -> Client:
    """Return a client that sends the user's token and has no session."""
    token, _ = Token.objects.get_or_create(user=user)
    return Client(headers={"Authorization": f"Token {token}"})


def read_all_pages(program: Client, url: str) -> list[dict[str, Any]]:
    """Return the results of all pages of a list of the API, following `next`."""
    results, address = [], url
    while address:
        page = program.get(address).json()
        results += page["results"]
        address = page["next"]
    return results


def wrong_fields(response: Any) -> list[str]:
    """Return the names of the wrong fields that a 400 response states, in its order."""
    return [error["field"] for error in response.json()["errors"]]
