"""Clients of the API, and readers of its answers."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from accounts.actions import issue_token
from accounts.models import ApiToken, User
from accounts.permissions import API_PERMISSIONS

LASTS = timedelta(days=3_650)


def program_of(user: User) -> Client:
    """Return a client that sends the user's token and has no session."""
    return Client(headers={"Authorization": f"Token {token_of(user)}"})


def token_of(user: User, *, name: str = "某系统", permissions: Sequence[str] = API_PERMISSIONS) -> str:
    """Return a new token of the user, by default with every permission, that lasts longer than a simulation."""
    token = ApiToken(name=name, user=user, permissions=list(permissions), expires_on=timezone.localdate() + LASTS)
    return issue_token(token=token, by=None)


def send_once(program: Client, url: str, body: Any, *, key: str = "") -> Any:
    """Post the body as JSON with the Idempotency-Key, or with a new one."""
    headers = {"Idempotency-Key": key or str(uuid4())}
    return program.post(url, body, content_type="application/json", headers=headers)


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
