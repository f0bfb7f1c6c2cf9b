"""暂不公布: enterprises that the credit desk keeps off the public list for a while."""

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.models import User
from foundation.postgres.states import ended_immutable
from roster.models import Enterprise


class HoldQuerySet(models.QuerySet["Hold"]):
    def in_force(self) -> "HoldQuerySet":
        return self.filter(lifted_at__isnull=True)


class Hold(models.Model):
    """暂不公布: an enterprise is not published until somebody lifts the hold; the public sees no reason.

    An enterprise that is taken off the public list is held as well.
    """

    enterprise = models.ForeignKey(Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="holds")
    reason = models.TextField("暂不公布的理由")
    held_by = models.ForeignKey(User, verbose_name="登记人", on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField("登记时间", auto_now_add=True)
    lifted_by = models.ForeignKey(User, verbose_name="解除人", null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField("解除时间", null=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "暂不公布"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["enterprise"], condition=Q(lifted_at__isnull=True), name="held_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="held_with_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="hold_lifted_by_somebody",
            ),
        ]
        triggers = [
            ended_immutable(pgtrigger.Q(old__lifted_at__isnull=False)),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}"
