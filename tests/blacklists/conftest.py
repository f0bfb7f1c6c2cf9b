"""The server of another department, and a feed of it."""

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import User
from blacklists.actions.feeds import save_feed
from blacklists.models import Blacklist, BlacklistFeed
from tests.http_server import LOOPBACK, Upstream, serving


@pytest.fixture
def upstream(settings: Any, blacklists: None) -> Iterator[Upstream]:
    """The server of another department, here on the loopback."""
    settings.FEED_ALLOWED_NETWORKS = [LOOPBACK]
    with serving() as server:
        yield server


@pytest.fixture
def feed(upstream: Upstream, credit: User) -> BlacklistFeed:
    """A feed of full lists of court defaulters, pulled every hour."""
    data = {
        "blacklist": Blacklist.objects.get(code="court-defaulters"),
        "address": upstream.address,
        "mode": "full",
        "every_minutes": 60,
        "stale_after_minutes": 180,
        "token": "Bearer very-secret",
    }
    return save_feed(feed=BlacklistFeed(), data=data, by=credit)
