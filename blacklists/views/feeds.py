"""数据接口: the feeds of blacklists and their pulls."""

from functools import partial
from operator import attrgetter, methodcaller

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from blacklists.actions.feeds import request_pull, save_feed, switch_feed
from blacklists.feed_forms import FeedForm, FeedSwitchForm
from blacklists.filters import FeedFilter, PullFilter
from blacklists.models import BlacklistFeed
from blacklists.wording import feed_status_text, pull_status_text
from exports.lists import downloadable, render_list
from exports.tables import Table
from foundation.web.actions import run_action
from foundation.web.confirmations import Confirmation
from foundation.web.forms import parameters

FEED_COLUMNS = {
    "领域": attrgetter("blacklist.name"),
    "地址": attrgetter("address"),
    "方式": methodcaller("get_mode_display"),
    "每隔多少分钟": attrgetter("every_minutes"),
    "状态": lambda feed: feed.state[1],
    "连续失败次数": attrgetter("attempts"),
    "最近成功": attrgetter("last_success_at"),
    "下次拉取": attrgetter("next_at"),
    "最近的情况": feed_status_text,
}
PULL_COLUMNS = {
    "时间": attrgetter("at"),
    "结果": methodcaller("get_outcome_display"),
    "HTTP 状态": attrgetter("status"),
    "字节": attrgetter("size"),
    "用时（秒）": attrgetter("seconds"),
    "说明": pull_status_text,
}


def _feed(pk: int) -> BlacklistFeed:
    return get_object_or_404(BlacklistFeed.objects.with_related(), pk=pk)


def _feeds(request: HttpRequest) -> Table:
    shown = FeedFilter(request.GET, queryset=BlacklistFeed.objects.with_related())
    return Table("数据接口", shown.qs, FEED_COLUMNS, shown)


@require_safe
@requires("blacklists.view_blacklist")
@downloadable(_feeds)
def feed_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List every feed with its state."""
    alerts = BlacklistFeed.objects.with_alerts()
    return render_list(request, "blacklists/feed_list.html", table, feeds_with_alerts=alerts)


def _pulls(request: HttpRequest, pk: int) -> Table:
    feed = _feed(pk)
    shown = PullFilter(request.GET, queryset=feed.pulls.select_related("submission"))
    return Table(f"{feed.blacklist}拉取记录", shown.qs, PULL_COLUMNS, shown)


@require_safe
@requires("blacklists.view_blacklist")
@downloadable(_pulls)
def feed_detail(request: HttpRequest, table: Table, pk: int) -> HttpResponse:
    """Show one feed: its settings, its state and its pulls."""
    feed = _feed(pk)
    return render_list(request, "blacklists/feed_detail.html", table, feed=feed, is_busy=feed.is_busy)


@requires("blacklists.change_blacklistfeed")
def feed_create(request: HttpRequest) -> HttpResponse:
    """Create a feed; it is pulled at once."""
    return _show_form(request, BlacklistFeed())


@requires("blacklists.change_blacklistfeed")
def feed_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the settings of a feed."""
    return _show_form(request, _feed(pk))


def _show_form(request: HttpRequest, feed: BlacklistFeed) -> HttpResponse:
    form = FeedForm(feed, request.POST or None)
    if request.method == "POST" and form.is_valid():
        save = partial(save_feed, feed=feed, data=form.settings(), by=request.user)
        if saved := run_action(request, save, _saved):
            return redirect("blacklists:feed_detail", saved.result.pk)
    return render(request, "blacklists/feed_form.html", {"form": form, "feed": feed})


PULLED = "正在拉取，结果在本页下方"


def _saved(feed: BlacklistFeed) -> Confirmation:
    return _done("已保存数据接口", feed, PULLED if feed.enabled else "接口停用中，启用后拉取")


def _done(done: str, feed: BlacklistFeed, follows: str) -> Confirmation:
    links = [("数据接口列表", reverse("blacklists:feed_list"))]
    return Confirmation(f"{done}：{feed}", follows=[follows], links=links)


@require_POST
@requires("blacklists.change_blacklistfeed")
def feed_pull(request: HttpRequest, pk: int) -> HttpResponse:
    """Request a pull of a feed now."""
    feed = _feed(pk)
    run_action(request, partial(request_pull, feed=feed, by=request.user), _done("已要求立即拉取", feed, PULLED))
    return redirect("blacklists:feed_detail", pk)


@require_POST
@requires("blacklists.change_blacklistfeed")
def feed_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Enable or disable a feed."""
    enabled = parameters(FeedSwitchForm(request.POST))["enabled"]
    feed = _feed(pk)
    done = _done("已启用", feed, PULLED) if enabled else _done("已停用", feed, "不再拉取，“黑名单”没有改变")
    run_action(request, partial(switch_feed, feed=feed, enabled=enabled, by=request.user), done)
    return redirect("blacklists:feed_detail", pk)
