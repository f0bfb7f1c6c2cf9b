"""The pages of feeds: settings, switch, pull and alerts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from blacklists.actions.feeds import pull_feed
from blacklists.actions.imports import process_import
from blacklists.models import Blacklist, BlacklistFeed, FeedPull
from tests.factories import make_user
from tests.http_server import Upstream, good, status
from tests.spreadsheet_files import BLACKLIST_HEAD, blacklist_line, csv_bytes, uscc_of

pytestmark = pytest.mark.django_db
LIST = csv_bytes(BLACKLIST_HEAD, [blacklist_line("失信一号公司", uscc=uscc_of(1))])


@pytest.fixture
def administrator(credit: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(credit)


def feed_settings(**other: object) -> dict[str, object]:
    data = {
        "blacklist": Blacklist.objects.get(code="court-defaulters").pk,
        "address": "https://data.example/lists/court.json",
        "mode": "full",
        "every_minutes": 60,
        "stale_after_minutes": 180,
    }
    return {**data, **other}


def text_of(client: Client, name: str, *arguments: object) -> str:
    response = client.get(reverse(name, args=arguments))
    assert response.status_code == 200
    return response.content.decode()


def test_feed_is_created_and_changed_on_the_page(administrator: Client, blacklists: None) -> None:
    response = administrator.post(reverse("blacklists:feed_create"), feed_settings(token="Bearer very-secret"))
    feed = BlacklistFeed.objects.get()
    assert response["Location"] == reverse("blacklists:feed_detail", args=[feed.pk])
    assert (feed.token, feed.enabled) == ("Bearer very-secret", True)
    assert "very-secret" not in text_of(administrator, "blacklists:feed_detail", feed.pk)
    assert "very-secret" not in text_of(administrator, "blacklists:feed_edit", feed.pk)
    edit = reverse("blacklists:feed_edit", args=[feed.pk])
    administrator.post(
        edit, feed_settings(every_minutes=30, mode="changes", cursor_parameter="since", cursor_field="cursor")
    )
    feed.refresh_from_db()
    assert (feed.every_minutes, feed.mode, feed.token) == (30, "changes", "Bearer very-secret")
    administrator.post(edit, feed_settings(every_minutes=30, mode="changes", forget_token="on"))
    feed.refresh_from_db()
    assert (feed.token, feed.cursor_parameter) == ("", "")
    assert list(AuditEvent.objects.exclude(kind="sign_in").values_list("type", flat=True)) == [
        EventType.FEED_CHANGED,
        EventType.FEED_CHANGED,
        EventType.FEED_CREATED,
    ]


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"address": "file:///etc/passwd"}, "地址应是 http 或 https 地址"),
        ({"address": "名单"}, "地址应是 http 或 https 地址"),
        ({"address": "http://169.254.169.254/latest"}, "不允许访问"),
        ({"address": "http://10.1.2.3/list.csv"}, "本平台未开放访问该网段"),
        ({"address": "http://127.0.0.1/list.csv"}, "请填写上游服务器的地址"),
        ({"address": "http://[64:ff9b::169.254.169.254]/list.csv"}, "不允许访问"),
        ({"address": ""}, "请填写地址"),
        ({"token": "令牌"}, "令牌只能含英文字母"),
        ({"cursor_parameter": "since"}, "须一并填写"),
        ({"every_minutes": 60, "stale_after_minutes": 30}, "告警的分钟数不能小于拉取的间隔"),
        ({"every_minutes": 0}, "请填写1到43200（30天）之间的整数"),
        ({"blacklist": ""}, "请选择领域"),
    ],
)
def test_feed_with_an_invalid_setting_is_refused_with_a_message(
    administrator: Client, blacklists: None, other: dict[str, object], message: str
) -> None:
    response = administrator.post(reverse("blacklists:feed_create"), feed_settings(**other))
    assert message in response.content.decode()
    assert not BlacklistFeed.objects.exists()


def test_second_feed_of_full_lists_is_refused_on_the_page(administrator: Client, feed: BlacklistFeed) -> None:
    response = administrator.post(reverse("blacklists:feed_create"), feed_settings())
    assert "已有一个启用的全量接口" in response.content.decode()
    assert BlacklistFeed.objects.count() == 1


def test_failed_pull_shows_its_reason_and_its_retry(
    administrator: Client, feed: BlacklistFeed, upstream: Upstream
) -> None:
    upstream.reply = status(500)
    pull_feed(feed.pk)
    page = text_of(administrator, "blacklists:feed_detail", feed.pk)
    assert page.count("上游返回500（服务器内部错误）。第1次重试定于") == 2
    assert "重试中" in text_of(administrator, "blacklists:feed_list")
    log = administrator.get(reverse("blacklists:feed_detail", args=[feed.pk]), {"format": "csv"}).getvalue().decode()
    assert "失败,500,0" in log
    assert "court.csv" in administrator.get(reverse("blacklists:feed_list"), {"format": "csv"}).getvalue().decode()


@pytest.mark.parametrize(
    ("body", "message"),
    [(LIST, "已生效。"), ("没有,这些列\n甲,乙\n".encode(), "未能处理，现行名单不变：前100行中找不到")],
)
def test_pulled_file_shows_its_state_on_the_pages(
    administrator: Client, feed: BlacklistFeed, upstream: Upstream, body: bytes, message: str
) -> None:
    upstream.reply = good(body)
    received = pull_feed(feed.pk)
    reading = "正在读取、校验，通过后自动生效"
    assert reading in text_of(administrator, "blacklists:feed_list")
    assert f"该文件{reading}" in text_of(administrator, "blacklists:feed_detail", feed.pk)
    assert received
    process_import(received.pk)
    for page, which in (
        (text_of(administrator, "blacklists:feed_list"), "最近取得的文件"),
        (text_of(administrator, "blacklists:feed_detail", feed.pk), "该文件"),
    ):
        assert reading not in page
        assert f"{which}{message}" in page


def test_list_of_feeds_filters_by_enabled(administrator: Client, feed: BlacklistFeed) -> None:
    for enabled, count in (("True", 1), ("False", 0)):
        assert (
            administrator.get(reverse("blacklists:feed_list"), {"enabled": enabled}).context["page"].paginator.count
            == count
        )


def test_feed_is_pulled_disabled_and_enabled_by_its_buttons(administrator: Client, feed: BlacklistFeed) -> None:
    BlacklistFeed.objects.update(next_at=timezone.now() + timedelta(hours=1))
    administrator.post(reverse("blacklists:feed_pull", args=[feed.pk]))
    assert BlacklistFeed.objects.due().get() == feed
    administrator.post(reverse("blacklists:feed_switch", args=[feed.pk]), {"enabled": "false"})
    assert EventType.FEED_PULL_REQUESTED not in text_of(administrator, "blacklists:feed_detail", feed.pk)
    refused = administrator.post(reverse("blacklists:feed_pull", args=[feed.pk]), follow=True)
    assert "该接口已停用" in refused.content.decode()
    administrator.post(reverse("blacklists:feed_switch", args=[feed.pk]), {"enabled": "true"})
    assert BlacklistFeed.objects.due().get() == feed
    types = list(AuditEvent.objects.exclude(kind="sign_in").values_list("type", flat=True))
    assert types == [
        EventType.FEED_ENABLED,
        EventType.FEED_DISABLED,
        EventType.FEED_PULL_REQUESTED,
        EventType.FEED_CREATED,
    ]


def test_stale_feed_raises_an_alert_on_every_page_of_its_blacklist(
    administrator: Client, feed: BlacklistFeed, upstream: Upstream
) -> None:
    """The pages compare the times themselves, so that the alert needs no worker."""
    upstream.reply = good(LIST)
    pull_feed(feed.pk)
    message = "已有5小时没有成功拉取（应每1小时一次），现行名单可能已过时。"
    places = (
        ("workbench:home",),
        ("blacklists:feed_list",),
        ("blacklists:feed_detail", feed.pk),
        ("blacklists:blacklist_list",),
        ("blacklists:blacklist_detail", "court-defaulters"),
    )
    assert not any(message in text_of(administrator, *place) for place in places)
    BlacklistFeed.objects.update(last_success_at=timezone.now() - timedelta(hours=5))
    assert all(message in text_of(administrator, *place) for place in places)
    assert message not in text_of(administrator, "blacklists:blacklist_detail", "tax-violations")
    BlacklistFeed.objects.update(enabled=False)
    assert not any(message in text_of(administrator, *place) for place in places)


def test_feed_that_never_succeeded_raises_an_alert(administrator: Client, feed: BlacklistFeed) -> None:
    BlacklistFeed.objects.update(created_at=timezone.now() - timedelta(days=3))
    assert "已有3天没有成功拉取" in text_of(administrator, "workbench:home")


def test_auditor_sees_feeds_without_their_buttons(feed: BlacklistFeed, signed_in: Callable[[User], Client]) -> None:
    FeedPull.objects.create(feed=feed)
    auditor = signed_in(make_user(Role.AUDITOR))
    page = text_of(auditor, "blacklists:feed_detail", feed.pk)
    assert "进行中" in page
    assert EventType.FEED_PULL_REQUESTED not in page
    assert EventType.FEED_CREATED not in text_of(auditor, "blacklists:feed_list")
