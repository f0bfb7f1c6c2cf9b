"""Another department's server, and a feed of it."""

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import User
from blacklists.actions.feeds import save_feed
from blacklists.models import Blacklist, BlacklistFeed
from tests.http_server import LOOPBACK, Upstream, serving


@pytest.fixture
def upstream(settings: Any, blacklists: None) -> Iterator[Upstream]:
    """Another department's server, here on the machine's own loopback."""
    settings.FEED_ALLOWED_NETWORKS = [LOOPBACK]
    with serving() as server:
        yield server


@pytest.fixture
def feed(upstream: Upstream, credit: User) -> BlacklistFeed:
    """Whole lists of court defaulters, every hour."""
    data = {
        "blacklist": Blacklist.objects.get(code="court-defaulters"),
        "address": upstream.address,
        "mode": "full",
        "every_minutes": 60,
        "stale_after_minutes": 180,
        "token": "Bearer very-secret",
    }
    return save_feed(feed=BlacklistFeed(), data=data, by=credit)
