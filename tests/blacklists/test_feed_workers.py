"""Pulls by workers: no lock during the request, one pull of a feed at a time, and recovery from a killed worker."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from blacklists.actions.feeds import pull_feed, save_feed
from blacklists.models import BlacklistFeed, BlacklistImport
from blacklists.wording import pull_text
from foundation.jobs.leases import advisory_lock
from screening.models import Standing
from screening.states import StandingState
from tests.blacklists.feed_helpers import listing, live_names, make_due, minutes_until_next, pull_now
from tests.http_server import LOOPBACK, Reply, Upstream, good
from tests.spreadsheet_files import roster_line, uscc_of
from tests.steps import put_in_force
from tests.workers import running, start_beat, start_worker, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def running_during_request(act: Callable[[], object], reply: Reply) -> Reply:
    """Return a reply that runs `act` while the pull waits for the response."""

    def answer(handler: Any) -> None:
        act()
        reply(handler)

    return answer


def test_feed_changed_during_a_pull_stores_nothing(feed: BlacklistFeed, upstream: Upstream, credit: User) -> None:
    """The change also shows that the feed is not locked during the request."""

    def change() -> None:
        save_feed(feed=feed, data={"address": upstream.address + "?v=2"}, by=credit)
        connection.close()

    pull = pull_now(feed, upstream, running_during_request(change, good(listing(1))))
    assert (pull.outcome, pull_text(pull.message)) == ("failed", "拉取期间接口被停用或改了设置，没有取用这次的数据。")
    assert not BlacklistImport.objects.exists()
    assert pull_now(feed, upstream, good(listing(1))).outcome == "done"


def test_feed_being_pulled_is_not_pulled_by_another_worker(feed: BlacklistFeed, upstream: Upstream) -> None:
    def pull_again() -> None:
        make_due(feed)
        assert pull_feed(feed.pk) is None
        with advisory_lock(f"{BlacklistFeed._meta.label}:{feed.pk}") as acquired:
            assert not acquired
        connection.close()

    pull_now(feed, upstream, running_during_request(pull_again, good(listing(1))))
    assert len(upstream.requests) == 1
    assert feed.pulls.count() == 1


def test_pull_of_a_killed_worker_is_repeated(
    feed: BlacklistFeed, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEED_ALLOWED_NETWORKS", str(LOOPBACK))
    upstream.reply = upstream.stalled(listing(1))
    worker = start_worker()
    with running(worker, start_beat()):
        wait_until(lambda: upstream.requests, "the worker sends its request")
        worker.kill()
    feed.refresh_from_db()
    assert (feed.pulls.get().outcome, feed.sha256) == ("running", "")
    assert minutes_until_next(feed) <= 1
    assert pull_now(feed, upstream, good(listing(1))).outcome == "done"
    assert [pull.outcome for pull in feed.pulls.all()] == ["done", "failed"]
    assert live_names(feed) == {"失信1公司"}


def test_feed_pulled_by_workers_changes_the_standing(
    feed: BlacklistFeed, upstream: Upstream, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEED_ALLOWED_NETWORKS", str(LOOPBACK))
    put_in_force(officer, [roster_line(1), roster_line(2)])
    upstream.reply = good(listing(1))
    blocked = Standing.objects.current().filter(state=StandingState.BLOCKED)
    with running(start_worker(), start_beat()):
        wait_until(blocked.exists, "the listed enterprise is blocked")
    assert [standing.enterprise.uscc for standing in blocked] == [uscc_of(1)]
    feed.refresh_from_db()
    assert feed.last_import.confirmed_by == feed.created_by
    assert feed.last_success_at > datetime(2020, 1, 1, tzinfo=UTC)
