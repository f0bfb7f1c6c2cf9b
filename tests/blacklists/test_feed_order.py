"""Feeds of whole lists and of changes beside each other, whose days do not come in order."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from blacklists.models import BlacklistFeed
from tests.blacklists.feed_helpers import a_feed, listing, live, pulled
from tests.http_server import Upstream, good, status
from tests.spreadsheet_files import BLACKLIST_HEAD, blacklist_line, csv_bytes, uscc_of

pytestmark = pytest.mark.usefixtures("blacklists")


@pytest.fixture
def changes(credit: User, upstream: Upstream) -> BlacklistFeed:
    address = f"{upstream.address}?changes=1&since=0"
    return a_feed(upstream, credit, mode="changes", address=address, cursor_parameter="since", cursor_field="X-Next")


def yesterday() -> str:
    """Yesterday evening, as a server says when its list was last modified."""
    day = timezone.localdate() - timedelta(days=1)
    evening = timezone.make_aware(datetime.combine(day, time(22)))
    return evening.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")


def test_a_feed_with_nothing_new_holds_no_whole_list_back(
    changes: BlacklistFeed, upstream: Upstream, credit: User
) -> None:
    """That it has nothing to say today makes last night's list no older."""
    whole = a_feed(upstream, credit)
    pulled(whole, upstream, good(listing(1, 2), Last_Modified=yesterday()))
    pulled(changes, upstream, status(204))
    pulled(whole, upstream, good(listing(1, 2, 3), Last_Modified=yesterday()))
    assert live(whole) == {"失信1公司", "失信2公司", "失信3公司"}


def test_changes_are_newer_than_those_before_them_whatever_day_they_say(
    changes: BlacklistFeed, upstream: Upstream
) -> None:
    pulled(changes, upstream, good(listing(1, 2), X_Next="a"))
    removed = csv_bytes(BLACKLIST_HEAD, [blacklist_line("失信1公司", uscc=uscc_of(1), removed_on="2026-01-20")])
    pulled(changes, upstream, good(removed, X_Next="b", Last_Modified=yesterday()))
    assert live(changes) == {"失信2公司"}
