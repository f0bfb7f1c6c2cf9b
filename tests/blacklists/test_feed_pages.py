"""The pages of feeds: set up, switched, pulled, and loud when something is wrong."""

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
def desk(credit: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(credit)


def filled_in(**other: object) -> dict[str, object]:
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


def test_a_feed_is_set_up_and_changed(desk: Client, blacklists: None) -> None:
    response = desk.post(reverse("blacklists:feed_create"), filled_in(token="Bearer very-secret"))
    feed = BlacklistFeed.objects.get()
    assert response["Location"] == reverse("blacklists:feed_detail", args=[feed.pk])
    assert (feed.token, feed.enabled) == ("Bearer very-secret", True)
    assert "very-secret" not in text_of(desk, "blacklists:feed_detail", feed.pk)
    assert "very-secret" not in text_of(desk, "blacklists:feed_edit", feed.pk)
    edit = reverse("blacklists:feed_edit", args=[feed.pk])
    desk.post(edit, filled_in(every_minutes=30, mode="changes", cursor_parameter="since", cursor_field="cursor"))
    feed.refresh_from_db()
    assert (feed.every_minutes, feed.mode, feed.token) == (30, "changes", "Bearer very-secret")
    desk.post(edit, filled_in(every_minutes=30, mode="changes", forget_token="on"))
    feed.refresh_from_db()
    assert (feed.token, feed.cursor_parameter) == ("", "")
    assert list(AuditEvent.objects.values_list("type", flat=True)) == [
        EventType.FEED_CHANGED,
        EventType.FEED_CHANGED,
        EventType.FEED_CREATED,
    ]


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"address": "file:///etc/passwd"}, "地址应是 http 或 https 地址"),
        ({"address": "名单"}, "地址应是 http 或 https 地址"),
        ({"address": "http://169.254.169.254/latest"}, "不允许拉取"),
        ({"address": "http://10.1.2.3/list.csv"}, "本平台未开放从该网段拉取"),
        ({"address": "http://127.0.0.1/list.csv"}, "请填写上游服务器的地址"),
        ({"address": "http://[64:ff9b::169.254.169.254]/list.csv"}, "不允许拉取"),
        ({"address": ""}, "请填写地址"),
        ({"token": "令牌"}, "令牌只能含英文字母"),
        ({"cursor_parameter": "since"}, "须一并填写"),
        ({"every_minutes": 60, "stale_after_minutes": 30}, "告警的分钟数不能小于拉取的间隔"),
        ({"every_minutes": 0}, "请填写1到43200（30天）之间的整数"),
        ({"blacklist": ""}, "请选择领域"),
    ],
)
def test_what_cannot_be_a_feed_is_refused_with_a_sentence(
    desk: Client, blacklists: None, other: dict[str, object], message: str
) -> None:
    response = desk.post(reverse("blacklists:feed_create"), filled_in(**other))
    assert message in response.content.decode()
    assert not BlacklistFeed.objects.exists()


def test_a_second_whole_list_is_refused_on_the_page(desk: Client, feed: BlacklistFeed) -> None:
    response = desk.post(reverse("blacklists:feed_create"), filled_in())
    assert "已有一个启用的全量接口" in response.content.decode()
    assert BlacklistFeed.objects.count() == 1


def test_the_page_says_what_happened_and_when_it_is_tried_again(
    desk: Client, feed: BlacklistFeed, upstream: Upstream
) -> None:
    upstream.reply = status(500)
    pull_feed(feed.pk)
    page = text_of(desk, "blacklists:feed_detail", feed.pk)
    assert page.count("上游返回500（服务器内部错误）。第1次重试定于") == 2
    assert "重试中" in text_of(desk, "blacklists:feed_list")
    log = desk.get(reverse("blacklists:feed_detail", args=[feed.pk]), {"format": "csv"}).getvalue().decode()
    assert "失败,500,0" in log
    assert "court.csv" in desk.get(reverse("blacklists:feed_list"), {"format": "csv"}).getvalue().decode()


@pytest.mark.parametrize(
    ("body", "message"),
    [(LIST, "已生效。"), ("没有,这些列\n甲,乙\n".encode(), "未能处理，现行名单不变：前20行中找不到")],
)
def test_the_pages_say_what_became_of_the_file(
    desk: Client, feed: BlacklistFeed, upstream: Upstream, body: bytes, message: str
) -> None:
    upstream.reply = good(body)
    brought = pull_feed(feed.pk)
    reading = "正在读取、校验，通过后自动生效"
    assert reading in text_of(desk, "blacklists:feed_list")
    assert f"该文件{reading}" in text_of(desk, "blacklists:feed_detail", feed.pk)
    assert brought
    process_import(brought.pk)
    for page, which in (
        (text_of(desk, "blacklists:feed_list"), "最近取得的文件"),
        (text_of(desk, "blacklists:feed_detail", feed.pk), "该文件"),
    ):
        assert reading not in page
        assert f"{which}{message}" in page


def test_feeds_are_found_by_whether_they_are_on(desk: Client, feed: BlacklistFeed) -> None:
    for enabled, count in (("True", 1), ("False", 0)):
        assert desk.get(reverse("blacklists:feed_list"), {"enabled": enabled}).context["page"].paginator.count == count


def test_pulling_now_switching_off_and_on(desk: Client, feed: BlacklistFeed) -> None:
    BlacklistFeed.objects.update(next_at=timezone.now() + timedelta(hours=1))
    desk.post(reverse("blacklists:feed_pull", args=[feed.pk]))
    assert BlacklistFeed.objects.due().get() == feed
    desk.post(reverse("blacklists:feed_switch", args=[feed.pk]), {"enabled": "false"})
    assert EventType.FEED_PULL_REQUESTED not in text_of(desk, "blacklists:feed_detail", feed.pk)
    refused = desk.post(reverse("blacklists:feed_pull", args=[feed.pk]), follow=True)
    assert "该接口已停用" in refused.content.decode()
    desk.post(reverse("blacklists:feed_switch", args=[feed.pk]), {"enabled": "true"})
    assert BlacklistFeed.objects.due().get() == feed
    verbs = list(AuditEvent.objects.values_list("type", flat=True))
    assert verbs == [
        EventType.FEED_ENABLED,
        EventType.FEED_DISABLED,
        EventType.FEED_PULL_REQUESTED,
        EventType.FEED_CREATED,
    ]


def test_yesterday_s_list_is_never_used_without_a_word(desk: Client, feed: BlacklistFeed, upstream: Upstream) -> None:
    """Also where no worker is alive to notice: the pages compare the times themselves."""
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
    assert not any(message in text_of(desk, *place) for place in places)
    BlacklistFeed.objects.update(last_success_at=timezone.now() - timedelta(hours=5))
    assert all(message in text_of(desk, *place) for place in places)
    assert message not in text_of(desk, "blacklists:blacklist_detail", "tax-violations")
    BlacklistFeed.objects.update(enabled=False)
    assert not any(message in text_of(desk, *place) for place in places)


def test_a_new_feed_that_never_worked_becomes_loud_too(desk: Client, feed: BlacklistFeed) -> None:
    BlacklistFeed.objects.update(created_at=timezone.now() - timedelta(days=3))
    assert "已有3天没有成功拉取" in text_of(desk, "workbench:home")


def test_an_auditor_reads_and_changes_nothing(feed: BlacklistFeed, signed_in: Callable[[User], Client]) -> None:
    FeedPull.objects.create(feed=feed)
    auditor = signed_in(make_user(Role.AUDITOR))
    page = text_of(auditor, "blacklists:feed_detail", feed.pk)
    assert "进行中" in page
    assert EventType.FEED_PULL_REQUESTED not in page
    assert EventType.FEED_CREATED not in text_of(auditor, "blacklists:feed_list")
