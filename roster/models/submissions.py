"""名单报送: the rosters that customs offices upload, with their rows, problems and removals."""

from collections.abc import Iterable
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from audit.types import EventType
from foundation.postgres.states import keep_transitions, states_known
from foundation.web.dates import shown_text
from roster.difference import RosterEnterprise
from spreadsheets.columns import DETAILS, ROSTER_COLUMNS, ROSTER_TITLES
from spreadsheets.days import ISO_DAY
from uploads.fields import confirmed_immutable, kept_when_confirmed, row_triggers
from uploads.models import FileProblem, FileRow, FileSubmission, FileSubmissionQuerySet, HeadingAlias
from uploads.states import SUBMISSION_TRANSITIONS, SubmissionState

CHANGE_LABELS = {"added": "新增", "removed": "退出", "changed": "变更", "unchanged": "不变", "transfer": "转入"}


class RosterSubmissionQuerySet(FileSubmissionQuerySet):
    owner = "office"

    def for_user(self, user: User) -> "RosterSubmissionQuerySet":
        """Submissions that the user may see: for a customs officer those of the own office, for other users all."""
        if user.role == Role.CUSTOMS:
            return self.filter(office=user.department)
        return self

    def same_bytes(self, submission: Any) -> "RosterSubmissionQuerySet":
        """Earlier submissions with the same bytes, except confirmed ones that a later roster of the office replaced.

        An office may return to earlier content.
        """
        newest = self.confirmed().filter(office=submission.office).order_by("-confirmed_at").values("pk")[:1]
        return super().same_bytes(submission).filter(~Q(status=SubmissionState.CONFIRMED) | Q(pk__in=newest))

    def to_confirm(self) -> "RosterSubmissionQuerySet":
        """Checked submissions without errors."""
        return self.filter(status=SubmissionState.CHECKED, error_count=0)

    def to_correct(self) -> "RosterSubmissionQuerySet":
        """Checked submissions that cannot be confirmed before their errors are corrected."""
        return self.filter(status=SubmissionState.CHECKED, error_count__gt=0)

    def newest_confirmed(self) -> "RosterSubmission | None":
        return self.confirmed().order_by("confirmed_at").last()


class RosterSubmission(FileSubmission):
    """One file that a customs officer uploaded (plan §2)."""

    read_task = "roster.tasks.read_roster"
    columns = ROSTER_COLUMNS
    needs_every_row = True
    withdrawn_event = EventType.ROSTER_WITHDRAWN
    rows_decided_event = EventType.ROSTER_ROWS_DECIDED
    as_of_event = EventType.ROSTER_AS_OF_CHANGED

    office = models.ForeignKey(
        Department, verbose_name="报送海关", on_delete=models.PROTECT, related_name="submissions"
    )
    base = models.ForeignKey(
        "self",
        verbose_name="比较时最近一次确认的报送",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    base_transfer = models.ForeignKey(
        "Transfer",
        verbose_name="比较时最近一次办结的移交",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    objects = RosterSubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名单报送"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["office", "sha256"],
                condition=~Q(status__in=[SubmissionState.WITHDRAWN, SubmissionState.CONFIRMED]),
                name="roster_same_bytes_once",
            ),
            states_known("status", SubmissionState, name="roster_status_known"),
            models.CheckConstraint(
                condition=~Q(status=SubmissionState.CONFIRMED) | Q(confirmed_at__isnull=False, error_count=0),
                name="roster_confirmed_without_refusal",
            ),
        ]
        triggers = [
            keep_transitions("status", SUBMISSION_TRANSITIONS, name="roster_status_moves"),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            confirmed_immutable(),
        ]

    def get_status_display(self) -> str:
        """The label of the state; a checked roster with errors cannot be confirmed."""
        if self.is_checked and self.error_count:
            return f"待改正（{self.error_count}处）"
        return str(SubmissionState(self.status).label)

    def offices_that_name(self, usccs: Iterable[str]) -> dict[str, str]:
        """USCC → another office whose roster asks for the transfer of the enterprise and waits for its confirmation."""
        rows = RosterRow.objects.filter(
            kind="transfer", uscc__in=list(usccs), submission__status=SubmissionState.CHECKED
        )
        return dict(rows.exclude(submission__office=self.office_id).values_list("uscc", "submission__office__name"))


class RosterHeadingQuerySet(models.QuerySet["RosterHeading"]):
    def for_user(self, user: User) -> "RosterHeadingQuerySet":
        """Headings that the user may see: for a customs officer those of the own office, for other users all."""
        return self.filter(office=user.department) if user.role == Role.CUSTOMS else self


class RosterHeading(HeadingAlias):
    """A heading in the files of an office and the column that an officer mapped it to."""

    office = models.ForeignKey(
        Department, verbose_name="海关", on_delete=models.CASCADE, related_name="heading_aliases"
    )
    key = models.CharField("含义", max_length=20, choices=list(ROSTER_TITLES.items()))

    objects = RosterHeadingQuerySet.as_manager()

    class Meta(HeadingAlias.Meta):
        verbose_name = verbose_name_plural = "记住的名单表头"
        constraints = [models.UniqueConstraint(fields=["office", "title"], name="roster_heading_once")]


class RosterRow(FileRow):
    """One row of a roster: the enterprise in the file, and the change that it makes to the roster in force."""

    # Found by the unique index of submission and line.
    submission = models.ForeignKey(
        RosterSubmission, on_delete=models.PROTECT, related_name="rows", db_index=False, db_constraint=False
    )
    name = models.TextField("企业名称", blank=True)
    uscc = models.TextField("统一社会信用代码", blank=True)
    customs_code = models.TextField("海关注册编码", blank=True)
    certified_on = models.TextField("认证日期", blank=True)
    address = models.TextField("地址", blank=True)
    registration_number = models.TextField("工商注册号", blank=True)
    grade = models.TextField("认证等级", blank=True)
    certificate_number = models.TextField("证书或决定书文号", blank=True)
    first_certified_on = models.TextField("初次认证日期", blank=True)
    recertified_on = models.TextField("重新认证日期", blank=True)
    review_due_on = models.TextField("下次复核日期", blank=True)
    stated_office = models.TextField("所属海关", blank=True)
    kind = models.CharField(
        "变化", max_length=20, blank=True, choices=list(CHANGE_LABELS.items()), help_text="须改正的行没有。"
    )
    before = models.JSONField("原来", null=True, help_text="变更的企业在现行名单上的内容。")

    class Meta:
        verbose_name = verbose_name_plural = "名单行"
        ordering = ("line",)
        constraints = [
            models.UniqueConstraint(fields=["submission", "line"], name="roster_line_once"),
            models.CheckConstraint(condition=Q(is_refused=False) | Q(kind=""), name="roster_refused_changes_nothing"),
            models.CheckConstraint(
                condition=~Q(kind="changed") | Q(before__isnull=False), name="roster_change_has_before"
            ),
        ]
        triggers = row_triggers("roster_rostersubmission")

    @property
    def enterprise(self) -> RosterEnterprise:
        return RosterEnterprise(*(getattr(self, field) for field in RosterEnterprise._fields))

    @property
    def certified_day(self) -> str:
        """The day of the certification for the page."""
        return shown_text(self.certified_on)

    @property
    def details(self) -> list[tuple[str, str]]:
        """Title and text of what the row states about the certification beside its day; a day is 2026年7月10日."""
        stated = ((title, getattr(self, key)) for key, title in ROSTER_TITLES.items() if key in DETAILS)
        return [(title, shown_text(text)) for title, text in stated if text]

    @property
    def is_review_passed(self) -> bool:
        """Whether the day of the next review is before today; that changes no standing."""
        due = self.review_due_on
        return ISO_DAY.fullmatch(due) is not None and due < timezone.localdate().isoformat()

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """Title, old and new text of each changed field; a day is 2026年7月10日."""
        before = self.before or {}
        return [
            (title, shown_text(before[key]), shown_text(getattr(self, key)))
            for key, title in ROSTER_TITLES.items()
            if key in before and before[key] != getattr(self, key)
        ]


class RosterProblem(FileProblem):
    """A problem in one cell of a roster."""

    submission = models.ForeignKey(RosterSubmission, on_delete=models.CASCADE, related_name="problems")
    key = models.CharField("字段", max_length=20, choices=list(ROSTER_TITLES.items()))

    class Meta(FileProblem.Meta):
        verbose_name = verbose_name_plural = "名单的问题"


class RosterRemoval(models.Model):
    """An enterprise on the roster in force that a whole roster omits, with its data at the comparison."""

    submission = models.ForeignKey(RosterSubmission, on_delete=models.CASCADE, related_name="removals")
    uscc = models.CharField("统一社会信用代码", max_length=18)
    name = models.CharField("企业名称", max_length=200)
    customs_code = models.CharField("海关注册编码", max_length=10, blank=True)
    certified_on = models.CharField("认证日期", max_length=10)
    address = models.CharField("地址", max_length=300, blank=True)
    registration_number = models.CharField("工商注册号", max_length=30, blank=True)
    reason = models.CharField("退出原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "将退出的企业"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["submission", "uscc"], name="roster_removed_once"),
        ]
        triggers = [kept_when_confirmed("roster_rostersubmission")]

    def __str__(self) -> str:
        return self.name
