"""Imports: the files of blacklists, and their rows."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypedDict

import pgtrigger
from django.db import models
from django.db.models import Max, Q
from django.utils import timezone

from accounts.models import User
from approvals.models import Approval
from audit.types import EventType
from blacklists.models.blacklists import Blacklist
from foundation.postgres.composed import Parameter
from foundation.postgres.states import keep_transitions, states_known
from spreadsheets.columns import BLACKLIST_COLUMNS, BLACKLIST_TITLES
from spreadsheets.sheets import Sheet, bounded_rows, without_controls
from spreadsheets.wording import Channel
from uploads.fields import confirmed_immutable, row_triggers
from uploads.models import FileProblem, FileRow, FileSubmission, FileSubmissionQuerySet, HeadingAlias, Mode
from uploads.states import SUBMISSION_TRANSITIONS, SubmissionState

# Entries that programs ended without a person are added up over this time.
AUTO_CONFIRM_WINDOW = timedelta(days=7)


class ConfirmationProposal(TypedDict):
    """The `change` of an approval of an import: why two users confirm it, and how many entries it ends."""

    approval_reason: str
    ended_count: int


class BlacklistImportQuerySet(FileSubmissionQuerySet):
    owner = "blacklist"

    def same_bytes(self, submission: Any) -> "BlacklistImportQuerySet":
        """Earlier imports with the same bytes; for a feed or a program only the last import counts.

        A blacklist may return to earlier content.
        """
        if feed := submission.feed:
            is_last = feed.sha256 == submission.sha256 and feed.last_import_id is not None
            return self.filter(pk=feed.last_import_id) if is_last else self.none()
        if not submission.automatic:
            return super().same_bytes(submission).filter(automatic=False).exclude(file="")
        standing = self.exclude(status__in=[SubmissionState.WITHDRAWN, SubmissionState.FAILED])
        last = standing.filter(blacklist=submission.blacklist).order_by("-pk").values("pk")[:1]
        content = {"sha256": submission.sha256, "mode": submission.mode, "as_of": submission.as_of}
        return self.filter(pk__in=last, automatic=True, **content)

    def newer_than(self, submission: "BlacklistImport") -> "BlacklistImportQuerySet":
        """Confirmed imports of the same blacklist with a later as-of day, or with the same one and received later."""
        later = Q(as_of__gt=submission.as_of) | Q(as_of=submission.as_of, pk__gt=submission.pk)
        return self.confirmed().filter(later, blacklist=submission.blacklist_id)

    def newest_as_of(self, blacklist: int) -> date | None:
        """Return the as-of day of the newest confirmed import of the blacklist; None without any."""
        newest: date | None = self.confirmed().filter(blacklist=blacklist).aggregate(day=Max("as_of"))["day"]
        return newest

    def auto_confirmed_recently(self, blacklist: int) -> "BlacklistImportQuerySet":
        """Imports confirmed without a person, within the window and since the last confirmation by a person."""
        confirmed = self.confirmed().filter(blacklist=blacklist)
        by_itself = Q(automatic=True, hold_reason__isnull=True)
        last_seen = confirmed.exclude(by_itself).aggregate(last=Max("confirmed_at"))["last"]
        lately = timezone.now() - AUTO_CONFIRM_WINDOW
        return confirmed.filter(by_itself, confirmed_at__gt=max(lately, last_seen or lately))

    def to_confirm(self) -> "BlacklistImportQuerySet":
        """Checked imports whose confirmation nobody has proposed."""
        return self.filter(status=SubmissionState.CHECKED, approval__isnull=True)

    def awaiting_approval(self) -> "BlacklistImportQuerySet":
        """Checked imports whose confirmation waits for a second user."""
        return self.filter(status=SubmissionState.CHECKED, approval__isnull=False)

    def to_approve(self, user: User | Parameter) -> "BlacklistImportQuerySet":
        """Imports whose confirmation another user proposed and this user may approve."""
        return self.awaiting_approval().exclude(approval__proposed_by=user)

    def queued_with(self, pk: int) -> "BlacklistImportQuerySet":
        """The waiting imports by programs of the same blacklist, the oldest first; none for an import by a person."""
        sent = self.filter(pk=pk, automatic=True).values("blacklist")
        return self.waiting().filter(automatic=True, blacklist__in=sent).order_by("pk")


class BlacklistImport(FileSubmission):
    """One file of a blacklist, uploaded by the credit administrator, pushed by a program or pulled by a feed."""

    read_task = "blacklists.tasks.read_import"
    columns = BLACKLIST_COLUMNS
    needs_every_row = False
    withdrawn_event = EventType.IMPORT_WITHDRAWN
    rows_decided_event = EventType.IMPORT_ROWS_DECIDED
    as_of_event = EventType.IMPORT_AS_OF_CHANGED

    blacklist = models.ForeignKey(Blacklist, verbose_name="领域", on_delete=models.PROTECT, related_name="imports")
    automatic = models.BooleanField("自动确认", default=False, help_text="由程序送来，读取后自行确认。")
    feed = models.ForeignKey(
        "blacklists.BlacklistFeed", verbose_name="数据接口", null=True, on_delete=models.PROTECT, related_name="imports"
    )
    feed_cursor = models.CharField("拉取时的游标", max_length=500, blank=True)
    hold_reason = models.JSONField("没有自动确认的原因", null=True, help_text="代码和参数；为空即没有等待人工确认。")
    new_count = models.PositiveIntegerField("新增条目数", default=0)
    changed_count = models.PositiveIntegerField("变更条目数", default=0)
    ended_count = models.PositiveIntegerField("移出条目数", default=0)
    unchanged_count = models.PositiveIntegerField("不变条目数", default=0)
    erased_count = models.PositiveIntegerField(
        "清除或改写已知内容的条目数", default=0, help_text="文件中有该栏而留空，或改写了已知的代码；逐条列在问题中。"
    )
    losing_identifier_count = models.PositiveIntegerField(
        "失去名称或代码的条目数", default=0, help_text="计入移出的条目数：失去的可能正是命中企业所凭的名称或代码。"
    )
    approval = models.OneToOneField(
        Approval,
        verbose_name="双人复核",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="待复核的确认，或经复核同意的确认。",
    )
    ended_examples = models.JSONField("移出的条目（部分）", default=list, help_text="各为主键、主体名称、文号。")

    objects = BlacklistImportQuerySet.as_manager()

    if TYPE_CHECKING:
        impacts: Any

    class Meta:
        verbose_name = verbose_name_plural = "“黑名单”导入"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["blacklist", "sha256"],
                condition=~Q(status=SubmissionState.WITHDRAWN) & Q(automatic=False) & ~Q(file=""),
                name="blacklist_same_bytes_once",
            ),
            states_known("status", SubmissionState, name="blacklist_status_known"),
        ]
        triggers = [
            keep_transitions("status", SUBMISSION_TRANSITIONS, name="blacklist_status_moves"),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            confirmed_immutable(),
        ]

    def get_status_display(self) -> str:
        """The label of the state; a checked import whose confirmation is proposed waits for a second user."""
        return "待第二人复核" if self.awaits_approval else str(SubmissionState(self.status).label)

    @property
    def awaits_approval(self) -> bool:
        """Whether the confirmation is proposed and a second user has still to approve it."""
        return self.is_checked and self.approval_id is not None

    @property
    def counted_on(self) -> date:
        """The day on which live entries are counted: the as-of day of a full list, today for changes."""
        return self.as_of if self.mode == Mode.FULL else timezone.localdate()

    @property
    def is_pushed(self) -> bool:
        """Whether a program pushed the file as JSON; False for an upload by a person and for a pull."""
        return self.automatic and self.feed_id is None

    @property
    def channel(self) -> Channel:
        return "push" if self.is_pushed else "file"


class BlacklistHeading(HeadingAlias):
    """A heading in the files of a blacklist, and the column that a person mapped it to."""

    blacklist = models.ForeignKey(
        Blacklist, verbose_name="领域", on_delete=models.CASCADE, related_name="heading_aliases"
    )
    key = models.CharField("含义", max_length=20, choices=list(BLACKLIST_TITLES.items()))

    class Meta(HeadingAlias.Meta):
        verbose_name = verbose_name_plural = "记住的“黑名单”表头"
        constraints = [models.UniqueConstraint(fields=["blacklist", "title"], name="blacklist_heading_once")]


class ParsedTable(models.Model):
    """The table of a JSON body that was parsed when it was received, until a worker has checked it.

    The request that receives a push must parse it to count and check the entries, and a pull to find its cursor; the
    worker takes the rows from here instead of parsing the stored bytes again. The rows may name natural persons, so
    they are deleted when the import is read, fails or is withdrawn.
    """

    CELL, ROW = "\x1f", "\x1e"

    submission = models.OneToOneField(
        BlacklistImport, primary_key=True, on_delete=models.CASCADE, related_name="parsed_table"
    )
    text = models.TextField("各行", help_text="单元格之间、行之间各以一个控制字符分隔。")

    class Meta:
        verbose_name = verbose_name_plural = "待处理的“黑名单”数据"

    def __str__(self) -> str:
        return str(self.submission)

    @classmethod
    def keep(cls, submission: BlacklistImport, rows: Iterable[list[str]]) -> None:
        """Store the table that a program pushed or a feed returned: its rows of cells, the header first."""
        lines = map(cls.CELL.join, without_controls(bounded_rows(rows)))
        cls.objects.create(submission=submission, text=cls.ROW.join(lines))

    @property
    def sheets(self) -> list[Sheet]:
        """The stored table as one sheet, in the form in which the file reader returns a JSON file.

        A table without any text has no sheet.
        """
        if not self.text:
            return []
        rows = [line.split(self.CELL) if line else [] for line in self.text.split(self.ROW)]
        return [Sheet("JSON", rows, is_data=True)]


class BlacklistRow(FileRow):
    """One row of an import. Of a row about a natural person only the line number is stored."""

    # Found by the unique index of submission and line.
    submission = models.ForeignKey(
        BlacklistImport, on_delete=models.PROTECT, related_name="rows", db_index=False, db_constraint=False
    )
    part = models.PositiveSmallIntegerField("第几个名称", default=0, help_text="一格写了几个名称的，各作一行。")
    name = models.TextField("主体名称", blank=True)
    other_names = models.TextField("曾用名", blank=True)
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
    unstated = models.TextField(
        "未载明的字段", blank=True, help_text="文件或该条没有的字段，以空格分隔；对这些字段，已知的内容不变。"
    )

    class Meta:
        verbose_name = verbose_name_plural = "“黑名单”行"
        ordering = ("line", "part")
        constraints = [
            models.UniqueConstraint(fields=["submission", "line", "part"], name="blacklist_line_once"),
        ]
        triggers = row_triggers("blacklists_blacklistimport")


class BlacklistProblem(FileProblem):
    """A problem of one cell of an import."""

    submission = models.ForeignKey(BlacklistImport, on_delete=models.CASCADE, related_name="problems")
    key = models.CharField("字段", max_length=20, choices=list(BLACKLIST_TITLES.items()))

    class Meta(FileProblem.Meta):
        verbose_name = verbose_name_plural = "“黑名单”的问题"
