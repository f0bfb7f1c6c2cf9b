"""A feed of full lists and a feed of changes for one blacklist, whose as-of days are not in order."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from blacklists.models import BlacklistFeed
from tests.blacklists.feed_helpers import listing, live_names, make_feed, pull_now
from tests.http_server import Upstream, good, status
from tests.spreadsheet_files import BLACKLIST_HEAD, blacklist_line, csv_bytes, uscc_of

pytestmark = pytest.mark.usefixtures("blacklists")


@pytest.fixture
def changes(credit: User, upstream: Upstream) -> BlacklistFeed:
    address = f"{upstream.address}?changes=1&since=0"
    return make_feed(upstream, credit, mode="changes", address=address, cursor_parameter="since", cursor_field="X-Next")


def yesterday() -> str:
    """Yesterday evening, in the format of Last-Modified."""
    day = timezone.localdate() - timedelta(days=1)
    evening = timezone.make_aware(datetime.combine(day, time(22)))
    return evening.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")


def test_full_list_after_a_pull_without_changes_takes_effect(
    changes: BlacklistFeed, upstream: Upstream, credit: User
) -> None:
    """Today's pull without changes does not make yesterday's full list outdated."""
    full = make_feed(upstream, credit)
    pull_now(full, upstream, good(listing(1, 2), Last_Modified=yesterday()))
    pull_now(changes, upstream, status(204))
    pull_now(full, upstream, good(listing(1, 2, 3), Last_Modified=yesterday()))
    assert live_names(full) == {"失信1公司", "失信2公司", "失信3公司"}


def test_changes_with_an_earlier_day_than_the_last_changes_take_effect(
    changes: BlacklistFeed, upstream: Upstream
) -> None:
    pull_now(changes, upstream, good(listing(1, 2), X_Next="a"))
    removed = csv_bytes(BLACKLIST_HEAD, [blacklist_line("失信1公司", uscc=uscc_of(1), removed_on="2026-01-20")])
    pull_now(changes, upstream, good(removed, X_Next="b", Last_Modified=yesterday()))
    assert live_names(changes) == {"失信2公司"}
