"""The server of a department's system, an endpoint at its address, and the verification of docs/webhooks.md."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings as portal_settings

from accounts.models import Department
from accounts.permissions import Role
from tests.factories import make_department, make_user
from tests.http_server import LOOPBACK, Upstream, serving, status
from webhooks.actions.endpoints import create_endpoint
from webhooks.models import Endpoint
from webhooks.states import EventKind

Verify = Callable[[str, Any, bytes], bool]


class Hook(NamedTuple):
    """An endpoint, and the secret of its first key."""

    endpoint: Endpoint
    secret: str


@pytest.fixture
def receiver(settings: Any) -> Iterator[Upstream]:
    """The system of a department, here on the loopback; it takes every delivery."""
    settings.WEBHOOK_ALLOWED_NETWORKS = [LOOPBACK]
    with serving() as server:
        server.reply = status(204)
        yield server


def make_hook(server: Upstream, *kinds: EventKind, department: Department | None = None) -> Hook:
    """Return a new endpoint, by default of 市税务局, that wants these events; by default those that it acts on."""
    wanted, department = list(kinds or (EventKind.GAINED, EventKind.LOST)), department or make_department("tax")
    endpoint = Endpoint(department=department, name="办税系统", address=server.address, kinds=wanted)
    return Hook(endpoint, create_endpoint(endpoint=endpoint, by=make_user(Role.SYSTEM)))


@pytest.fixture
def hook(db: None, receiver: Upstream) -> Hook:
    return make_hook(receiver)


@pytest.fixture(scope="session")
def verify() -> Verify:
    """The function that docs/webhooks.md gives the departments."""
    text = Path(portal_settings.BASE_DIR, "docs", "webhooks.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    exec(text.split("```python\n")[1].split("```")[0], names)
    function: Verify = names["verify"]
    return function
