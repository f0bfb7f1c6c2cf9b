"""暂停资格: suspensions by the competent customs office while it examines a case, and their end (plan §3)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.models import Department, User
from approvals.models import Approval
from foundation.postgres.states import ended_immutable
from roster.models import Enterprise
from screening.models.ends import ended_by_two
from screening.models.revocations import Revocation


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def open(self) -> "SuspensionQuerySet":
        """Suspensions that were neither lifted nor replaced by a revocation."""
        return self.filter(lifted_on__isnull=True)

    def with_change(self) -> "SuspensionQuerySet":
        """Annotate `changed_at`: when the suspension, or its end, was recorded."""
        return self.annotate(changed_at=Coalesce("lifted_at", "suspended_at"))

    def to_approve(self, user: User) -> "SuspensionQuerySet":
        """Suspensions whose end another officer of the user's office proposed."""
        proposed = self.open().filter(approval__proposed_by__department=user.own_department)
        return proposed.exclude(approval__proposed_by=user).select_related("enterprise", "approval")


class Suspension(models.Model):
    """暂停资格: a customs office suspends the qualification, and lifts the suspension or revokes (plan §3).

    It holds from `effective_on` on, before `lifted_on`. `replaced_by` is the revocation that took its place, None where
    the office lifted it.
    """

    enterprise = models.ForeignKey(
        Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="suspensions"
    )
    office = models.ForeignKey(Department, verbose_name="主管海关", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("暂停原因")
    document_number = models.CharField("决定文号", max_length=100)
    effective_on = models.DateField("暂停日期")
    suspended_by = models.ForeignKey(User, verbose_name="暂停人", on_delete=models.PROTECT, related_name="+")
    suspended_at = models.DateTimeField("录入时间", auto_now_add=True)
    lifted_on = models.DateField("解除日期", null=True)
    lifted_by = models.ForeignKey(User, verbose_name="解除人", null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField("解除的录入时间", null=True)
    lift_reason = models.TextField("解除原因", blank=True)
    lift_document = models.CharField("解除文号", max_length=100, blank=True)
    replaced_by = models.OneToOneField(
        Revocation, verbose_name="改为取消资格", null=True, on_delete=models.PROTECT, related_name="replaced_suspension"
    )
    approval = models.OneToOneField(
        Approval,
        verbose_name="双人复核",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="待复核的解除，或经复核同意的解除。",
    )

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "暂停资格"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(lifted_on__isnull=True), name="suspension_open_once"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(document_number=""), name="suspension_with_reason_and_document"
            ),
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True, replaced_by__isnull=True)
                | Q(lifted_on__gte=F("effective_on"), lifted_by__isnull=False, lifted_at__isnull=False)
                & (
                    Q(replaced_by__isnull=False, lift_reason="", lift_document="")
                    | Q(replaced_by__isnull=True) & ~Q(lift_reason="") & ~Q(lift_document="")
                ),
                name="suspension_lifted_with_reason_or_replaced",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            ended_immutable(pgtrigger.Q(old__lifted_on__isnull=False)),
            # The officer who revokes ends the suspension alone.
            ended_by_two(
                "screening.Suspension",
                name="suspension_lifted_by_two",
                ended_on="lifted_on",
                ended_by="lifted_by",
                document="lift_document",
                unless="NEW.replaced_by_id IS NOT NULL",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}（{self.document_number}）"

    @property
    def cause(self) -> str:
        """The reason with its document."""
        return f"{self.reason}（{self.document_number}）"

    @property
    def has_proposal(self) -> bool:
        """Whether the end is proposed and a second officer has still to approve it."""
        return self.lifted_on is None and self.approval_id is not None
