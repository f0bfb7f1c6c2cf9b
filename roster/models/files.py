"""What every uploaded table has: the bytes as they came, how far the reading is, and its rows."""

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from roster.models.columns import state_field
from roster.states import SUBMISSION_LABELS, SubmissionState

MAX_ATTEMPTS = 3


def stored_name(submission: "FileSubmission", filename: str) -> str:
    """Where the bytes are kept: by content, never by the name that the sender gave."""
    return f"{submission._meta.model_name}/{submission.sha256[:2]}/{submission.sha256}"


class Mode(models.TextChoices):
    """Whether a file is the whole list or changes to it."""

    FULL = "full", "全量"
    CHANGES = "changes", "增量"


class Step(models.TextChoices):
    """How far the worker is with a file."""

    WAITING = "waiting", "等待处理"
    READING = "reading", "读取文件"
    UNDERSTANDING = "understanding", "识别表头与各行"
    CHECKING = "checking", "逐格校验"
    COMPARING = "comparing", "与现有名单比较"
    DONE = "done", "完成"


class FileSubmissionQuerySet(models.QuerySet[Any]):
    owner = ""

    def same_bytes(self, submission: "FileSubmission") -> "FileSubmissionQuerySet":
        """The submission of the same owner with the same bytes, unless it was withdrawn: at most one."""
        return self.exclude(status=SubmissionState.WITHDRAWN).filter(
            sha256=submission.sha256, **{self.owner: getattr(submission, self.owner)}
        )

    def waiting(self) -> "FileSubmissionQuerySet":
        """Files that a worker still has to read, or was reading when it died."""
        return self.filter(status__in=[SubmissionState.RECEIVED, SubmissionState.PROCESSING])


class FileSubmission(models.Model):
    """A file that somebody uploaded; kept as it came, with its SHA-256. The row is the queue (docs/adr/0004)."""

    file = models.FileField("文件", upload_to=stored_name, max_length=200)
    filename = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    mode = models.CharField("方式", max_length=10, choices=Mode.choices)
    as_of = models.DateField("截至日期")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="上传人", on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    status = state_field("状态", SUBMISSION_LABELS, SubmissionState.RECEIVED)
    attempts = models.PositiveSmallIntegerField("处理次数", default=0)
    step = models.CharField("进度", max_length=20, choices=Step.choices, default=Step.WAITING)
    reading = models.JSONField("怎样读的", default=dict, help_text="工作表、表头、各列、说明，以及识别时改写的单元格。")
    rows_total = models.PositiveIntegerField("行数", default=0)
    rows_done = models.PositiveIntegerField("已处理行数", default=0)
    refused_count = models.PositiveIntegerField("拒绝的问题数", default=0)
    failure = models.TextField("未能处理的原因", blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="确认人",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    confirmed_at = models.DateTimeField("确认时间", null=True)

    objects = FileSubmissionQuerySet.as_manager()

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        rows: Any

    def __str__(self) -> str:
        return f"{self.filename}（截至{self.as_of:%Y-%m-%d}，{self.get_mode_display()}）"

    @property
    def is_waiting(self) -> bool:
        """Whether a worker still has to do something."""
        return self.status in (SubmissionState.RECEIVED, SubmissionState.PROCESSING)

    @property
    def step_number(self) -> int:
        """How many of the four steps are behind it, for a progress bar."""
        return max(Step.values.index(self.step) - 1, 0)

    @property
    def is_checked(self) -> bool:
        return self.status == SubmissionState.CHECKED

    @property
    def can_withdraw(self) -> bool:
        return self.status in (SubmissionState.CHECKED, SubmissionState.FAILED, SubmissionState.RECEIVED)


def clean_filename(name: str) -> str:
    """The last part of the name that the sender gave, printable, at most 200 characters."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(c for c in last if c.isprintable())[-200:] or "未命名"


class FileRow(models.Model):
    """One row of such a file: what it said, what was understood, what is wrong with it."""

    line = models.PositiveIntegerField("行号")
    raw = models.JSONField("原文", help_text="列号 → 单元格文本")
    cells = models.JSONField("识别结果", help_text="字段 → 文本")
    problems = models.JSONField("问题", default=list)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"第{self.line}行"

    @property
    def is_refused(self) -> bool:
        return any(problem["severity"] == "refuse" for problem in self.problems)
