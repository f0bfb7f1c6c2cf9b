"""The token of a feed: encrypted in the database, and what another key does to it."""

from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from blacklists.models import BlacklistFeed
from foundation.encryption import UndecipherableError
from tests.blacklists.feed_helpers import listing, pull_now
from tests.http_server import Upstream, good

TOKEN = "Bearer very-secret"
OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


def stored(feed: BlacklistFeed) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(feed)::text FROM blacklists_blacklistfeed feed WHERE id = %s", [feed.pk])
        return str(cursor.fetchone()[0])


def test_token_is_not_readable_in_the_database(feed: BlacklistFeed, upstream: Upstream) -> None:
    assert "secret" not in stored(feed)
    pull_now(feed, upstream, good(listing(1)))
    assert upstream.requests[-1][1]["Authorization"] == TOKEN


def test_feed_with_another_key_says_so_and_takes_a_new_token(
    feed: BlacklistFeed, upstream: Upstream, credit: User, client: Client, settings: Any
) -> None:
    settings.DATA_KEYS = [NEW]
    pull_now(feed, upstream, good(listing(1)))
    assert not upstream.requests
    client.force_login(credit)
    page = reverse("blacklists:feed_detail", args=[feed.pk])
    assert (
        "保存的授权令牌不能解密（密钥已更换），请重新填写，或请运维人员恢复原来的密钥"
        in client.get(page).content.decode()
    )
    assert client.get(reverse("blacklists:feed_edit", args=[feed.pk])).status_code == 200
    feed.token = TOKEN
    feed.save()
    pull_now(feed, upstream, good(listing(1)))
    assert upstream.requests[-1][1]["Authorization"] == TOKEN


def test_keys_are_exchanged_without_losing_a_token(
    feed: BlacklistFeed, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DATA_KEYS = [OLD]
    feed.token = TOKEN
    feed.save()
    settings.DATA_KEYS = [NEW, OLD]
    feed.refresh_from_db()
    assert feed.token == TOKEN
    call_command("encrypt_again")
    assert "已重新加密1个授权令牌" in capsys.readouterr().out
    settings.DATA_KEYS = [NEW]
    feed.refresh_from_db()
    assert feed.token == TOKEN
    settings.DATA_KEYS = [OLD]
    with pytest.raises(UndecipherableError):
        _ = feed.token
    with pytest.raises(CommandError, match="没有改动"):
        call_command("encrypt_again")


@pytest.mark.parametrize("keys", [[], ["short"]])
def test_portal_without_a_key_of_the_data_does_not_start(feed: BlacklistFeed, settings: Any, keys: list[str]) -> None:
    settings.DATA_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match="make secrets"):
        feed.token = TOKEN
