"""双人复核: changes that take effect only when a second user approves them."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from approvals.states import APPROVAL_TRANSITIONS, ApprovalState
from foundation.postgres.states import ended_immutable, keep_transitions, state_field, states_known


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def pending(self) -> "ApprovalQuerySet":
        return self.filter(state=ApprovalState.PENDING)

    def of_subject(self, subject: models.Model) -> "ApprovalQuerySet":
        return self.filter(subject_type=subject._meta.label, subject_key=str(subject.pk))


class Approval(models.Model):
    """One proposed change of one subject. The subject's app defines the shape of `change` and applies it."""

    # The subject belongs to a higher app: text instead of a foreign key.
    subject_type = models.CharField("对象类别", max_length=100, help_text="模型，如screening.ScreeningHit。")
    subject_key = models.CharField("对象编号", max_length=50)
    change = models.JSONField("拟定内容")
    expected_version = models.CharField("提出时的版本", max_length=64, help_text="提出人所见的对象版本。")
    proposed_by = models.ForeignKey(User, verbose_name="提出人", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    reason = models.TextField("提出理由")
    state = state_field("状态", ApprovalState, ApprovalState.PENDING)
    decided_by = models.ForeignKey(User, verbose_name="复核人", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("复核时间", null=True)
    decision_reason = models.TextField("复核意见", blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "双人复核"
        ordering = ("-pk",)
        constraints = [
            states_known("state", ApprovalState, name="approval_state_known"),
            models.UniqueConstraint(
                fields=["subject_type", "subject_key"],
                condition=Q(state=ApprovalState.PENDING),
                name="approval_pending_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="approval_proposed_with_reason"),
            models.CheckConstraint(
                condition=Q(
                    state=ApprovalState.PENDING, decided_by__isnull=True, decided_at__isnull=True, decision_reason=""
                )
                | Q(state=ApprovalState.APPROVED, decided_by__isnull=False, decided_at__isnull=False)
                | Q(
                    state__in=[ApprovalState.REJECTED, ApprovalState.WITHDRAWN],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                & ~Q(decision_reason="")
                | Q(
                    state=ApprovalState.SUPERSEDED,
                    decided_by__isnull=True,
                    decided_at__isnull=False,
                    decision_reason="",
                ),
                name="approval_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ApprovalState.APPROVED, ApprovalState.REJECTED])
                | ~Q(decided_by=F("proposed_by")),
                name="approval_decided_by_other_user",
            ),
            models.CheckConstraint(
                condition=~Q(state=ApprovalState.WITHDRAWN) | Q(decided_by=F("proposed_by")),
                name="approval_withdrawn_by_proposer",
            ),
        ]
        triggers = [
            keep_transitions("state", APPROVAL_TRANSITIONS, name="approval_transition"),
            pgtrigger.ReadOnly(
                name="proposal_immutable",
                fields=[
                    *("subject_type", "subject_key", "change", "expected_version"),
                    *("proposed_by", "proposed_at", "reason"),
                ],
            ),
            ended_immutable(~pgtrigger.Q(old__state=ApprovalState.PENDING)),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_key}：{self.get_state_display()}"

    @property
    def is_pending(self) -> bool:
        return bool(self.state == ApprovalState.PENDING)
