"""Send deliveries, in a worker: at least once, with a growing pause after each failure, until PAUSES ends."""

import json
import time
from contextlib import suppress
from datetime import timedelta
from http.client import HTTPException, HTTPResponse
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from foundation.encryption import UndecipherableError
from foundation.jobs.leases import advisory_lock
from foundation.jobs.pauses import growing_pause
from foundation.outbound import Limits, RequestCode, RequestError, requesting, split_address
from spreadsheets.personal_data import cut_text
from webhooks.models import Delivery, Endpoint
from webhooks.signing import signed_headers
from webhooks.states import WRONG_KEY, DeliveryState, EventKind

# Minutes from one attempt to the next, about three days in all. A test has only one attempt.
PAUSES = (1, 5, 30, 120, 300, 600, 840, 1200, 1440)
# Nothing is sent to an endpoint that does not answer for 1, 2, 4, … minutes, at most so many. Others are not delayed.
LONGEST_PAUSE = 30
# A worker sends to one endpoint for so many seconds. The next sweep sends the rest.
RUN_SECONDS = 60
# The limit of one request in seconds, the bytes read of its answer, and the characters kept of it.
SECONDS, READ_BYTES, ANSWER_LENGTH = 10, 4096, 200


class Outcome(NamedTuple):
    """How an attempt ended: HTTP status (None without an answer), beginning of the body, and why it was no success."""

    status: int | None
    answer: str = ""
    reason: dict[str, Any] | None = None


def deliver(endpoint: int) -> None:
    """Send what is due to one endpoint: tests, then the events by their numbers.

    No transaction is open during a request. A worker that dies between sending and recording leaves the delivery
    waiting, so that it is sent once more with the same id.
    """
    with advisory_lock(f"{Endpoint._meta.label}:{endpoint}") as acquired:
        until = time.monotonic() + RUN_SECONDS
        while acquired and time.monotonic() < until and (delivery := start_attempt(endpoint)):
            end_attempt(delivery, _send(delivery))


@transaction.atomic
def start_attempt(endpoint: int) -> Delivery | None:
    """Return the next due delivery of the endpoint, None without one. It becomes due again after a pause."""
    due = Delivery.objects.due().filter(endpoint=endpoint).select_related("endpoint", "event")
    in_order = due.order_by(F("event__number").asc(nulls_first=True), "pk")
    delivery = in_order.select_for_update(of=("self",)).first()
    if delivery:
        delivery.attempts += 1
        delivery.tried_at = timezone.now()
        delivery.next_at = delivery.tried_at + growing_pause(delivery.attempts, PAUSES)
        delivery.save(update_fields=["attempts", "tried_at", "next_at"])
    return delivery


@transaction.atomic
def end_attempt(delivery: Delivery, outcome: Outcome) -> None:
    """Record the outcome; the last attempt that fails makes the delivery a dead letter."""
    is_last = delivery.kind == EventKind.TEST or delivery.attempts > len(PAUSES)
    if outcome.reason is None:
        delivery.state = DeliveryState.DELIVERED
    elif is_last:
        delivery.state = DeliveryState.DEAD
    delivery.status, delivery.answer, delivery.reason = outcome
    delivery.save(update_fields=["state", "status", "answer", "reason"])
    _note_answer(delivery.endpoint, has_answered=outcome.status is not None)


def _note_answer(endpoint: Endpoint, *, has_answered: bool) -> None:
    """Pause an endpoint that did not answer, each time for longer; end the count of failures after an answer."""
    if not has_answered:
        pause = timedelta(minutes=min(2 ** min(endpoint.failures, 5), LONGEST_PAUSE))
        endpoint.failures, endpoint.paused_until = endpoint.failures + 1, timezone.now() + pause
    elif endpoint.failures:
        endpoint.failures, endpoint.paused_until = 0, None
    else:
        return
    endpoint.save(update_fields=["failures", "paused_until"])


def _send(delivery: Delivery) -> Outcome:
    """Post the delivery; follow no redirect."""
    try:
        keys = {key.key_id: key.secret for key in delivery.endpoint.keys.valid()}
    except UndecipherableError:
        return Outcome(None, reason={"code": WRONG_KEY, "params": {}})
    body = json.dumps(delivery.message, ensure_ascii=False).encode()
    now = int(time.time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "jinan-aeo-portal",
        **signed_headers(keys, str(delivery.message_id), now, body),
    }
    limits = Limits(READ_BYTES, SECONDS, SECONDS, settings.WEBHOOK_ALLOWED_NETWORKS)
    try:
        address, deadline = split_address(delivery.endpoint.address), time.monotonic() + SECONDS
        with requesting("POST", address, headers=headers, body=body, limits=limits, deadline=deadline) as response:
            status, answer = response.http.status, _beginning(response.http)
    except RequestError as error:
        return Outcome(None, reason=error.reason)
    is_success = 200 <= status < 300
    return Outcome(status, answer, None if is_success else RequestError(RequestCode.HTTP_STATUS, status=status).reason)


def _beginning(response: HTTPResponse) -> str:
    """Return the beginning of the body without personal data; the status alone says whether it was a success."""
    content = b""
    with suppress(OSError, HTTPException):
        content = response.read1(READ_BYTES)
    text = "".join(char if char.isprintable() else " " for char in content.decode("utf-8", "replace"))
    return cut_text(text.strip())[:ANSWER_LENGTH]
