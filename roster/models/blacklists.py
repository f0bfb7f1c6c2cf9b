"""其他领域严重失信“黑名单”: categories, the files they come in, and their entries (plan §3)."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Max, Q
from django.db.models.functions import Greatest, TruncDate
from django.utils import timezone

from accounts.days import in_words
from roster.intake.columns import BLACKLIST_TITLES
from roster.models.columns import keep_transitions, of_submission, states_known
from roster.models.files import FileProblem, FileRow, FileSubmission, FileSubmissionQuerySet, Mode
from roster.states import SUBMISSION_LABELS, SUBMISSION_TRANSITIONS, SubmissionState


class BlacklistQuerySet(models.QuerySet["Blacklist"]):
    def with_newest(self) -> "BlacklistQuerySet":
        """Each with `newest`, the day that its newest confirmed data speaks of; None for none.

        A feed that has nothing new to say says that the list is as of that day.
        """
        confirmed = Q(imports__status=SubmissionState.CONFIRMED)
        pulled = Max(TruncDate("feeds__last_good_at"), filter=Q(feeds__last_import__status=SubmissionState.CONFIRMED))
        return self.annotate(newest=Greatest(Max("imports__as_of", filter=confirmed), pulled))

    def stale(self, *, on: date) -> "list[Blacklist]":
        """Those whose data is older on the day than their update habit allows."""
        return [one for one in self.with_newest().filter(update_days__isnull=False) if one.is_stale(on=on)]


@pghistory.track()
class Blacklist(models.Model):
    """One sector's list. Only a statutory list of the seriously dishonest excludes (国办发〔2020〕49号)."""

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
        entries: models.Manager["BlacklistEntry"]
        imports: models.Manager["BlacklistImport"]

    def __str__(self) -> str:
        return self.name

    def is_stale(self, *, on: date) -> bool:
        """Whether nothing new has come for longer than agreed; asks for with_newest."""
        if self.update_days is None:
            return False
        return self.newest is None or (on - self.newest).days > self.update_days

    @property
    def stale_sentence(self) -> str:
        """What the pages say of a stale list today; "" for one that is not stale. Asks for with_newest."""
        today = timezone.localdate()
        if not self.is_stale(on=today):
            return ""
        if self.newest is None:
            return f"尚未导入过数据；约定每{self.update_days}天更新。"
        days = (today - self.newest).days
        return f"最近数据截至{in_words(self.newest)}，已{days}天未更新，超过约定的{self.update_days}天。"


FATES = {
    SubmissionState.RECEIVED: "正在读取、校验，通过后自动生效。",
    SubmissionState.PROCESSING: "正在读取、校验，通过后自动生效。",
    SubmissionState.CHECKED: "等待人工确认。",
    SubmissionState.CONFIRMED: "已生效。",
    SubmissionState.FAILED: "未能处理，现行名单不变：",
    SubmissionState.WITHDRAWN: "已撤回，没有生效。",
}


# So long a file that could not be read is kept for somebody to see to it; nobody knows whether it names people.
UNREAD_KEPT = timedelta(days=7)


# So far back what programs ended by themselves is added up.
UNSEEN_FOR = timedelta(days=7)


class BlacklistImportQuerySet(FileSubmissionQuerySet):
    owner = "blacklist"

    def same_bytes(self, submission: Any) -> "BlacklistImportQuerySet":
        """Of a program, only what came last: a list may rightly return to what it said before."""
        if feed := submission.feed:
            is_last = feed.sha256 == submission.sha256 and feed.last_import_id is not None
            return self.filter(pk=feed.last_import_id) if is_last else self.none()
        if not submission.automatic:
            return super().same_bytes(submission).filter(automatic=False).exclude(file="")
        standing = self.exclude(status__in=[SubmissionState.WITHDRAWN, SubmissionState.FAILED])
        last = standing.filter(blacklist=submission.blacklist).order_by("-pk").values("pk")[:1]
        said = {"sha256": submission.sha256, "mode": submission.mode, "as_of": submission.as_of}
        return self.filter(pk__in=last, automatic=True, **said)

    def newer_than(self, submission: "BlacklistImport") -> "BlacklistImportQuerySet":
        """Of the same list what took effect and speaks of a later day, or of the same one and came later."""
        later = Q(as_of__gt=submission.as_of) | Q(as_of=submission.as_of, pk__gt=submission.pk)
        return self.confirmed().filter(later, blacklist=submission.blacklist_id)

    def unseen(self, blacklist: int) -> "BlacklistImportQuerySet":
        """Of the list, what programs had confirmed by themselves lately, since a person confirmed anything of it."""
        confirmed = self.confirmed().filter(blacklist=blacklist)
        by_itself = Q(automatic=True, held="")
        last_seen = confirmed.exclude(by_itself).aggregate(last=Max("confirmed_at"))["last"]
        lately = timezone.now() - UNSEEN_FOR
        return confirmed.filter(by_itself, confirmed_at__gt=max(lately, last_seen or lately))

    def forgotten(self) -> "BlacklistImportQuerySet":
        """Files that could not be read, and that nobody saw to in time."""
        failed = self.filter(status=SubmissionState.FAILED, reading={}).exclude(file="")
        return failed.filter(uploaded_at__lte=timezone.now() - UNREAD_KEPT)

    def in_line_with(self, pk: int) -> "BlacklistImportQuerySet":
        """All that programs sent of the same list and that still waits, the oldest first; for a person's file, none."""
        sent = self.filter(pk=pk, automatic=True).values("blacklist")
        return self.waiting().filter(automatic=True, blacklist__in=sent).order_by("pk")


class BlacklistImport(FileSubmission):
    """One file of a sector's list, as the credit administrator or a program brought it in."""

    blacklist = models.ForeignKey(Blacklist, verbose_name="领域", on_delete=models.PROTECT, related_name="imports")
    automatic = models.BooleanField("自动确认", default=False, help_text="由程序送来，读取后自行确认。")
    feed = models.ForeignKey(
        "roster.BlacklistFeed", verbose_name="数据接口", null=True, on_delete=models.PROTECT, related_name="imports"
    )
    feed_cursor = models.CharField("拉取时的游标", max_length=500, blank=True)
    held = models.TextField("没有自动确认的原因", blank=True)
    stripped_rows = models.PositiveIntegerField(
        "去除的自然人行数", null=True, help_text="有值即原文件含自然人或身份证号，已换为去除之后的文件。"
    )
    new_count = models.PositiveIntegerField("新增条目数", default=0)
    changed_count = models.PositiveIntegerField("变更条目数", default=0)
    ended_count = models.PositiveIntegerField("移出条目数", default=0)
    unchanged_count = models.PositiveIntegerField("不变条目数", default=0)
    ended_examples = models.JSONField("移出的条目（部分）", default=list, help_text="各为主键、主体名称、文号。")

    objects = BlacklistImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "“黑名单”导入"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["blacklist", "sha256"],
                condition=~Q(status=SubmissionState.WITHDRAWN) & Q(automatic=False) & ~Q(file=""),
                name="blacklist_same_bytes_once",
            ),
            states_known("status", SUBMISSION_LABELS, name="blacklist_status_known"),
        ]
        triggers = [
            keep_transitions("status", SUBMISSION_TRANSITIONS, name="blacklist_status_moves"),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    @property
    def forgotten_at(self) -> datetime | None:
        """When its bytes are discarded unless somebody sees to it before; None where they are read, or gone."""
        is_unread = self.status == SubmissionState.FAILED and not self.reading and self.file
        return self.uploaded_at + UNREAD_KEPT if is_unread else None

    @property
    def counted_on(self) -> date:
        """The day on which the entries that it may end are counted: its own of a whole list, today of changes."""
        return self.as_of if self.mode == Mode.FULL else timezone.localdate()

    @property
    def fate(self) -> str:
        """What became of a file that a program brought, in words."""
        return FATES[SubmissionState(self.status)] + (self.failure if self.status == SubmissionState.FAILED else "")

    @property
    def is_pushed(self) -> bool:
        """Whether a program pushed it as JSON, rather than a person or a feed having brought a file."""
        return self.automatic and self.feed_id is None


class BlacklistRow(FileRow):
    """One row of such a file. Rows about natural persons are never stored here; their line is, and that is all."""

    # Found by the unique index of submission and line.
    submission = models.ForeignKey(
        BlacklistImport, on_delete=models.PROTECT, related_name="rows", db_index=False, db_constraint=False
    )
    name = models.TextField("主体名称", blank=True)
    uscc = models.TextField("统一社会信用代码", blank=True)
    org_code = models.TextField("组织机构代码", blank=True)
    registration_number = models.TextField("工商注册号", blank=True)
    tax_number = models.TextField("纳税人识别号", blank=True)
    customs_code = models.TextField("海关注册编码", blank=True)
    source_id = models.TextField("来源编号", blank=True)
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
        triggers = of_submission("roster_blacklistimport")


class BlacklistProblem(FileProblem):
    """What is wrong with one cell of a sector's file."""

    submission = models.ForeignKey(BlacklistImport, on_delete=models.CASCADE, related_name="problems")
    key = models.CharField("字段", max_length=20, choices=list(BLACKLIST_TITLES.items()))

    class Meta(FileProblem.Meta):
        verbose_name = verbose_name_plural = "“黑名单”的问题"


class BlacklistEntryQuerySet(models.QuerySet["BlacklistEntry"]):
    def not_ended(self, *, on: date) -> "BlacklistEntryQuerySet":
        """Entries that count, or will yet count, after the day."""
        return self.filter(
            Q(removed_on__isnull=True) | Q(removed_on__gt=on),
            Q(expires_on__isnull=True) | Q(expires_on__gt=on),
        )

    def ended(self, *, on: date) -> "BlacklistEntryQuerySet":
        """Entries removed or expired by the day."""
        return self.filter(Q(removed_on__lte=on) | Q(expires_on__lte=on))


@pghistory.track(exclude=["touched_by", "match_keys"])
class BlacklistEntry(models.Model):
    """One entity on one list. Removal and correction are history, never deletion."""

    blacklist = models.ForeignKey(Blacklist, verbose_name="领域", on_delete=models.PROTECT, related_name="entries")
    key = models.CharField(
        "条目标识", max_length=420, help_text="组织机构代码（无则规范化名称）与文号；无来源编号的，同一领域内唯一。"
    )
    source_id = models.CharField("来源编号", max_length=100, blank=True, help_text="来源单位对这条记录的编号。")
    name = models.CharField("主体名称", max_length=200)
    name_key = models.CharField("规范化名称", max_length=200, db_index=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True, db_index=True)
    org_code = models.CharField("组织机构代码", max_length=9, blank=True, db_index=True)
    registration_number = models.CharField("工商注册号", max_length=30, blank=True)
    tax_number = models.CharField("纳税人识别号", max_length=20, blank=True)
    customs_code = models.CharField("海关注册编码", max_length=10, blank=True)
    match_keys = ArrayField(
        models.IntegerField(),
        default=list,
        verbose_name="比对键",
        editable=False,
        help_text="名称、代码的键；与企业有相同的键，才可能是同一主体。",
    )
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
            models.UniqueConstraint(
                fields=["blacklist", "key"], condition=Q(source_id=""), name="blacklist_entry_once"
            ),
            models.UniqueConstraint(
                fields=["blacklist", "source_id"], condition=~Q(source_id=""), name="blacklist_source_id_once"
            ),
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True) | Q(listed_on__isnull=True) | Q(removed_on__gte=F("listed_on")),
                name="blacklist_removed_after_listed",
            ),
        ]
        indexes = [
            models.Index(fields=["blacklist", "key"], name="blacklist_entry_by_key"),
            models.Index(
                fields=["registration_number"], condition=~Q(registration_number=""), name="blacklist_by_registration"
            ),
            GinIndex(fields=["match_keys"], name="blacklist_entry_match_keys"),
            models.Index(fields=["customs_code"], condition=~Q(customs_code=""), name="blacklist_by_customs_code"),
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
