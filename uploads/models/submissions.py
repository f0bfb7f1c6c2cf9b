"""The abstract model of an uploaded table: the original bytes, and the progress of reading them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from audit.types import EventType
from foundation.numbers import business_number
from foundation.postgres.states import state_field
from foundation.web.dates import chinese_date
from free_text.numbers import cut_personal_numbers
from spreadsheets.columns import Column
from spreadsheets.lone_names import cut_label
from spreadsheets.notes import FOLDED_NOTES
from spreadsheets.problems import MAY_BE_PERSON, SET_ASIDE_REASONS, WHOLE_FILE
from spreadsheets.reading_wording import row_counts_text
from spreadsheets.wording import Channel, failure_text, note_text
from uploads.states import SubmissionState

# Retention of the rows that may be about natural persons, from the upload of an unsettled file on.
HELD_RETENTION = timedelta(days=7)
# Retention of a file that could not be read, and therefore may contain personal data.
UNREADABLE_RETENTION = timedelta(days=7)
UNSETTLED = (SubmissionState.CHECKED, SubmissionState.FAILED)


def stored_name(submission: "FileSubmission", filename: str) -> str:
    """Return the path of the stored bytes, named by content and never by the name that the sender gave."""
    return f"{submission._meta.model_name}/{submission.sha256[:2]}/{submission.sha256}"


class Mode(models.TextChoices):
    """Whether a file is the whole roster or blacklist, or changes to it."""

    FULL = "full", "全量"
    CHANGES = "changes", "增量"


class Step(models.TextChoices):
    """The step that the worker has reached with a file."""

    WAITING = "waiting", "等待处理"
    READING = "reading", "读取文件"
    UNDERSTANDING = "understanding", "识别表头与各行"
    CHECKING = "checking", "逐格校验"
    COMPARING = "comparing", "与现有名单比较"
    DONE = "done", "完成"


class FileSubmissionQuerySet(models.QuerySet[Any]):
    owner = ""

    def same_bytes(self, submission: "FileSubmission") -> "FileSubmissionQuerySet":
        """Submissions of the same owner with the same bytes that were not withdrawn: at most one."""
        return self.exclude(status=SubmissionState.WITHDRAWN).filter(
            sha256=submission.sha256, **{self.owner: getattr(submission, self.owner)}
        )

    def confirmed(self) -> "FileSubmissionQuerySet":
        return self.filter(status=SubmissionState.CONFIRMED)

    def waiting(self) -> "FileSubmissionQuerySet":
        """Files that wait for a worker, or whose worker died while it read them."""
        return self.filter(status__in=[SubmissionState.RECEIVED, SubmissionState.PROCESSING])

    def expired_unreadable(self) -> "FileSubmissionQuerySet":
        """Files that could not be read and whose retention has ended."""
        failed = self.filter(status=SubmissionState.FAILED).exclude(reading__has_key="columns").exclude(file="")
        return failed.filter(uploaded_at__lte=timezone.now() - UNREADABLE_RETENTION)

    def expired_held(self) -> "FileSubmissionQuerySet":
        """Unsettled files whose rows are held until a person decides what they are, and whose retention has ended."""
        expired = self.filter(status__in=UNSETTLED, uploaded_at__lte=timezone.now() - HELD_RETENTION)
        return expired.exclude(sheets_file="").filter(problems__code=MAY_BE_PERSON).distinct()


class FileSubmission(models.Model):
    """An uploaded file, stored unchanged with its SHA-256. The row is the queue (docs/adr/0004).

    `read_task` names the task that reads it; `withdrawn_event`, `rows_decided_event` and `as_of_event` are the audit
    events of a withdrawal, of decisions on rows and of another as-of day; `columns` are those that its table may have;
    `needs_every_row`: whether a file with rows to correct cannot be confirmed.
    """

    read_task: ClassVar[str]
    withdrawn_event: ClassVar[EventType]
    rows_decided_event: ClassVar[EventType]
    as_of_event: ClassVar[EventType]
    columns: ClassVar[Sequence[Column]]
    needs_every_row: ClassVar[bool]

    file = models.FileField("文件", upload_to=stored_name, max_length=200)
    filename = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    mode = models.CharField("方式", max_length=10, choices=Mode.choices)
    as_of = models.DateField("截至日期")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="上传人", on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    status = state_field("状态", SubmissionState, SubmissionState.RECEIVED)
    attempts = models.PositiveSmallIntegerField("处理次数", default=0)
    step = models.CharField("进度", max_length=20, choices=Step.choices, default=Step.WAITING)
    reading = models.JSONField("读取方式", default=dict, help_text="工作表、表头、各列、说明，以及识别时改写的单元格。")
    rows_total = models.PositiveIntegerField("行数", default=0)
    layout = models.JSONField(
        "指定的表头和列", null=True, help_text="经办人指定的工作表、表头行和各列；为空即由系统识别。"
    )
    cell_edits = models.JSONField("在页面上改正的单元格", default=list)
    row_decisions = models.JSONField("经办人对行的认定", default=dict, help_text="行号 → 是否企业；为空即由系统识别。")
    sheets_file = models.FileField(
        "各工作表",
        upload_to=stored_name,
        max_length=200,
        blank=True,
        help_text="去除个人信息之后的内容，供再次读取；含待认定的行，文件办结即删除。",
    )
    redacted_rows = models.PositiveIntegerField(
        "去除的自然人行数", null=True, help_text="有值即原文件含自然人或身份证号，已换为去除之后的文件。"
    )
    error_count = models.PositiveIntegerField("须改正的问题数", default=0)
    confirm_count = models.PositiveIntegerField("须核实的问题数", default=0)
    notice_count = models.PositiveIntegerField("请留意的问题数", default=0)
    failure_code = models.CharField("未能处理的原因", max_length=30, blank=True)
    failure_params = models.JSONField("未能处理的原因的参数", default=dict)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="确认人",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    confirmed_at = models.DateTimeField("确认时间", null=True)

    # The pending approval of the confirmation; a file whose confirmation needs none has no field `approval`.
    approval_id: int | None = None

    objects = FileSubmissionQuerySet.as_manager()

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        rows: Any
        problems: Any

    def __str__(self) -> str:
        return f"{self.filename}（截至{chinese_date(self.as_of)}，{self.get_mode_display()}）"

    @property
    def number(self) -> str:
        """The number by which people name it."""
        return business_number(self.pk, self.uploaded_at)

    @property
    def channel(self) -> Channel:
        """The channel for which problems and failures are worded."""
        return "file"

    @property
    def failure(self) -> str:
        """The message that states why the file could not be read; "" if it did not fail."""
        if not self.failure_code:
            return ""
        return failure_text(self.failure_code, self.failure_params, columns=self.columns, channel=self.channel)

    @property
    def notes_that_matter(self) -> list[str]:
        """The problems of the whole file, and the notes on the reading that stand above the table, as sentences."""
        of_file = [f"{problem.message}：{problem.hint}" for problem in self.problems.filter(line=WHOLE_FILE)]
        return [*of_file, *(text for code, text in self._notes if code not in FOLDED_NOTES)]

    @property
    def folded_notes(self) -> list[str]:
        """The other notes on how the file was read, as Chinese sentences."""
        return [text for code, text in self._notes if code in FOLDED_NOTES]

    @property
    def reading_notes(self) -> list[str]:
        """All notes on how the file was read, as Chinese sentences."""
        return [text for _, text in self._notes]

    @property
    def _notes(self) -> list[tuple[str, str]]:
        """Code and sentence of each note."""
        notes = self.reading.get("notes", ())
        return [(note["code"], note_text(note["code"], note["params"])) for note in notes]

    @property
    def row_counts_text(self) -> str:
        """The sentence of the rows in the file: read, refused, set aside; "" for a file that was not read."""
        return row_counts_text(self.reading, channel=self.channel)

    @property
    def set_aside_counts(self) -> list[tuple[str, int]]:
        """Label and number of rows of each reason for which rows are set aside, the most frequent first."""
        counts = self.reading.get("set_aside_reasons", {})
        return sorted(((SET_ASIDE_REASONS[reason], counts[reason]) for reason in counts), key=lambda pair: -pair[1])

    @property
    def set_aside_rows(self) -> list[dict[str, Any]]:
        """The first rows that are set aside: line, label of the reason, text, and whether they can be read at all."""
        return [
            {**row, "label": SET_ASIDE_REASONS[row["reason"]], "may_be_read": row["reason"] != "header"}
            for row in self.reading.get("set_aside", ())
        ]

    @property
    def decided_rows(self) -> list[tuple[int, bool]]:
        """Line and whether it is an enterprise, of each row about which a person decided."""
        return sorted((int(line), is_enterprise) for line, is_enterprise in self.row_decisions.items())

    @property
    def is_adjusted(self) -> bool:
        """Whether a person set the layout, edited cells or decided about rows."""
        return bool(self.layout or self.cell_edits or self.row_decisions)

    @property
    def is_waiting(self) -> bool:
        """Whether the file waits for a worker or is being read."""
        return self.status in (SubmissionState.RECEIVED, SubmissionState.PROCESSING)

    @property
    def step_number(self) -> int:
        """The number of completed steps of four, for a progress bar."""
        return max(Step.values.index(self.step) - 1, 0)

    @property
    def steps(self) -> list[tuple[str, str, bool]]:
        """Label, result and whether it is completed, of each of the four steps."""
        rows = f"{self.rows_total}行" if self.rows_total else ""
        sheets = len(self.reading.get("sheets", ()))
        results = (f"{sheets}张工作表" if sheets else "", rows, rows, rows)
        labels = Step.labels[1:5]
        completed = self.step_number
        return [
            (label, result if place < completed else "", place < completed)
            for place, (label, result) in enumerate(zip(labels, results, strict=True))
        ]

    @property
    def was_read(self) -> bool:
        """Whether the last reading found a table; the rows of a file without one are not checked."""
        return "columns" in self.reading

    @property
    def discard_at(self) -> datetime | None:
        """The time at which an unreadable file is discarded; None for one that was read or is no longer stored."""
        is_unread = self.status == SubmissionState.FAILED and not self.was_read and self.file
        return self.uploaded_at + UNREADABLE_RETENTION if is_unread else None

    @property
    def can_read_again(self) -> bool:
        """Whether the file is stored, and neither confirmed nor withdrawn."""
        return self.is_unsettled and bool(self.file)

    @property
    def held_until(self) -> datetime | None:
        """The time at which the rows that may be about natural persons are deleted; None without such rows."""
        is_held = self.is_unsettled and self.sheets_file and self.problems.filter(code=MAY_BE_PERSON).exists()
        return self.uploaded_at + HELD_RETENTION if is_held else None

    @property
    def is_checked(self) -> bool:
        return self.status == SubmissionState.CHECKED

    @property
    def problem_count(self) -> int:
        return self.error_count + self.confirm_count + self.notice_count

    @property
    def problem_counts_text(self) -> str:
        """How many problems there are of each severity; a severity without problems is left out."""
        counts = (("须改正", self.error_count), ("须核实", self.confirm_count), ("请留意", self.notice_count))
        return "，".join(f"{label}{count}处" for label, count in counts if count) or "没有问题"

    @property
    def can_withdraw(self) -> bool:
        """Whether the file can be withdrawn: until it is confirmed, also while a worker reads it."""
        return self.status not in (SubmissionState.CONFIRMED, SubmissionState.WITHDRAWN)

    @property
    def is_unsettled(self) -> bool:
        """Whether the file is checked or failed: no worker has to read it, and nobody has confirmed or withdrawn it."""
        return self.status in UNSETTLED


def clean_filename(name: str) -> str:
    """Return the last part of the name that the sender gave, printable, at most 200 characters.

    Names and numbers of persons are cut out of it.
    """
    last = PurePath(name.replace("\\", "/")).name
    return cut_personal_numbers(cut_label("".join(c for c in last if c.isprintable())))[-200:] or "未命名"
