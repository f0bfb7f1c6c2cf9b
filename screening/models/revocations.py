"""取消资格: revocations by the competent customs office, and their restoration (plan §3)."""

from collections.abc import Iterable

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.models import Department, User
from approvals.models import Approval
from foundation.postgres.states import ended_immutable
from incentives.models import Measure
from roster.models import Enterprise, ListRules
from screening.models.ends import ended_by_two
from screening.states import RevocationCategory


class RevocationQuerySet(models.QuerySet["Revocation"]):
    def open(self) -> "RevocationQuerySet":
        """Revocations that have not been restored."""
        return self.filter(restored_on__isnull=True)

    def with_change(self) -> "RevocationQuerySet":
        """Annotate `changed_at`: when the revocation, or its restoration, was recorded."""
        return self.annotate(changed_at=Coalesce("restored_at", "revoked_at"))

    def to_approve(self, user: User) -> "RevocationQuerySet":
        """Revocations whose restoration another officer of the user's office proposed."""
        proposed = self.open().filter(approval__proposed_by__department=user.own_department)
        return proposed.exclude(approval__proposed_by=user).select_related("enterprise", "approval")


class Revocation(models.Model):
    """取消资格: a customs office revokes the qualification, and may restore it (plan §3).

    `measures` are the keys of the measures that departments are advised to stop; None for all of them. `rules` are
    those of the office that were in force on the day of the decision; None where it had uploaded none.
    """

    enterprise = models.ForeignKey(
        Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="revocations"
    )
    office = models.ForeignKey(Department, verbose_name="主管海关", on_delete=models.PROTECT)
    category = models.CharField("原因类别", max_length=20, choices=RevocationCategory.choices)
    reason = models.TextField("取消原因")
    document_number = models.CharField("决定文号", max_length=100)
    rules = models.ForeignKey(
        ListRules, verbose_name="名单管理办法", null=True, on_delete=models.PROTECT, related_name="revocations"
    )
    effective_on = models.DateField("取消日期")
    measures = ArrayField(
        models.BigIntegerField(), verbose_name="建议停止的措施", null=True, help_text="空即全部，包括以后补登的。"
    )
    revoked_by = models.ForeignKey(User, verbose_name="取消人", on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField("录入时间", auto_now_add=True)
    restored_on = models.DateField("恢复日期", null=True)
    restored_by = models.ForeignKey(User, verbose_name="恢复人", null=True, on_delete=models.PROTECT, related_name="+")
    restored_at = models.DateTimeField("恢复的录入时间", null=True)
    restore_reason = models.TextField("恢复原因", blank=True)
    restore_document = models.CharField("恢复文号", max_length=100, blank=True)
    approval = models.OneToOneField(
        Approval,
        verbose_name="双人复核",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="待复核的恢复，或经复核同意的恢复。",
    )

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
                condition=Q(category__in=RevocationCategory.values), name="revocation_category_known"
            ),
            models.CheckConstraint(
                condition=Q(measures__isnull=True) | Q(measures__len__gt=0), name="revocation_names_measures_or_all"
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
            ended_by_two(
                "screening.Revocation",
                name="enterprise_restored_by_two",
                ended_on="restored_on",
                ended_by="restored_by",
                document="restore_document",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}（{self.document_number}）"

    @property
    def cause(self) -> str:
        """The category and the reason with its document."""
        return f"{self.get_category_display()}：{self.reason}（{self.document_number}）"

    @property
    def has_proposal(self) -> bool:
        """Whether the restoration is proposed and a second officer has still to approve it."""
        return self.restored_on is None and self.approval_id is not None


def names_of_measures(revocations: Iterable[Revocation]) -> dict[int, list[str]]:
    """Return revocation → the names of the measures that it names, [] where it concerns all, in at most one query."""
    named = {revocation.pk: revocation.measures or [] for revocation in revocations}
    every = {key for keys in named.values() for key in keys}
    measures = list(Measure.objects.filter(pk__any_of=every)) if every else []
    return {pk: [str(measure) for measure in measures if measure.pk in keys] for pk, keys in named.items()}
