"""The action plans and their sections."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.models import User
from approvals.models import Approval
from approvals.triggers import approved_by_another_user
from foundation.postgres.roles import APPLICATION
from foundation.postgres.states import ended_immutable, keep_transitions, state_field, states_known
from incentives.states import NEVER_IN_FORCE, PLAN_TRANSITIONS, PlanState


class ActionPlanQuerySet(models.QuerySet["ActionPlan"]):
    def adopted(self) -> "ActionPlanQuerySet":
        """The plans that were approved and not withdrawn, whether in force or not."""
        return self.filter(state=PlanState.ADOPTED)

    def to_approve(self, user: User) -> "ActionPlanQuerySet":
        """The plans of which, or for which, somebody else proposed a change that waits for approval."""
        return self.filter(approval__isnull=False).exclude(approval__proposed_by=user)

    def in_force(self, *, on: date) -> "ActionPlanQuerySet":
        return self.not_ended(on=on).filter(in_force_from__lte=on)

    def not_ended(self, *, on: date) -> "ActionPlanQuerySet":
        """The adopted plans that are in force on the day, or come into force later."""
        return self.adopted().filter(Q(ends_on=None) | Q(ends_on__gt=on))


class ActionPlan(models.Model):
    """行动计划: a policy document that measures come from.

    The first plan has no short name, and its measures are named by their numbers alone; those of any other plan have
    its short name before the number, so that no number is ambiguous and no name of a measure ever changes.
    """

    document_number = models.CharField("文号", max_length=50)
    title = models.CharField("标题", max_length=200)
    short_name = models.CharField(
        "简称",
        max_length=12,
        blank=True,
        help_text="写在措施的序号之前，如“外贸计划第1项”，不超过12个字，以后不能更改。",
    )
    issued_by = models.CharField("印发机关", max_length=100)
    issued_on = models.DateField("印发日期")
    in_force_from = models.DateField("施行日期")
    ends_on = models.DateField("废止日期", null=True, editable=False)
    parts = models.JSONField("正文", default=list, help_text="各部分的标题与段落，照录原文。")
    state = state_field("状态", PlanState, PlanState.PROPOSED)
    approval = models.ForeignKey(
        Approval, verbose_name="待复核的变动", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = ActionPlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "行动计划"
        ordering = ("in_force_from", "pk")
        constraints = [
            states_known("state", PlanState, name="plan_state_known"),
            *(
                models.UniqueConstraint(
                    fields=[field], condition=~Q(state__in=NEVER_IN_FORCE), name=f"plan_{field}_once"
                )
                for field in ("document_number", "short_name")
            ),
        ]
        triggers = [
            keep_transitions("state", PLAN_TRANSITIONS, name="plan_transition"),
            ended_immutable(pgtrigger.Q(old__state__in=NEVER_IN_FORCE)),
            pgtrigger.Protect(
                name="plan_begins_as_proposal",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition(f"current_user = '{APPLICATION}' AND NEW.state <> 'proposed'"),
            ),
            approved_by_another_user(
                "incentives.ActionPlan",
                approval="OLD.approval_id",
                name="plan_approved_by_another_user",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> NEW.state AND NEW.state IN ('adopted', 'withdrawn')"
                    " OR OLD.ends_on IS DISTINCT FROM NEW.ends_on"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.document_number}）"

    def has_ended(self, *, on: date) -> bool:
        return self.ends_on is not None and self.ends_on <= on

    @property
    def is_adopted(self) -> bool:
        return self.state == PlanState.ADOPTED


class Section(models.Model):
    """A group of measures of a plan."""

    plan = models.ForeignKey(ActionPlan, verbose_name="行动计划", on_delete=models.PROTECT, related_name="sections")
    number = models.PositiveSmallIntegerField("序号")
    label = models.CharField("编号", max_length=10)
    title = models.CharField("标题", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "措施类别"
        ordering = ("plan", "number")
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="section_once")]

    def __str__(self) -> str:
        return f"{self.label}{self.title}"
