"""Pulls of feeds: schedule, validators, cursors and failures. A failed pull leaves the entries in force unchanged."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from audit.types import EventType
from blacklists.actions.feeds import pull_feed, request_pull, save_feed, switch_feed
from blacklists.actions.imports import confirm_import, process_import, receive_import, withdraw_import
from blacklists.models import Blacklist, BlacklistFeed, BlacklistImport, FeedPull
from blacklists.wording import alert_texts, feed_message, pull_text
from foundation.denials import ActionDenied
from screening.models import Standing
from screening.states import StandingState
from tests.blacklists.feed_helpers import listing, live_names, make_feed, minutes_until_next, pull_now
from tests.http_server import Reply, Upstream, endless, good, half, status
from tests.roles import as_owner
from tests.spreadsheet_files import BLACKLIST_HEAD, blacklist_line, csv_bytes, roster_line, upload, uscc_of
from tests.steps import put_in_force
from uploads.states import SubmissionState

pytestmark = pytest.mark.django_db


def test_valid_full_list_takes_effect_without_a_person(feed: BlacklistFeed, upstream: Upstream, officer: User) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    modified = "Tue, 24 Nov 2020 03:00:00 GMT"
    pull = pull_now(feed, upstream, good(listing(1, 3), Last_Modified=modified))
    assert (pull.outcome, pull.status, pull.size) == ("done", 200, len(listing(1, 3)))
    received = pull.submission
    assert received == feed.last_import
    assert received.status == SubmissionState.CONFIRMED
    assert (received.filename, received.as_of, received.feed) == ("court.csv", date(2020, 11, 24), feed)
    assert received.uploaded_by == feed.created_by
    assert live_names(feed) == {"失信1公司", "失信3公司"}
    standings = dict(Standing.objects.current().values_list("enterprise__uscc", "state"))
    assert standings == {uscc_of(1): StandingState.BLOCKED, uscc_of(2): StandingState.ELIGIBLE}
    assert (feed.attempts, minutes_until_next(feed)) == (0, 60)
    assert not feed.alerts


def test_pull_without_new_data_makes_the_feed_fresh(feed: BlacklistFeed, upstream: Upstream) -> None:
    pull_now(feed, upstream, good(listing(1), etag='"a"', Last_Modified="Tue, 24 Nov 2020 03:00:00 GMT"))
    BlacklistFeed.objects.update(last_success_at=timezone.now() - timedelta(days=1))
    pull = pull_now(feed, upstream, good(listing(1), etag='"a"'))
    headers = upstream.requests[-1][1]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"a"', "Tue, 24 Nov 2020 03:00:00 GMT")
    assert (pull.outcome, pull.status) == ("unchanged", 304)
    assert pull_text(pull.message) == "上游没有新数据（304）；现行名单仍是2020年11月24日的数据。"
    assert not feed.is_stale
    assert Blacklist.objects.with_newest().get(pk=feed.blacklist_id).newest == timezone.localdate()
    assert BlacklistImport.objects.count() == 1


def test_same_bytes_from_a_server_without_validators_are_unchanged(feed: BlacklistFeed, upstream: Upstream) -> None:
    first = pull_now(feed, upstream, good(listing(1)))
    again = pull_now(feed, upstream, good(listing(1)))
    assert (again.outcome, again.submission) == ("unchanged", first.submission)
    assert "上游的文件与上次相同" in pull_text(again.message)
    assert "If-None-Match" not in upstream.requests[-1][1]


@pytest.mark.parametrize(
    "modified",
    ["Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "Fri, 31 Dec 2100 00:00:00 GMT", "yesterday"],
)
def test_answer_with_an_implausible_day_gets_the_current_day(
    feed: BlacklistFeed, upstream: Upstream, modified: str
) -> None:
    pull = pull_now(feed, upstream, good(listing(1), Last_Modified=modified))
    assert pull.submission.as_of == timezone.localdate()


def test_full_list_that_returns_to_earlier_content_takes_effect(feed: BlacklistFeed, upstream: Upstream) -> None:
    for serials in (range(1, 13), range(1, 12), range(1, 13)):
        assert pull_now(feed, upstream, good(listing(*serials))).outcome == "done"
        assert live_names(feed) == {f"失信{n}公司" for n in serials}


def test_failed_pulls_are_retried_with_growing_intervals(feed: BlacklistFeed, upstream: Upstream) -> None:
    pull_now(feed, upstream, good(listing(1), Last_Modified="Tue, 24 Nov 2020 03:00:00 GMT"))
    waits = []
    for _ in range(8):
        pull = pull_now(feed, upstream, status(500))
        waits.append(minutes_until_next(feed))
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (pull.outcome, pull.status, feed.attempts, feed.pulls.count()) == ("failed", 500, 8, 9)
    assert pull_text(pull.message).startswith("上游返回500（服务器内部错误）。第8次重试定于")
    assert pull_text(pull.message).endswith("；现行名单仍是2020年11月24日的数据。")
    assert feed.state == ("waiting", "重试中")
    assert live_names(feed) == {"失信1公司"}
    assert pull_now(feed, upstream, good(listing(1, 2))).outcome == "done"
    assert (feed.attempts, minutes_until_next(feed), feed.state) == (0, 60, ("done", "正常"))


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (status(500), "上游返回500"),
        (good(b"<html>"), "上游返回的是网页"),
        (half(listing(2)), "是半份文件"),
        (good(b'{"entries": [{"name":'), "JSON 不完整"),
        (endless(listing(2)), "超过1.0MB的上限"),
        (status(204), "上游返回204，没有给出名单"),
        (status(304), "上游返回304，没有给出名单"),
        (status(302, Location="file:///etc/passwd"), "转向到不允许的地址"),
    ],
)
def test_failed_pull_changes_no_entry_and_no_standing(
    feed: BlacklistFeed, upstream: Upstream, officer: User, settings: Any, reply: Reply, message: str
) -> None:
    settings.UPLOAD_MAX_BYTES = 1 << 20
    put_in_force(officer, [roster_line(1), roster_line(2)])
    pull_now(feed, upstream, good(listing(1)))
    before = list(Standing.objects.order_by("pk").values())
    good_at = feed.last_success_at
    pull = pull_now(feed, upstream, reply)
    assert (pull.outcome, pull.submission) == ("failed", None)
    assert message in pull_text(pull.message)
    assert feed.last_message == pull.message
    assert feed.last_success_at == good_at
    assert live_names(feed) == {"失信1公司"}
    assert list(Standing.objects.order_by("pk").values()) == before


def test_unreadable_file_changes_nothing_and_raises_an_alert(feed: BlacklistFeed, upstream: Upstream) -> None:
    pull_now(feed, upstream, good(listing(1)))
    pull_now(feed, upstream, good("这不是,名单\n1,2\n".encode(), etag='"x"'))
    assert feed.last_import.status == SubmissionState.FAILED
    assert alert_texts(feed)[0].startswith("最近取得的文件未能处理，现行名单不变：")
    assert live_names(feed) == {"失信1公司"}
    unreadable = feed.last_import
    pull_now(feed, upstream, good(listing(1, 2)))
    unreadable.refresh_from_db()
    assert unreadable.status == SubmissionState.WITHDRAWN
    assert not feed.alerts
    assert live_names(feed) == {"失信1公司", "失信2公司"}


def test_natural_persons_of_a_feed_are_not_stored(feed: BlacklistFeed, upstream: Upstream) -> None:
    person = blacklist_line("张某某", uscc="370102199001011233")
    pull_now(feed, upstream, good(csv_bytes(BLACKLIST_HEAD, [person, blacklist_line("失信1公司", uscc=uscc_of(1))])))
    assert live_names(feed) == {"失信1公司"}
    assert not feed.last_import.rows.filter(uscc__contains="1990").exists()


def changes_feed(upstream: Upstream, credit: User, **data: Any) -> BlacklistFeed:
    cursor = {"cursor_parameter": "since", "cursor_field": "X-Cursor"}
    return make_feed(upstream, credit, mode="changes", address=f"{upstream.address}?a=1&since=0", **cursor, **data)


def test_changes_are_pulled_from_the_cursor_on(upstream: Upstream, credit: User) -> None:
    feed = changes_feed(upstream, credit)
    pull_now(feed, upstream, good(listing(1), etag='"a"', X_Cursor="2026-11-24T10:00+08:00"))
    assert upstream.requests[-1][0].endswith("?a=1&since=0")
    pull_now(feed, upstream, good(listing(2), X_Cursor="c2"))
    path, headers = upstream.requests[-1]
    assert path.endswith("?a=1&since=2026-11-24T10%3A00%2B08%3A00")
    assert "If-None-Match" not in headers
    assert live_names(feed) == {"失信1公司", "失信2公司"}
    assert pull_now(feed, upstream, status(503)).outcome == "failed"
    assert feed.cursor == "c2"
    nothing = pull_now(feed, upstream, good(csv_bytes(BLACKLIST_HEAD, []), X_Cursor="c3"))
    assert (nothing.outcome, nothing.submission, feed.cursor) == ("unchanged", None, "c3")
    assert pull_text(nothing.message).startswith("上游没有新的变更；")
    assert pull_now(feed, upstream, status(204, X_Cursor="c4")).outcome == "unchanged"
    assert feed.cursor == "c4"
    pull_now(feed, upstream, good(listing(3)))
    assert "应答中没有新游标（X-Cursor），下次仍从原处拉取。" in feed_message(feed)
    assert feed.cursor == "c4"


def test_changes_that_failed_block_the_next_pull(upstream: Upstream, credit: User) -> None:
    feed = changes_feed(upstream, credit)
    pull_now(feed, upstream, good("这不是,名单\n1,2\n".encode(), X_Cursor="c1"))
    count = len(upstream.requests)
    pull_now(feed, upstream, good(listing(1), X_Cursor="c2"))
    assert (len(upstream.requests), feed.pulls.count(), feed.cursor) == (count, 1, "c1")
    assert "在此之前不再拉取" in feed_message(feed)
    withdraw_import(submission=feed.last_import, by=credit)
    assert pull_now(feed, upstream, good(listing(1), X_Cursor="c2")).outcome == "done"


def test_changes_held_for_a_person_block_the_next_pull(upstream: Upstream, credit: User) -> None:
    feed = changes_feed(upstream, credit)
    pull_now(feed, upstream, good(listing(*range(1, 11)), X_Cursor="c1"))
    removed = [blacklist_line(f"失信{n}公司", uscc=uscc_of(n), removed_on="2026-03-01") for n in (1, 2)]
    pull_now(feed, upstream, good(csv_bytes(BLACKLIST_HEAD, removed), X_Cursor="c2"))
    assert feed.last_import.status == SubmissionState.CHECKED
    assert any("增量名单将使现行10条中的2条移出" in alert for alert in alert_texts(feed))
    pull_now(feed, upstream, good(listing(11), X_Cursor="c3"))
    assert (feed.cursor, len(live_names(feed))) == ("c2", 10)
    confirm_import(submission=feed.last_import, ended_count=2, by=credit)
    pull_now(feed, upstream, good(listing(11), X_Cursor="c3"))
    assert live_names(feed) == {f"失信{n}公司" for n in range(3, 12)}


def test_token_is_sent_and_never_audited(upstream: Upstream, credit: User) -> None:
    feed = make_feed(upstream, credit, token="Bearer very-secret")
    pull_now(feed, upstream, good(listing(1)))
    assert upstream.requests[-1][1]["Authorization"] == "Bearer very-secret"
    save_feed(feed=feed, data={"token": "Bearer other"}, by=credit)
    events = AuditEvent.objects.filter(type__in=[EventType.FEED_CREATED, EventType.FEED_CHANGED])
    data = [f"{event.data} {event.changes}" for event in events]
    assert len(data) == 2
    assert not any("secret" in text or "other" in text for text in data)


def test_token_is_deleted_when_the_address_has_another_origin(upstream: Upstream, credit: User) -> None:
    feed = make_feed(upstream, credit, token="Bearer very-secret")
    feed = save_feed(feed=feed, data={"address": upstream.address + "?v=2"}, by=credit)
    assert feed.token == "Bearer very-secret"
    feed = save_feed(feed=feed, data={"address": "https://elsewhere.example/list.json"}, by=credit)
    assert feed.token == ""
    assert AuditEvent.objects.filter(type=EventType.FEED_CHANGED).latest("pk").data["token"] == "cleared"
    feed = save_feed(feed=feed, data={"address": upstream.address, "token": "Bearer other"}, by=credit)
    assert feed.token == "Bearer other"


def test_feed_that_is_disabled_or_not_due_is_not_pulled(feed: BlacklistFeed, upstream: Upstream, credit: User) -> None:
    switch_feed(feed=feed, enabled=False, by=credit)
    assert not BlacklistFeed.objects.due().exists()
    pull_now(feed, upstream, good(listing(1)))
    with pytest.raises(ActionDenied, match="已停用"):
        request_pull(feed=feed, by=credit)
    switch_feed(feed=feed, enabled=True, by=credit)
    assert pull_feed(feed.pk)
    assert pull_feed(feed.pk) is None
    assert len(upstream.requests) == 1


def test_second_feed_of_full_lists_for_a_blacklist_is_denied(
    feed: BlacklistFeed, upstream: Upstream, credit: User
) -> None:
    with pytest.raises(ActionDenied, match="已有一个启用的全量接口"):
        make_feed(upstream, credit)
    changes = changes_feed(upstream, credit)
    with pytest.raises(IntegrityError), transaction.atomic():
        BlacklistFeed.objects.filter(pk=changes.pk).update(mode="full")
    switch_feed(feed=feed, enabled=False, by=credit)
    make_feed(upstream, credit)
    with pytest.raises(ActionDenied, match="已有一个启用的全量接口"):
        switch_feed(feed=feed, enabled=True, by=credit)


def test_withdrawn_full_list_is_received_again_only_on_request(
    feed: BlacklistFeed, upstream: Upstream, credit: User
) -> None:
    upstream.reply = good(listing(1), etag='"a"')
    withdraw_import(submission=pull_feed(feed.pk), by=credit)
    assert pull_now(feed, upstream, upstream.reply).status == 304
    assert pull_now(feed, upstream, good(listing(1))).outcome == "unchanged"
    request_pull(feed=feed, by=credit)
    assert pull_now(feed, upstream, upstream.reply).outcome == "done"
    assert live_names(feed) == {"失信1公司"}


def test_requested_pull_after_withdrawn_changes_starts_at_their_cursor(upstream: Upstream, credit: User) -> None:
    feed = changes_feed(upstream, credit)
    pull_now(feed, upstream, good(listing(1), X_Cursor="c1"))
    pull_now(feed, upstream, good("这不是,名单\n1,2\n".encode(), X_Cursor="c2"))
    assert feed.cursor == "c2"
    withdraw_import(submission=feed.last_import, by=credit)
    request_pull(feed=feed, by=credit)
    pull_now(feed, upstream, good(listing(2), X_Cursor="c2"))
    assert upstream.requests[-1][0].endswith("since=c1")
    assert live_names(feed) == {"失信1公司", "失信2公司"}


def test_feed_with_a_changed_address_sends_no_validators(feed: BlacklistFeed, upstream: Upstream, credit: User) -> None:
    pull_now(feed, upstream, good(listing(1), etag='"a"'))
    save_feed(feed=feed, data={"every_minutes": 30}, by=credit)
    pull_now(feed, upstream, good(listing(1), etag='"a"'))
    assert upstream.requests[-1][1]["If-None-Match"] == '"a"'
    save_feed(feed=feed, data={"address": upstream.address + "?v=2"}, by=credit)
    pull_now(feed, upstream, good(listing(1), etag='"a"'))
    assert "If-None-Match" not in upstream.requests[-1][1]
    assert AuditEvent.objects.filter(type=EventType.FEED_CHANGED).latest("pk").changes == {
        "address": [upstream.address, upstream.address + "?v=2"]
    }


def test_pull_that_never_ended_is_marked_as_interrupted(feed: BlacklistFeed, upstream: Upstream) -> None:
    interrupted = FeedPull.objects.create(feed=feed)
    pull_now(feed, upstream, good(listing(1)))
    interrupted.refresh_from_db()
    assert (interrupted.outcome, pull_text(interrupted.message)) == ("failed", "拉取程序意外中止，没有取用任何数据。")
    assert live_names(feed) == {"失信1公司"}


def test_pulls_and_feeds_cannot_be_deleted(feed: BlacklistFeed, upstream: Upstream) -> None:
    pull = pull_now(feed, upstream, status(500))
    for row in (pull, feed):
        with as_owner(), pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
            type(row).objects.filter(pk=row.pk)._raw_delete("default")


def test_upload_of_the_same_bytes_as_a_pull_is_a_new_import(
    feed: BlacklistFeed, upstream: Upstream, credit: User
) -> None:
    pull_now(feed, upstream, good(listing(1)))
    data = {"blacklist": feed.blacklist, "mode": "full", "as_of": timezone.localdate(), "by": credit}
    by_hand, is_new = receive_import(upload=upload(listing(1)), **data)
    assert is_new
    assert receive_import(upload=upload(listing(1)), **data) == (by_hand, False)
    assert pull_now(feed, upstream, good(listing(1))).submission == feed.last_import != by_hand


def test_held_file_raises_an_alert_until_a_newer_one_replaces_it(
    feed: BlacklistFeed, upstream: Upstream, credit: User
) -> None:
    upstream.reply = good(listing(1))
    waiting = pull_feed(feed.pk)
    BlacklistImport.objects.filter(pk=waiting.pk).update(automatic=False)
    process_import(waiting.pk)
    feed.refresh_from_db()
    assert alert_texts(feed) == ["最近取得的文件等待人工确认，确认之前现行名单不变。"]
    pull_now(feed, upstream, good(listing(1, 2)))
    with pytest.raises(ActionDenied, match="已撤回"):
        confirm_import(submission=waiting, by=credit)
    assert not feed.alerts
