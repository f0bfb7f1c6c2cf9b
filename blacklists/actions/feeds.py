"""数据接口: set up, switch and pull the feeds of blacklists."""

import tempfile
import time
from collections.abc import Mapping
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import changed_fields, record
from audit.types import EventType
from blacklists.actions.imports import withdraw_import
from blacklists.feed_body import FeedBody, clean_cursor, inspect_body
from blacklists.fetching import AUTHORIZATION, Answer, fetch
from blacklists.models import Blacklist, BlacklistFeed, BlacklistImport, FeedPull, ParsedTable
from blacklists.models.feeds import Outcome
from blacklists.policies import check_may_pull, check_only_full_feed, pull_obstacle
from blacklists.reasons import FetchCode, Message, PullCode, message
from foundation.encryption import UndecipherableError, encrypt_again
from foundation.jobs.enqueue import enqueue
from foundation.jobs.leases import advisory_lock
from foundation.outbound import Limits, RequestError, same_origin
from foundation.virus_scanner import PIECE, scan
from uploads.actions import receive_file
from uploads.models import UNSETTLED, Mode
from uploads.states import SubmissionState

# Every setting except the token.
SETTINGS = (
    "blacklist",
    "address",
    "mode",
    "every_minutes",
    "stale_after_minutes",
    "cursor_parameter",
    "cursor_field",
    "cursor",
)
# After a change of one of these, the validators and the digest of the last answer no longer apply.
SOURCE = ("address", "mode", "cursor_parameter", "cursor")
# Servers with a wrong clock send Last-Modified of 1970 or 1980.
NO_EARLIER_THAN = date(2000, 1, 1)
PULL_TASK = "blacklists.tasks.pull_feed"
# The fields of a pull that are written when it ends.
PULL_ENDS = ("outcome", "status", "size", "seconds", "message", "submission")
INTERRUPTED = message(PullCode.INTERRUPTED)
FEED_CHANGED = message(PullCode.FEED_CHANGED)


@transaction.atomic
def save_feed(*, feed: BlacklistFeed, data: Mapping[str, Any], by: User) -> BlacklistFeed:
    """Create a feed, or change one, with the given settings. Raises ActionDenied.

    Without a token in the data the stored token is kept, and cleared when the new address has another origin.
    """
    is_new = feed.pk is None
    if is_new:
        feed.created_by = by
    else:
        feed = BlacklistFeed.objects.select_for_update(of=("self",)).with_related().get(pk=feed.pk)
    changed = {name: data[name] for name in SETTINGS if name in data and getattr(feed, name, None) != data[name]}
    token = data.get("token")
    is_kept = token is None and bool(feed.sealed_token)
    if is_kept and "address" in changed and not same_origin(feed.address, changed["address"]):
        # The token belongs to the former origin.
        token = ""
    before = {} if is_new else {name: getattr(feed, name) for name in changed}
    for name, value in changed.items():
        setattr(feed, name, value)
    _check_only_full_feed(feed)
    # The token itself is never recorded.
    data = {} if token is None else {"token": "replaced" if token else "cleared"}
    if token is not None:
        feed.token = token
    if changed.keys() & set(SOURCE):
        _clear_validators(feed)
    feed.next_at = timezone.now()
    feed.save()
    if feed.enabled:
        enqueue(PULL_TASK, feed.pk)
    record(
        EventType.FEED_CREATED if is_new else EventType.FEED_CHANGED,
        target=feed,
        data=data,
        changes=changed_fields(before, changed),
        by=by,
    )
    return feed


@transaction.atomic
def switch_feed(*, feed: BlacklistFeed, enabled: bool, by: User) -> BlacklistFeed:
    """Enable or disable a feed; an enabled one is due at once. Raises ActionDenied."""
    feed = BlacklistFeed.objects.select_for_update(of=("self",)).with_related().get(pk=feed.pk)
    feed.enabled = enabled
    if enabled:
        _check_only_full_feed(feed)
        feed.next_at = timezone.now()
        enqueue(PULL_TASK, feed.pk)
    feed.save(update_fields=["enabled", "next_at"])
    record(EventType.FEED_ENABLED if enabled else EventType.FEED_DISABLED, target=feed, by=by)
    return feed


@transaction.atomic
def request_pull(*, feed: BlacklistFeed, by: User) -> BlacklistFeed:
    """Request a pull now. Raises ActionDenied.

    A last file that was withdrawn or failed is pulled again, from the cursor of its own pull on.
    """
    feed = BlacklistFeed.objects.select_for_update(of=("self",)).with_related().get(pk=feed.pk)
    check_may_pull(feed)
    if feed.last_import and feed.last_import.status in (SubmissionState.WITHDRAWN, SubmissionState.FAILED):
        _clear_validators(feed)
        feed.cursor = feed.last_import.feed_cursor
    feed.next_at = timezone.now()
    feed.save()
    enqueue(PULL_TASK, feed.pk)
    record(EventType.FEED_PULL_REQUESTED, target=feed, by=by)
    return feed


def _check_only_full_feed(feed: BlacklistFeed) -> None:
    """Lock the blacklist, so that the check holds until the commit. Raises ActionDenied."""
    Blacklist.objects.select_for_update(of=("self",), no_key=True).get(pk=feed.blacklist_id)
    check_only_full_feed(feed)


def _clear_validators(feed: BlacklistFeed) -> None:
    """Clear the validators and the digest, so that the next pull accepts any content; the caller saves."""
    feed.etag = feed.last_modified = feed.sha256 = ""


def pull_feed(pk: int) -> BlacklistImport | None:
    """Pull one due feed, in a worker; return the new import, None without one.

    No transaction is open during the request. When a worker dies during a pull, nothing is stored; the next pull
    marks it as interrupted, and it is repeated after the usual back-off.
    """
    with advisory_lock(f"{BlacklistFeed._meta.label}:{pk}") as acquired:
        pull = _claim(pk) if acquired else None
        if pull is None:
            return None
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "body"
            try:
                answer, body = _request(pull.feed, path)
            except RequestError as error:
                _record_failure(pull, error, seconds=time.monotonic() - started)
                return None
            pull.seconds = time.monotonic() - started
            return _store(pull, answer, body, path)


@transaction.atomic
def _claim(pk: int) -> FeedPull | None:
    """Record the start of a pull that is due and possible, and the retry time, used if the worker dies."""
    feed = BlacklistFeed.objects.due().select_for_update(of=("self",)).with_related().filter(pk=pk).first()
    if feed is None:
        return None
    if obstacle := pull_obstacle(feed):
        feed.next_at = timezone.now() + timedelta(minutes=1)
        feed.last_message = message(obstacle)
        feed.save(update_fields=["next_at", "last_message"])
        return None
    feed.attempts += feed.pulls.filter(outcome=Outcome.STARTED).update(outcome=Outcome.FAILED, message=INTERRUPTED)
    feed.last_tried_at = timezone.now()
    feed.next_at = feed.last_tried_at + _back_off(feed, feed.attempts + 1)
    feed.save(update_fields=["attempts", "last_tried_at", "next_at"])
    return FeedPull.objects.create(feed=feed)


def _back_off(feed: BlacklistFeed, attempts: int) -> timedelta:
    """The pause after that many consecutive failures: 1, 2, 4, … minutes, at most the interval of the feed."""
    return timedelta(minutes=min(2 ** min(attempts - 1, 30), feed.every_minutes))


def _request(feed: BlacklistFeed, path: Path) -> tuple[Answer, FeedBody]:
    """Request the feed; return the answer, its body in the file, and what the body contains. Raises RequestError."""
    headers = {"Accept": "application/json, text/csv, */*;q=0.5", "Accept-Encoding": "identity"}
    conditions = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified, AUTHORIZATION: _token(feed)}
    headers |= {name: text for name, text in conditions.items() if text}
    limits = Limits(max_bytes=settings.UPLOAD_MAX_BYTES, networks=settings.FEED_ALLOWED_NETWORKS)
    answer = fetch(address_with_cursor(feed), headers=headers, path=path, limits=limits)
    if answer.status == 200:
        _scan(path)
        return answer, inspect_body(path, answer.headers, cursor_field=feed.cursor_field)
    is_expected = bool(feed.etag or feed.last_modified) if answer.status == 304 else feed.mode == Mode.CHANGES
    if not is_expected:
        raise RequestError(FetchCode.NO_LIST, status=answer.status)
    return answer, FeedBody(clean_cursor(answer.headers.get(feed.cursor_field)), is_empty=True)


def _token(feed: BlacklistFeed) -> str:
    """The token of the feed. Raises RequestError where it was encrypted with another key."""
    try:
        return feed.token
    except UndecipherableError as error:
        raise RequestError(FetchCode.WRONG_KEY) from error


def _scan(path: Path) -> None:
    """Raise RequestError unless the virus scanner takes the body."""
    with path.open("rb") as stream:
        if fault := scan(iter(partial(stream.read, PIECE), b"")):
            raise RequestError(FetchCode(fault), status=200, size=path.stat().st_size)


@transaction.atomic
def encrypt_tokens_again() -> int:
    """Encrypt the tokens of all feeds with the first key; return how many. Raises UndecipherableError."""
    feeds = list(BlacklistFeed.objects.exclude(sealed_token="").select_for_update(of=("self",)))
    for feed in feeds:
        feed.sealed_token = encrypt_again(feed.sealed_token)
        feed.save(update_fields=["sealed_token"])
    return len(feeds)


def address_with_cursor(feed: BlacklistFeed) -> str:
    """The address of the feed with its cursor, which replaces an initial cursor in the address itself."""
    if not (feed.cursor_parameter and feed.cursor):
        return feed.address
    parts = urlsplit(feed.address)
    others = [part for part in parts.query.split("&") if part and part.partition("=")[0] != feed.cursor_parameter]
    return parts._replace(query="&".join([*others, urlencode({feed.cursor_parameter: feed.cursor})])).geturl()


def _record_failure(pull: FeedPull, error: RequestError, *, seconds: float) -> None:
    """Record the failure and the time of the retry; the entries in force stay as they are."""
    with transaction.atomic():
        if not (feed := _lock_unchanged(pull)):
            return
        feed.attempts += 1
        feed.next_at = timezone.now() + _back_off(feed, feed.attempts)
        feed.last_message = message(
            PullCode.FAILED,
            reason=error.reason,
            attempts=feed.attempts,
            retry_at=feed.next_at.isoformat(),
            noted_on=timezone.localdate().isoformat(),
            in_force=_in_force(feed),
        )
        feed.save(update_fields=["attempts", "next_at", "last_message"])
        pull.outcome, pull.status, pull.size = Outcome.FAILED, error.status, error.size
        pull.seconds, pull.message = seconds, feed.last_message
        pull.save(update_fields=PULL_ENDS)


def _store(pull: FeedPull, answer: Answer, body: FeedBody, path: Path) -> BlacklistImport | None:
    """Store the answer and move the cursor on, in one transaction; return the import if it is new."""
    with transaction.atomic():
        if not (feed := _lock_unchanged(pull)):
            return None
        received, is_new = None, False
        if answer.status == 200 and not (body.is_empty and feed.mode == Mode.CHANGES):
            received, is_new = _receive(feed, answer, body, path)
        if is_new and received:
            feed.last_import, feed.sha256 = received, received.sha256
        _advance(feed, answer, body.cursor)
        pull.outcome = Outcome.NEW if is_new else Outcome.UNCHANGED
        pull.status, pull.size, pull.submission = answer.status, answer.size, received
        pull.message = feed.last_message = _outcome_message(feed, answer, body, is_new=is_new)
        feed.save()
        pull.save(update_fields=PULL_ENDS)
        return received if is_new else None


def _receive(feed: BlacklistFeed, answer: Answer, body: FeedBody, path: Path) -> tuple[BlacklistImport, bool]:
    """Receive the body as an import; a new full list replaces (withdraws) earlier ones that are not in force yet."""
    unsaved = BlacklistImport(
        blacklist=feed.blacklist,
        feed=feed,
        feed_cursor=feed.cursor,
        mode=feed.mode,
        as_of=_as_of(feed, answer),
        automatic=True,
        uploaded_by=feed.created_by,
    )
    name = PurePath(urlsplit(feed.address).path).name or feed.blacklist.code
    with path.open("rb") as stream:
        upload = UploadedFile(file=stream, name=name, size=answer.size)
        received, is_new = receive_file(unsaved, upload=upload, event=EventType.IMPORT_PULLED)
    if is_new and body.rows is not None:
        ParsedTable.keep(received, body.rows)
    if is_new and feed.mode == Mode.FULL:
        for earlier in feed.imports.filter(status__in=UNSETTLED).exclude(pk=received.pk):
            withdraw_import(submission=earlier, by=None)
    return received, is_new


def _advance(feed: BlacklistFeed, answer: Answer, cursor: str) -> None:
    """Set the validators, the cursor and the time of the next pull; the caller saves."""
    feed.attempts = 0
    feed.last_success_at = timezone.now()
    feed.next_at = feed.last_success_at + timedelta(minutes=feed.every_minutes)
    if answer.status == 200:
        feed.etag = _echoed_header(answer, "ETag", 300)
        feed.last_modified = _echoed_header(answer, "Last-Modified", 100)
    if cursor and cursor != feed.cursor:
        # The validators of the address with the old cursor do not apply to the one with the new cursor.
        feed.cursor, feed.etag, feed.last_modified = cursor, "", ""


def _echoed_header(answer: Answer, name: str, length: int) -> str:
    """The value of a header that is sent back unchanged with the next pull; "" if it is too long or not printable."""
    text = str(answer.headers.get(name, ""))
    return text if len(text) <= length and text.isprintable() and text.isascii() else ""


def _as_of(feed: BlacklistFeed, answer: Answer) -> date:
    """The as-of day of the answer; of changes, never before that of the last changes, because they come in order."""
    if feed.mode == Mode.CHANGES and feed.last_import:
        return max(_day_of(answer), feed.last_import.as_of)
    return _day_of(answer)


def _day_of(answer: Answer) -> date:
    """The day of Last-Modified; today without one, or with one that is in the future or implausibly early."""
    today = timezone.localdate()
    try:
        sent = parsedate_to_datetime(str(answer.headers.get("Last-Modified", "")))
        day = timezone.localdate(sent if sent.tzinfo else timezone.make_aware(sent))
    except (ValueError, OverflowError):
        return today
    return day if NO_EARLIER_THAN <= day <= today else today


def _lock_unchanged(pull: FeedPull) -> BlacklistFeed | None:
    """Lock the feed to store the result; None if it was changed, or taken over by another worker, meanwhile."""
    feed = BlacklistFeed.objects.select_for_update(of=("self",)).with_related().get(pk=pull.feed_id)
    started = FeedPull.objects.filter(pk=pull.pk, outcome=Outcome.STARTED)
    if any(getattr(feed, name) != getattr(pull.feed, name) for name in (*SOURCE, "enabled")):
        started.update(outcome=Outcome.FAILED, message=FEED_CHANGED)
    return feed if started.exists() else None


def _outcome_message(feed: BlacklistFeed, answer: Answer, body: FeedBody, *, is_new: bool) -> Message:
    """The message about a pull that succeeded."""
    if is_new:
        code = PullCode.NEW
    elif answer.status == 304:
        code = PullCode.NOT_MODIFIED
    elif answer.status == 204 or body.is_empty:
        code = PullCode.NO_CHANGES
    else:
        code = PullCode.SAME_FILE
    lacks_cursor = feed.cursor_field and answer.status == 200 and not body.cursor
    return message(
        code,
        size=answer.size,
        in_force=_in_force(feed),
        missing_cursor=feed.cursor_field if lacks_cursor else "",
    )


def _in_force(feed: BlacklistFeed) -> str | None:
    """The as-of day of the blacklist in force, in ISO; None where none is."""
    day = BlacklistImport.objects.newest_as_of(feed.blacklist_id)
    return day.isoformat() if day else None
