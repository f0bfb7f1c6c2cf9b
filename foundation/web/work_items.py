"""The items of the home page. `waiting(user)` in the work_items.py of each app returns those of the app."""

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
    """Return the address of a list with these filters."""
    return f"{reverse(name)}?{urlencode(query)}"
