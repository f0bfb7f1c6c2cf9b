"""Steps for tests of feeds: create a feed, pull it, and read the entries in force."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from blacklists.actions.feeds import pull_feed, save_feed
from blacklists.actions.imports import process_import
from blacklists.models import Blacklist, BlacklistFeed, FeedPull
from tests.http_server import Reply, Upstream
from tests.spreadsheet_files import BLACKLIST_HEAD, blacklist_line, csv_bytes, uscc_of
from tests.steps import run_screenings


def listing(*serials: int) -> bytes:
    """Return a blacklist of these enterprises as CSV."""
    return csv_bytes(BLACKLIST_HEAD, [blacklist_line(f"失信{n}公司", uscc=uscc_of(n)) for n in serials])


def make_feed(upstream: Upstream, credit: User, **data: Any) -> BlacklistFeed:
    settings = {
        "blacklist": Blacklist.objects.get(code="court-defaulters"),
        "address": upstream.address,
        "mode": "full",
        "every_minutes": 60,
        "stale_after_minutes": 180,
        **data,
    }
    return save_feed(feed=BlacklistFeed(), data=settings, by=credit)


def make_due(feed: BlacklistFeed) -> None:
    BlacklistFeed.objects.filter(pk=feed.pk).update(next_at=timezone.now())


def pull_now(feed: BlacklistFeed, upstream: Upstream, reply: Reply) -> FeedPull:
    """Pull the feed, read its file and run the screenings; return the pull."""
    upstream.reply = reply
    make_due(feed)
    if received := pull_feed(feed.pk):
        process_import(received.pk)
        run_screenings()
    feed.refresh_from_db()
    return feed.pulls.first()


def live_names(feed: BlacklistFeed) -> set[str]:
    entries = feed.blacklist.entries.not_ended(on=timezone.localdate())
    return set(entries.values_list("name", flat=True))


def minutes_until_next(feed: BlacklistFeed) -> int:
    return round((feed.next_at - timezone.now()).total_seconds() / 60)
