"""Abstract models of what an uploaded table contains: headings that people mapped, rows and problems."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from spreadsheets.columns import letter_of
from spreadsheets.problems import PROBLEM_CODES, SEVERITY_LABELS, WHOLE_FILE
from spreadsheets.wording import ProblemText, problem_text
from uploads.fields import CellsField


class HeadingAlias(models.Model):
    """A heading in the files of one owner, and the column that a person mapped it to.

    Concrete models add the owner and `key`, the key of the column. `title` is the heading as title_key gives it.
    """

    title = models.CharField("表头（比较用）", max_length=60)
    heading = models.CharField("表头", max_length=60)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="指定人", on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField("指定时间", auto_now=True)

    class Meta:
        abstract = True
        ordering = ("key", "title")

    if TYPE_CHECKING:
        key: Any
        get_key_display: Any

    def __str__(self) -> str:
        return f"“{self.heading}”→{self.get_key_display()}"


class FileRow(models.Model):
    """One row of an uploaded file: `raw` has its cells as received; concrete models add a text column a field."""

    line = models.PositiveIntegerField("行号")
    raw = CellsField("原文", default=list, blank=True, help_text="从A列起的各单元格")
    is_refused = models.BooleanField("须改正", default=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        submission: Any

    def __str__(self) -> str:
        return f"第{self.line}行"

    @property
    def raw_cells(self) -> list[tuple[str, str, str]]:
        """Column letter, title in the file and received text of each cell that is not empty."""
        titles = {column["letter"]: column["heading"] for column in self.submission.reading.get("columns", ())}
        lettered = [(letter_of(place), text) for place, text in enumerate(self.raw)]
        return [(letter, titles.get(letter, ""), text) for letter, text in lettered if text.strip()]


class FileProblem(models.Model):
    """A problem in one cell: a code of PROBLEM_CODES with its parameters, rendered when it is shown.

    `key` is a column key of the concrete model's rows. `message` and `hint` query the submission.
    """

    line = models.PositiveIntegerField("行号")
    column = models.CharField("列", max_length=3, blank=True)
    code = models.CharField("代码", max_length=30)
    params = models.JSONField("参数", default=dict)
    severity = models.CharField("程度", max_length=10, choices=list(SEVERITY_LABELS.items()))
    cell = models.TextField("单元格内容", blank=True)
    suggestion = models.TextField("可能应为", blank=True, help_text="仅供核对后采用，绝不自动改写。")

    class Meta:
        abstract = True
        ordering = ("pk",)

    if TYPE_CHECKING:
        submission: Any

    def __str__(self) -> str:
        return f"{self.place}：{self.message}"

    @property
    def place(self) -> str:
        """The row and the column of the cell, or that the problem concerns the whole file."""
        return f"第{self.line}行{self.column}列" if self.row else "整份文件"

    @property
    def row(self) -> int | None:
        """The line in the file; None where the problem concerns the whole file."""
        return None if self.line == WHOLE_FILE else self.line

    @property
    def rule(self) -> str:
        """The rule of the problem, by which the page filters."""
        return PROBLEM_CODES[self.code].rule

    @property
    def message(self) -> str:
        """The sentence that states what is wrong."""
        return self._text.message

    @property
    def hint(self) -> str:
        """The sentence that states how to correct it."""
        return self._text.hint

    @cached_property
    def _text(self) -> ProblemText:
        submission = self.submission
        return problem_text(self.code, self.params, columns=submission.columns, channel=submission.channel)
