"""Changes of applications after they were logged: corrected, stopped, cancelled. Append-only."""

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.models import User
from feedback.models.applications import ApplicationContent, MeasureApplication, columns_of
from feedback.models.notices import StopAdvice
from feedback.states import ApplicationAct


class ApplicationChange(ApplicationContent):
    """更正记录: one act on an application, with its reason and the content before the act."""

    application = models.ForeignKey(
        MeasureApplication, verbose_name="措施实施", on_delete=models.PROTECT, related_name="changes"
    )
    act = models.CharField("操作", max_length=20, choices=ApplicationAct.choices)
    reason = models.TextField("理由", blank=True)
    advice = models.ForeignKey(
        StopAdvice, verbose_name="答复的停用建议", null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_by = models.ForeignKey(User, verbose_name="操作人", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField("操作时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "措施实施的更正"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") | Q(act=ApplicationAct.STOPPED, advice__isnull=False),
                name="change_has_reason",
            ),
            models.CheckConstraint(condition=Q(act__in=ApplicationAct.values), name="change_act_known"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="keeps_the_content_before",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=f"""
                    IF NOT EXISTS (
                        SELECT FROM feedback_measureapplication a
                        WHERE a.id = NEW.application_id AND a.cancelled_at IS NULL
                            AND {columns_of("a")} IS NOT DISTINCT FROM {columns_of("NEW")}
                    ) THEN
                        RAISE EXCEPTION 'a change keeps the content before it';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}：{self.get_act_display()}"
