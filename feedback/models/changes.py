"""Changes of applications after they were logged, and of answers to stop advice and its terms. Append-only."""

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.models import User
from feedback.models.applications import ApplicationContent, MeasureApplication, columns_of
from feedback.models.notices import ANSWER, StopAdvice
from feedback.states import ANSWERED, AnswerAct, ApplicationAct


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
            models.CheckConstraint(
                condition=~Q(act=ApplicationAct.STOP_CORRECTED) | Q(advice__isnull=False),
                name="change_of_stop_answers_advice",
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


class AnswerChange(models.Model):
    """答复的更正: one act on an answer to stop advice, with its reason and the answer before the act.

    `stopped_on` is the day of the answer before, None where it was to continue.
    """

    advice = models.ForeignKey(StopAdvice, verbose_name="停用建议", on_delete=models.PROTECT, related_name="changes")
    act = models.CharField("操作", max_length=20, choices=AnswerAct.choices)
    reason = models.TextField("理由")
    state = models.CharField("答复", max_length=20, choices=[(state.value, state.label) for state in ANSWERED])
    stopped_on = models.DateField("停止日期", null=True)
    answer = models.TextField("答复说明", blank=True)
    answered_by = models.ForeignKey(User, verbose_name="答复人", on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField("答复时间")
    changed_by = models.ForeignKey(User, verbose_name="操作人", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField("操作时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "答复的更正"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="answer_change_has_reason"),
            models.CheckConstraint(condition=Q(act__in=AnswerAct.values), name="answer_change_act_known"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="keeps_the_answer_before",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=f"""
                    IF NOT EXISTS (
                        SELECT FROM feedback_stopadvice a
                        JOIN feedback_measureapplication m ON m.id = a.application_id
                        WHERE a.id = NEW.advice_id AND a.state IN ('stopped', 'kept')
                            AND {columns_of("a", ANSWER)} IS NOT DISTINCT FROM {columns_of("NEW", ANSWER)}
                            AND NEW.stopped_on IS NOT DISTINCT FROM
                                CASE a.state WHEN 'stopped' THEN m.stopped_on END
                    ) THEN
                        RAISE EXCEPTION 'a change keeps the answer before it';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.advice}：{self.get_act_display()}"


class TermChange(models.Model):
    """期限的变动: the term of open stop advice, counted again by another calendar."""

    advice = models.ForeignKey(
        StopAdvice, verbose_name="停用建议", on_delete=models.PROTECT, related_name="term_changes"
    )
    due_on_before = models.DateField("原期限")
    due_on = models.DateField("期限")
    changed_at = models.DateTimeField("变动时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "期限的变动"
        ordering = ("pk",)
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.advice}：{self.due_on_before} → {self.due_on}"
