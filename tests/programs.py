"""Clients of the API: a program with somebody's token, and the pages of its lists."""

from typing import Any

from django.test import Client
from rest_framework.authtoken.models import Token

from accounts.models import User


def program_of(user: User) -> Client:
    """A program that sends the user's token and has no session."""
    token, _ = Token.objects.get_or_create(user=user)
    return Client(headers={"Authorization": f"Token {token}"})


def whole_list(program: Client, url: str) -> list[dict[str, Any]]:
    """The results of every page of a list."""
    results, address = [], url
    while address:
        page = program.get(address).json()
        results += page["results"]
        address = page["next"]
    return results


def wrong_fields(response: Any) -> list[str]:
    """The fields that a problem names, in its order."""
    return [error["field"] for error in response.json()["errors"]]
