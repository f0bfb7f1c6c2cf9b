"""其他领域严重失信“黑名单”: categories, the files they come in, and their entries (plan §3)."""

from datetime import date
from typing import Any

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from roster.models.columns import keep_transitions, states_known
from roster.models.files import FileProblem, FileRow, FileSubmission, FileSubmissionQuerySet
from roster.states import SUBMISSION_LABELS, SUBMISSION_TRANSITIONS, SubmissionState


class Blacklist(models.Model):
    """One sector's list. Only a statutory list of the seriously dishonest excludes (国办发〔2020〕49号)."""

    code = models.SlugField("代码", unique=True)
    name = models.CharField("名称", max_length=100, unique=True)
    authority = models.CharField("认定部门", max_length=100)
    excludes = models.BooleanField("排除", help_text="命中即暂不纳入；否则仅作提示，不影响资格。")
    legal_basis = models.CharField("法律依据", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "“黑名单”领域"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class BlacklistImportQuerySet(FileSubmissionQuerySet):
    owner = "blacklist"

    def same_bytes(self, submission: Any) -> FileSubmissionQuerySet:
        """A feed's file is compared with its last one only: a list that goes back to what it was is news."""
        if submission.feed is None:
            return super().same_bytes(submission).filter(automatic=False)
        if submission.feed.sha256 != submission.sha256:
            return self.none()
        return self.filter(pk=submission.feed.last_import_id)


class BlacklistImport(FileSubmission):
    """One file of a sector's list, as the credit administrator brought it in or a feed."""

    blacklist = models.ForeignKey(Blacklist, verbose_name="领域", on_delete=models.PROTECT, related_name="imports")
    automatic = models.BooleanField("自动确认", default=False)
    feed = models.ForeignKey(
        "roster.BlacklistFeed", verbose_name="数据接口", null=True, on_delete=models.PROTECT, related_name="imports"
    )

    objects = BlacklistImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "“黑名单”导入"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["blacklist", "sha256"],
                condition=~Q(status=SubmissionState.WITHDRAWN) & Q(automatic=False),
                name="blacklist_same_bytes_once",
            ),
            states_known("status", SUBMISSION_LABELS, name="blacklist_status_known"),
        ]
        triggers = [keep_transitions("status", SUBMISSION_TRANSITIONS, name="blacklist_status_moves")]


class BlacklistRow(FileRow):
    """One row of such a file. Rows about natural persons are never stored here; their line is, and that is all."""

    # Found by the unique index of submission and line.
    submission = models.ForeignKey(BlacklistImport, on_delete=models.CASCADE, related_name="rows", db_index=False)
    name = models.TextField("主体名称", blank=True)
    uscc = models.TextField("统一社会信用代码", blank=True)
    org_code = models.TextField("组织机构代码", blank=True)
    document_number = models.TextField("文号或案号", blank=True)
    authority = models.TextField("认定部门", blank=True)
    basis = models.TextField("事由", blank=True)
    listed_on = models.TextField("列入日期", blank=True)
    expires_on = models.TextField("有效期止", blank=True)
    removed_on = models.TextField("移出日期", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "“黑名单”行"
        ordering = ("line",)
        constraints = [
            models.UniqueConstraint(fields=["submission", "line"], name="blacklist_line_once"),
        ]


class BlacklistProblem(FileProblem):
    """What is wrong with one cell of a sector's file."""

    submission = models.ForeignKey(BlacklistImport, on_delete=models.CASCADE, related_name="problems")

    class Meta(FileProblem.Meta):
        verbose_name = verbose_name_plural = "“黑名单”的问题"


class BlacklistEntryQuerySet(models.QuerySet["BlacklistEntry"]):
    def not_ended(self, *, on: date) -> "BlacklistEntryQuerySet":
        """Entries that count, or will yet count, after the day."""
        return self.filter(
            Q(removed_on__isnull=True) | Q(removed_on__gt=on),
            Q(expires_on__isnull=True) | Q(expires_on__gt=on),
        )


@pghistory.track(exclude=["touched_by", "ended_by"])
class BlacklistEntry(models.Model):
    """One entity on one list. Removal and correction are history, never deletion."""

    blacklist = models.ForeignKey(Blacklist, verbose_name="领域", on_delete=models.PROTECT, related_name="entries")
    key = models.CharField("条目标识", max_length=420, help_text="主体代码（无则规范化名称）与文号，同一领域内唯一。")
    name = models.CharField("主体名称", max_length=200)
    name_key = models.CharField("规范化名称", max_length=200, db_index=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True, db_index=True)
    org_code = models.CharField("组织机构代码", max_length=9, blank=True, db_index=True)
    document_number = models.CharField("文号或案号", max_length=200, blank=True)
    authority = models.CharField("认定部门", max_length=200, blank=True)
    basis = models.TextField("事由", blank=True)
    listed_on = models.DateField("列入日期", null=True)
    expires_on = models.DateField("有效期止", null=True)
    removed_on = models.DateField("移出日期", null=True)
    row = models.ForeignKey(BlacklistRow, verbose_name="依据的行", on_delete=models.PROTECT, related_name="entries")
    touched_by = models.ForeignKey(
        BlacklistImport,
        verbose_name="最近一次新增或变更它的导入",
        on_delete=models.PROTECT,
        related_name="entries",
    )
    ended_by = models.ForeignKey(
        BlacklistImport,
        verbose_name="不再列出它的导入",
        null=True,
        on_delete=models.PROTECT,
        related_name="ended_entries",
        help_text="在该次导入比对完成之前，条目仍然有效。",
    )

    objects = BlacklistEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "“黑名单”条目"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["blacklist", "key"], name="blacklist_entry_once"),
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True) | Q(listed_on__isnull=True) | Q(removed_on__gte=F("listed_on")),
                name="blacklist_removed_after_listed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.blacklist}）"

    def has_ended(self, *, on: date) -> bool:
        """Whether it was removed or has expired by the day."""
        return any(day is not None and day <= on for day in (self.removed_on, self.expires_on))

    def is_live(self, *, on: date) -> bool:
        """Whether it counts on the day: listed and not ended."""
        started = self.listed_on is None or self.listed_on <= on
        return started and not self.has_ended(on=on)

    @property
    def is_live_today(self) -> bool:
        return self.is_live(on=timezone.localdate())
