"""What the administrator adds to the calendar: years with their document, and single days that differ from them.

Rows are never changed. Of several rows for a year or a day the newest holds.
"""

from typing import Any

from django.db import models

from accounts.models import User
from foundation.web.dates import chinese_date


class NewestQuerySet(models.QuerySet[Any]):
    def newest_of(self, field: str) -> "NewestQuerySet":
        """The newest row for each value of the field."""
        return self.order_by(field, "-pk").distinct(field)


class CalendarYear(models.Model):
    """The days off and the working weekends of a year. It takes the place of the shipped file of that year."""

    year = models.PositiveSmallIntegerField("年份")
    document_number = models.CharField("文号", max_length=50, help_text="如：国办发明电〔2025〕7号。")
    issued_on = models.DateField("印发日期")
    days = models.TextField("放假与上班的日子")
    loaded_by = models.ForeignKey(User, verbose_name="载入人", on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField("载入时间", auto_now_add=True)

    objects = NewestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度放假安排"
        ordering = ("-year", "-pk")

    def __str__(self) -> str:
        return f"{self.year}年放假安排（{self.document_number}）"


class CalendarException(models.Model):
    """例外: one day that is worked, or not, otherwise than its year's notice says."""

    day = models.DateField("日期")
    is_working = models.BooleanField("上班", choices=[(False, "放假"), (True, "上班")])
    document_number = models.CharField("文号", max_length=50)
    reason = models.CharField("事由", max_length=100, help_text="会显示在期限的说明中，如：抗旱调休。")
    added_by = models.ForeignKey(User, verbose_name="登记人", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = NewestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "例外的日子"
        ordering = ("-day", "-pk")

    def __str__(self) -> str:
        return f"{chinese_date(self.day)}{'上班' if self.is_working else '放假'}（{self.document_number}）"
