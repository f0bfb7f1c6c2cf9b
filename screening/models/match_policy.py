"""比对规则: the settings for scoring and deciding possible matches (plan §3; docs/screening.md)."""

from typing import TypedDict

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from approvals.models import Approval
from approvals.triggers import approved
from matching.rules import Thresholds
from screening.states import CONCLUSIONS, Decision

# Working days to decide a possible match, until the credit administrator sets the policy.
DEFAULT_TERM_WORKING_DAYS = 5


class ApprovalRule(models.TextChoices):
    """Which decisions need the approval of a second user; from the least to the most strict."""

    NONE = "none", "不需要：一人核实即生效"
    CONFIRMATIONS = "confirmations", "核实为同一主体的，须第二人复核"
    ALL = "all", "全部结论都须第二人复核"


class Act(models.TextChoices):
    """The last act on the policy."""

    CHANGED = "changed", "修改"
    PROPOSED = "proposed", "提出修改"
    APPROVED = "approved", "复核同意"
    REJECTED = "rejected", "退回拟定的修改"


class PolicyProposal(TypedDict):
    """The `change` of an approval of the policy."""

    approval_rule: str
    term_working_days: int


# Fewer decisions need approval than before.
IS_RELAXED = pgtrigger.Q(old__approval_rule=ApprovalRule.ALL) & ~pgtrigger.Q(
    new__approval_rule=ApprovalRule.ALL
) | pgtrigger.Q(old__approval_rule=ApprovalRule.CONFIRMATIONS, new__approval_rule=ApprovalRule.NONE)
# The update removes the approval that the row pointed to, so that no approval is used twice.
RELAXED_BY_TWO = f"""
    IF NEW.approval_id IS NOT NULL OR NOT EXISTS (
        {approved("OLD.approval_id", "screening.MatchPolicy")} AND decided_by_id = NEW.changed_by_id
            AND change ->> 'approval_rule' = NEW.approval_rule
    ) THEN
        RAISE EXCEPTION 'policy_relaxed_by_two: fewer decisions need approval only when another user approved that'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'policy_relaxed_by_two';
    END IF;
    RETURN NEW;
"""


@pghistory.track(exclude=["id"])
class MatchPolicy(models.Model):
    """The settings in force, in one row. Its earlier versions are kept as events."""

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE, editable=False)
    approval_rule = models.CharField(
        "第二人复核", max_length=20, choices=ApprovalRule.choices, default=ApprovalRule.NONE
    )
    term_working_days = models.PositiveSmallIntegerField(
        "核实期限（工作日）",
        default=DEFAULT_TERM_WORKING_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="联合激励对象出现疑似命中的，期限内保留资格，期满仍未核实转为待核实。对此后新出现的疑似命中生效。",
    )
    review_threshold = models.PositiveSmallIntegerField(
        "提请核实的分值", default=Thresholds().review, help_text="达到该分值的，提请核实；不到的只记录。"
    )
    ignore_below = models.PositiveSmallIntegerField(
        "不记录的分值", default=Thresholds().ignore, help_text="低于该分值的，不作为命中。"
    )
    act = models.CharField("事项", max_length=10, choices=Act.choices, default=Act.CHANGED)
    changed_by = models.ForeignKey(User, verbose_name="经办人", null=True, on_delete=models.PROTECT, related_name="+")
    change_reason = models.TextField("依据", blank=True)
    approval = models.OneToOneField(
        Approval,
        verbose_name="双人复核",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="待复核的修改。",
    )

    class Meta:
        verbose_name = verbose_name_plural = "比对规则"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="match_policy_is_one"),
            models.CheckConstraint(
                condition=Q(approval_rule__in=ApprovalRule.values), name="match_policy_approval_rule_known"
            ),
            models.CheckConstraint(
                condition=Q(term_working_days__gte=1, term_working_days__lte=60), name="match_policy_term_in_bounds"
            ),
            models.CheckConstraint(
                condition=Q(review_threshold__lte=100, ignore_below__lte=F("review_threshold")),
                name="match_policy_thresholds_in_order",
            ),
            models.CheckConstraint(condition=Q(act__in=Act.values), name="match_policy_act_known"),
        ]
        triggers = [
            # Without the row no decision would need approval.
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="policy_relaxed_by_two",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=IS_RELAXED,
                func=RELAXED_BY_TWO,
            ),
        ]

    def __str__(self) -> str:
        return "比对规则"

    @classmethod
    def current(cls) -> "MatchPolicy":
        """The row in force; an unsaved one with the defaults before the first change."""
        return cls.objects.first() or cls()

    @classmethod
    def locked(cls) -> "MatchPolicy":
        """The row in force, created if missing and locked until the transaction ends."""
        cls.objects.get_or_create()
        return cls.objects.select_related("approval__proposed_by").select_for_update(of=("self",)).get()

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(review=self.review_threshold, ignore=self.ignore_below)

    def requires_approval_of(self, decision: str) -> bool:
        """Whether such a decision takes effect only with the approval of a second user."""
        return self.approval_rule == ApprovalRule.ALL or (
            self.approval_rule == ApprovalRule.CONFIRMATIONS and decision == Decision.CONFIRMED
        )

    @property
    def requires_approval(self) -> bool:
        """Whether any decision needs approval. Relaxing the policy then needs it as well."""
        return self.approval_rule != ApprovalRule.NONE

    @property
    def decisions_needing_approval(self) -> list[str]:
        """The labels of the decisions that need the approval of a second user."""
        return [Decision(decision).label for decision in CONCLUSIONS if self.requires_approval_of(decision)]

    def is_relaxed_by(self, approval_rule: str, term_working_days: int) -> bool:
        """Whether fewer decisions would need approval, or possible matches could stay undecided for longer."""
        strictness = ApprovalRule.values.index
        return strictness(approval_rule) < strictness(self.approval_rule) or term_working_days > self.term_working_days

    @property
    def has_proposal(self) -> bool:
        """Whether a change waits for the approval of a second user."""
        return self.approval_id is not None

    @property
    def version(self) -> str:
        """The settings in force as text: the version for which a change is proposed."""
        return f"{self.approval_rule}/{self.term_working_days}"

    def note(self, act: Act, *, reason: str, by: User) -> None:
        """Set act, user and reason of a change. The caller saves."""
        self.act, self.change_reason, self.changed_by = act, reason, by


def proposed_rule(approval: Approval) -> ApprovalRule:
    """The approval rule that a proposed change of the policy would set."""
    return ApprovalRule(approval.change["approval_rule"])
