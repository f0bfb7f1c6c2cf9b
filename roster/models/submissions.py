"""名单报送: the rosters that customs uploads."""

from django.db import models
from django.db.models import Q

from accounts.models import Department, User
from accounts.permissions import Role
from roster.intake.rows import ROSTER_COLUMNS
from roster.models.columns import keep_transitions, states_known
from roster.models.files import FileRow, FileSubmission, FileSubmissionQuerySet
from roster.states import SUBMISSION_LABELS, SUBMISSION_TRANSITIONS, SubmissionState

ROSTER_TITLES = {column.key: column.title for column in ROSTER_COLUMNS}
CHANGE_LABELS = {"joining": "新增", "leaving": "退出", "changed": "变更", "unchanged": "不变"}


class RosterSubmissionQuerySet(FileSubmissionQuerySet):
    owner = "office"

    def for_user(self, user: User) -> "RosterSubmissionQuerySet":
        """A customs officer sees its own office's; whoever else may look sees all."""
        if user.role == Role.CUSTOMS:
            return self.filter(office=user.department)
        return self

    def confirmed(self) -> "RosterSubmissionQuerySet":
        return self.filter(status=SubmissionState.CONFIRMED)

    def newest_confirmed(self) -> "RosterSubmission | None":
        return self.confirmed().order_by("confirmed_at").last()


class RosterSubmission(FileSubmission):
    """One file that a customs officer uploaded (plan §2)."""

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

    objects = RosterSubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名单报送"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["office", "sha256"],
                condition=~Q(status=SubmissionState.WITHDRAWN),
                name="roster_same_bytes_once",
            ),
            states_known("status", SUBMISSION_LABELS, name="roster_status_known"),
            models.CheckConstraint(
                condition=~Q(status=SubmissionState.CONFIRMED) | Q(confirmed_at__isnull=False, refused_count=0),
                name="roster_confirmed_without_refusal",
            ),
        ]
        triggers = [keep_transitions("status", SUBMISSION_TRANSITIONS, name="roster_status_moves")]


class RosterRow(FileRow):
    """One row of a roster."""

    submission = models.ForeignKey(RosterSubmission, on_delete=models.CASCADE, related_name="rows")

    class Meta:
        verbose_name = verbose_name_plural = "名单行"
        ordering = ("line",)
        constraints = [
            models.UniqueConstraint(fields=["submission", "line"], name="roster_line_once"),
        ]


class RosterChange(models.Model):
    """One firm's difference between a submission and the roster in force when it was compared."""

    submission = models.ForeignKey(RosterSubmission, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField("变化", max_length=20, choices=list(CHANGE_LABELS.items()))
    uscc = models.CharField("统一社会信用代码", max_length=18)
    before = models.JSONField("原来", null=True)
    after = models.JSONField("现在", null=True)
    fields = models.JSONField("变更的字段", default=list)
    row = models.ForeignKey(RosterRow, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "名单变化"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["submission", "uscc"], name="roster_change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.name}"

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """Title, old and new text of each changed field."""
        return [
            (title, self.before[key], self.after[key]) for key, title in ROSTER_TITLES.items() if key in self.fields
        ]

    @property
    def name(self) -> str:
        return (self.after or self.before)["name"]
