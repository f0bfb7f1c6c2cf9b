"""其他领域严重失信“黑名单”: the blacklists and their effect (plan §3)."""

from datetime import date
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import models
from django.db.models import Max, Q
from django.db.models.functions import Greatest, TruncDate

from uploads.states import SubmissionState


class BlacklistQuerySet(models.QuerySet["Blacklist"]):
    def with_newest(self) -> "BlacklistQuerySet":
        """Annotate `newest`, the as-of day of the newest confirmed data; None without any.

        A successful pull without new data confirms the blacklist as of the day of the pull.
        """
        confirmed = Q(imports__status=SubmissionState.CONFIRMED)
        pulled = Max(
            TruncDate("feeds__last_success_at"), filter=Q(feeds__last_import__status=SubmissionState.CONFIRMED)
        )
        return self.annotate(newest=Greatest(Max("imports__as_of", filter=confirmed), pulled))

    def stale(self, *, on: date) -> "list[Blacklist]":
        """Those whose data on the day is older than their update interval."""
        return [
            blacklist for blacklist in self.with_newest().filter(update_days__isnull=False) if blacklist.is_stale(on=on)
        ]


@pghistory.track()
class Blacklist(models.Model):
    """The blacklist of one sector. Only a statutory one excludes enterprises (国办发〔2020〕49号)."""

    code = models.SlugField("代码", unique=True)
    name = models.CharField("名称", max_length=100, unique=True)
    authority = models.CharField("认定部门", max_length=100)
    excludes = models.BooleanField("排除", help_text="命中即暂不纳入；否则仅作提示，不影响资格。")
    legal_basis = models.CharField("法律依据", max_length=300, blank=True)
    update_days = models.PositiveSmallIntegerField(
        "更新周期（天）", null=True, blank=True, help_text="超过这些天没有新数据即提示过期；留空为没有约定。"
    )
    entry_months = models.PositiveSmallIntegerField(
        "条目有效期（月）",
        null=True,
        blank=True,
        help_text="条目自己没有载明有效期的，列入满这些月即到期；留空为一直有效，直到移出。",
    )

    objects = BlacklistQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "“黑名单”领域"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(excludes=False) | ~Q(legal_basis=""), name="blacklist_excludes_with_legal_basis"
            ),
            models.CheckConstraint(
                condition=Q(update_days__isnull=True) | Q(update_days__gt=0), name="blacklist_update_days_positive"
            ),
            models.CheckConstraint(
                condition=Q(entry_months__isnull=True) | Q(entry_months__gt=0), name="blacklist_entry_months_positive"
            ),
        ]

    if TYPE_CHECKING:
        newest: date | None
        entries: models.Manager[Any]
        imports: models.Manager[Any]

    def __str__(self) -> str:
        return self.name

    def is_stale(self, *, on: date) -> bool:
        """Whether the data on the day is older than the update interval. Needs with_newest()."""
        if self.update_days is None:
            return False
        return self.newest is None or (on - self.newest).days > self.update_days
