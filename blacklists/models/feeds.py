"""The feeds of blacklists, and their pulls."""

from datetime import datetime, timedelta

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from blacklists.models.blacklists import Blacklist
from blacklists.models.imports import BlacklistImport
from blacklists.reasons import FeedAlert
from foundation.encryption import decrypt, encrypt
from foundation.postgres.states import ended_immutable
from uploads.models import Mode
from uploads.states import SubmissionState


class BlacklistFeedQuerySet(models.QuerySet["BlacklistFeed"]):
    def due(self) -> "BlacklistFeedQuerySet":
        """Enabled feeds whose next pull is due."""
        return self.filter(enabled=True, next_at__lte=timezone.now())

    def with_related(self) -> "BlacklistFeedQuerySet":
        """The feeds with the related rows that the pages show."""
        return self.select_related("blacklist", "last_import", "created_by")

    def with_alerts(self) -> "list[BlacklistFeed]":
        """The enabled feeds that have an alert."""
        return [feed for feed in self.filter(enabled=True).with_related() if feed.alerts]


@pghistory.track(
    model_name="BlacklistFeedEvent",
    fields=["address", "mode", "every_minutes", "stale_after_minutes", "cursor_parameter", "cursor_field", "enabled"],
)
class BlacklistFeed(models.Model):
    """An address that a blacklist is pulled from. The row is the queue (docs/adr/0004)."""

    blacklist = models.ForeignKey(Blacklist, verbose_name="领域", on_delete=models.PROTECT, related_name="feeds")
    address = models.CharField("地址", max_length=500)
    mode = models.CharField("方式", max_length=10, choices=Mode.choices)
    every_minutes = models.PositiveIntegerField("每隔多少分钟拉取", default=60)
    stale_after_minutes = models.PositiveIntegerField("多少分钟没有成功即告警", default=24 * 60)
    sealed_token = models.TextField("加密的授权令牌", blank=True, help_text="密钥不在数据库中。")
    cursor_parameter = models.CharField("游标参数", max_length=50, blank=True)
    cursor_field = models.CharField("新游标所在", max_length=50, blank=True)
    cursor = models.CharField("游标", max_length=500, blank=True)
    etag = models.CharField("上次的 ETag", max_length=300, blank=True)
    last_modified = models.CharField("上次的 Last-Modified", max_length=100, blank=True)
    sha256 = models.CharField("上次文件的 SHA-256", max_length=64, blank=True)
    enabled = models.BooleanField("启用", default=True)
    attempts = models.PositiveIntegerField("连续失败次数", default=0)
    next_at = models.DateTimeField("下次拉取", default=timezone.now)
    last_tried_at = models.DateTimeField("最近一次拉取", null=True)
    last_success_at = models.DateTimeField("最近一次成功", null=True)
    last_message = models.JSONField("最近的情况", null=True, help_text="代码和参数。")
    last_import = models.ForeignKey(
        BlacklistImport, verbose_name="最近取得的文件", null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_by = models.ForeignKey(User, verbose_name="设置人", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("设置时间", auto_now_add=True)

    objects = BlacklistFeedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "“黑名单”数据接口"
        ordering = ("blacklist_id", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(every_minutes__gte=1, stale_after_minutes__gte=F("every_minutes")),
                name="feed_intervals_ordered",
            ),
            models.CheckConstraint(
                condition=Q(cursor_parameter="", cursor_field="") | ~Q(cursor_parameter="") & ~Q(cursor_field=""),
                name="feed_cursor_pair",
            ),
            # Two feeds of full lists would end each other's entries at every pull.
            models.UniqueConstraint(
                fields=["blacklist"], condition=Q(mode=Mode.FULL, enabled=True), name="feed_one_full_list"
            ),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(enabled=True), name="feed_due")]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.blacklist}（{self.address}）"

    @property
    def token(self) -> str:
        """The token; "" without one. Raises UndecipherableError."""
        return decrypt(self.sealed_token)

    @token.setter
    def token(self, token: str) -> None:
        self.sealed_token = encrypt(token)

    @property
    def is_busy(self) -> bool:
        """Whether a pull is due or running, or the last file waits to be read."""
        is_due = self.enabled and self.next_at <= timezone.now()
        is_read = self.last_import is not None and self.last_import.is_waiting
        return is_due or is_read or self.pulls.filter(outcome=Outcome.STARTED).exists()

    @property
    def without_success_since(self) -> datetime:
        """The time of the last success; of a feed without one, its creation."""
        return self.last_success_at or self.created_at

    @property
    def is_stale(self) -> bool:
        return timezone.now() - self.without_success_since > timedelta(minutes=self.stale_after_minutes)

    @property
    def alerts(self) -> list[FeedAlert]:
        """The alerts that need a person; none of a disabled feed."""
        if not self.enabled:
            return []
        file_status = self.last_import.status if self.last_import else ""
        alerts = {
            FeedAlert.STALE: self.is_stale,
            FeedAlert.FILE_FAILED: file_status == SubmissionState.FAILED,
            FeedAlert.FILE_HELD: file_status == SubmissionState.CHECKED,
        }
        return [alert for alert, is_raised in alerts.items() if is_raised]

    @property
    def state(self) -> tuple[str, str]:
        """The state as CSS class and Chinese label."""
        if not self.enabled:
            return "withdrawn", "已停用"
        if self.is_stale:
            return "failed", "已过时"
        if self.alerts:
            return "checked", "待处理"
        if self.attempts:
            return "waiting", "重试中"
        return ("done", "正常") if self.last_success_at else ("waiting", "尚未拉取")


class Outcome(models.TextChoices):
    """The outcome of one pull."""

    STARTED = "running", "进行中"
    UNCHANGED = "unchanged", "没有变化"
    NEW = "done", "取得新数据"
    FAILED = "failed", "失败"


class FeedPull(models.Model):
    """One pull of a feed. Never deleted."""

    feed = models.ForeignKey(BlacklistFeed, verbose_name="接口", on_delete=models.PROTECT, related_name="pulls")
    at = models.DateTimeField("时间", auto_now_add=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, default=Outcome.STARTED)
    status = models.PositiveSmallIntegerField("HTTP 状态", null=True)
    size = models.PositiveBigIntegerField("字节", default=0)
    seconds = models.FloatField("用时（秒）", default=0)
    message = models.JSONField("说明", null=True, help_text="代码和参数。")
    submission = models.ForeignKey(
        BlacklistImport, verbose_name="导入", null=True, on_delete=models.PROTECT, related_name="pulls"
    )

    class Meta:
        verbose_name = verbose_name_plural = "拉取记录"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="pull_outcome_known"),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.NEW) | Q(submission__isnull=False), name="pull_new_has_its_file"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            ended_immutable(~pgtrigger.Q(old__outcome=Outcome.STARTED)),
        ]

    def __str__(self) -> str:
        return f"{self.feed} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"
