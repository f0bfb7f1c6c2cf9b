"""Feeds and workers: nothing is locked meanwhile, one at a time, killed in the middle, and the whole way."""

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
from tests.blacklists.feed_helpers import listing, live, make_due, minutes_until_next, pulled
from tests.http_server import LOOPBACK, Reply, Upstream, good
from tests.spreadsheet_files import roster_line, uscc_of
from tests.steps import put_in_force
from tests.workers import running, start_beat, start_worker, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def meanwhile(act: Callable[[], object], reply: Reply) -> Reply:
    """The act happens while the pull waits for the answer."""

    def answer(handler: Any) -> None:
        act()
        reply(handler)

    return answer


def test_a_feed_changed_while_it_is_pulled_takes_nothing(feed: BlacklistFeed, upstream: Upstream, credit: User) -> None:
    """That somebody else can change it also shows that nothing is locked while the other side is waited for."""

    def change() -> None:
        save_feed(feed=feed, data={"address": upstream.address + "?v=2"}, by=credit)
        connection.close()

    pull = pulled(feed, upstream, meanwhile(change, good(listing(1))))
    assert (pull.outcome, pull_text(pull.message)) == ("failed", "拉取期间接口被停用或改了设置，没有取用这次的数据。")
    assert not BlacklistImport.objects.exists()
    assert pulled(feed, upstream, good(listing(1))).outcome == "done"


def test_one_worker_at_a_time(feed: BlacklistFeed, upstream: Upstream) -> None:
    def pull_again() -> None:
        make_due(feed)
        assert pull_feed(feed.pk) is None
        with advisory_lock(f"{BlacklistFeed._meta.label}:{feed.pk}") as acquired:
            assert not acquired
        connection.close()

    pulled(feed, upstream, meanwhile(pull_again, good(listing(1))))
    assert len(upstream.requests) == 1
    assert feed.pulls.count() == 1


def test_a_worker_killed_in_the_middle_of_a_pull(
    feed: BlacklistFeed, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEED_ALLOWED_NETWORKS", str(LOOPBACK))
    upstream.reply = upstream.stalled(listing(1))
    worker = start_worker()
    with running(worker, start_beat()):
        wait_until(lambda: upstream.requests, "the worker asks")
        worker.kill()
    feed.refresh_from_db()
    assert (feed.pulls.get().outcome, feed.sha256) == ("running", "")
    assert minutes_until_next(feed) <= 1
    assert pulled(feed, upstream, good(listing(1))).outcome == "done"
    assert [pull.outcome for pull in feed.pulls.all()] == ["done", "failed"]
    assert live(feed) == {"失信1公司"}


def test_from_the_address_to_the_standing_by_real_workers(
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
