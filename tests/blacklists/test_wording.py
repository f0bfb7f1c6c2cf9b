"""Every code that imports and feeds store has its wording, and what is stored is JSON."""

import json
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import pytest
from django.utils import timezone

from blacklists.actions.feeds import pull_feed
from blacklists.models import BlacklistFeed, FeedPull
from blacklists.reasons import FeedAlert, FetchCode, HoldCode, PullCode, message
from blacklists.wording import ALERT_TEXTS, FETCH_TEXTS, HOLD_TEXTS, PULL_TEXTS, fetch_text, pull_text
from foundation.outbound import RequestCode
from tests.http_server import Upstream, status


@pytest.mark.parametrize(
    ("texts", "codes"),
    [(ALERT_TEXTS, FeedAlert), (FETCH_TEXTS, FetchCode), (HOLD_TEXTS, HoldCode), (PULL_TEXTS, PullCode)],
)
def test_wording_has_exactly_the_codes_that_can_be_stored(texts: dict[str, Any], codes: type[StrEnum]) -> None:
    assert set(texts) == set(codes)


def test_wording_of_an_unknown_code_raises() -> None:
    with pytest.raises(KeyError):
        pull_text({"code": "unheard_of", "params": {}})


def test_wording_of_a_refused_redirect_names_both_reasons() -> None:
    inner = message(RequestCode.LOOPBACK, address="127.0.0.1")
    text = fetch_text(message(FetchCode.FORBIDDEN_REDIRECT, reason=inner))
    assert text == "上游转向到不允许的地址；地址指向本机（127.0.0.1），不允许访问，请填写上游服务器的地址"


@pytest.mark.parametrize(
    ("retry_at", "text"), [("2026-07-10T01:05:00+00:00", "09:05"), ("2026-07-10T16:05:00+00:00", "2026年7月11日00:05")]
)
def test_wording_of_a_failure_names_the_day_of_a_retry_on_another_day(retry_at: str, text: str) -> None:
    noted = message(
        PullCode.FAILED,
        reason=message(RequestCode.NO_ANSWER),
        attempts=2,
        retry_at=retry_at,
        noted_on=date(2026, 7, 10).isoformat(),
        in_force=None,
    )
    assert pull_text(noted) == f"上游长时间没有响应。第2次重试定于{text}；该领域尚无名单。"


def test_failed_pull_stores_a_code_and_no_sentence(feed: BlacklistFeed, upstream: Upstream) -> None:
    upstream.reply = status(503)
    pull_feed(feed.pk)
    stored = FeedPull.objects.get().message
    assert (stored["code"], stored["params"]["reason"]["code"]) == (PullCode.FAILED, RequestCode.HTTP_STATUS)
    assert stored["params"]["reason"]["params"]["status"] == 503
    assert datetime.fromisoformat(stored["params"]["retry_at"]).astimezone(UTC) > timezone.now()
    assert json.dumps(stored).isascii()
