"""The entries of the home page. Each app offers its own by `waiting(user)` in its work_items.py."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One kind of work that waits for a person: its name in Chinese, how many, and the address of the list."""

    label: str
    count: int
    url: str


def list_url(name: str, **query: object) -> str:
    """The address of a list with these filters."""
    return f"{reverse(name)}?{urlencode(query)}"
