"""取消资格: revocations by the competent customs office, and their restoration (plan §3)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.models import Department, User
from foundation.postgres.states import ended_immutable
from roster.models import Enterprise


class RevocationQuerySet(models.QuerySet["Revocation"]):
    def open(self) -> "RevocationQuerySet":
        """Revocations that have not been restored."""
        return self.filter(restored_on__isnull=True)


class Revocation(models.Model):
    """取消资格: a customs office revokes the qualification, and may restore it (plan §3)."""

    enterprise = models.ForeignKey(
        Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="revocations"
    )
    office = models.ForeignKey(Department, verbose_name="主管海关", on_delete=models.PROTECT)
    reason = models.TextField("取消原因")
    document_number = models.CharField("决定文号", max_length=100)
    effective_on = models.DateField("取消日期")
    revoked_by = models.ForeignKey(User, verbose_name="取消人", on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField("录入时间", auto_now_add=True)
    restored_on = models.DateField("恢复日期", null=True)
    restored_by = models.ForeignKey(User, verbose_name="恢复人", null=True, on_delete=models.PROTECT, related_name="+")
    restored_at = models.DateTimeField("恢复的录入时间", null=True)
    restore_reason = models.TextField("恢复原因", blank=True)
    restore_document = models.CharField("恢复文号", max_length=100, blank=True)

    objects = RevocationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "取消资格"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(restored_on__isnull=True), name="revocation_open_once"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(document_number=""), name="revocation_with_reason_and_document"
            ),
            models.CheckConstraint(
                condition=Q(restored_on__isnull=True)
                | (
                    Q(restored_on__gte=F("effective_on"), restored_by__isnull=False, restored_at__isnull=False)
                    & ~Q(restore_reason="")
                    & ~Q(restore_document="")
                ),
                name="revocation_restored_with_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            ended_immutable(pgtrigger.Q(old__restored_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}（{self.document_number}）"
