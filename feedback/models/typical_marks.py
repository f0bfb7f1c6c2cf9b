"""典型: a recipient of feedback marks an application as typical, so that a public case is written of it."""

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.models import Department, User
from feedback.models.applications import MeasureApplication
from foundation.postgres.states import ended_immutable


class TypicalMark(models.Model):
    """典型: one mark of an application with its reason, until it is taken back; one is in force at a time."""

    application = models.ForeignKey(
        MeasureApplication, verbose_name="措施实施", on_delete=models.PROTECT, related_name="typical_marks"
    )
    department = models.ForeignKey(Department, verbose_name="标记单位", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("理由")
    marked_by = models.ForeignKey(User, verbose_name="标记人", on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField("标记时间", auto_now_add=True)
    unmarked_by = models.ForeignKey(User, verbose_name="取消人", null=True, on_delete=models.PROTECT, related_name="+")
    unmarked_at = models.DateTimeField("取消时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "典型标记"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=Q(reason__regex=r"\S"), name="typical_mark_has_reason"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(unmarked_at__isnull=True), name="typical_marked_once"
            ),
            models.CheckConstraint(
                condition=Q(unmarked_at__isnull=True, unmarked_by__isnull=True)
                | Q(unmarked_at__isnull=False, unmarked_by__isnull=False),
                name="typical_mark_has_its_end",
            ),
        ]
        triggers = [
            ended_immutable(pgtrigger.Q(old__unmarked_at__isnull=False)),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.application}"

    @property
    def enterprise_id(self) -> int:
        return self.application.enterprise_id

    @property
    def department_name(self) -> str:
        """The name of the department when it marked the application."""
        return self.department.name_on(self.marked_at)
