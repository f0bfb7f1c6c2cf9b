"""Reminders (催办) of stop advice that nobody has answered."""

import pgtrigger
from django.db import models
from django.db.models import Q

from feedback.models.notices import Notice, StopAdvice
from feedback.states import ReminderTime


class AdviceReminder(models.Model):
    """催办: one reminder of open stop advice, before its term ends or after it; each is sent once, in a notice."""

    advice = models.ForeignKey(StopAdvice, verbose_name="停用建议", on_delete=models.PROTECT, related_name="reminders")
    time = models.CharField("时点", max_length=10, choices=ReminderTime.choices)
    notice = models.ForeignKey(Notice, verbose_name="消息", on_delete=models.PROTECT, related_name="reminders")
    sent_at = models.DateTimeField("发出时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "催办"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["advice", "time"], name="reminder_once"),
            models.CheckConstraint(condition=Q(time__in=ReminderTime.values), name="reminder_time_known"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.advice}：{self.get_time_display()}"
