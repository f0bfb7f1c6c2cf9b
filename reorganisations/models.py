"""机构变动: what happens to a department from a day on, as proposed, approved and carried out."""

from datetime import date
from typing import TypedDict

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.models import Department
from approvals.models import Approval
from foundation.postgres.states import ended_immutable, keep_transitions, state_field, states_known
from foundation.web.dates import chinese_date
from reorganisations.states import REORGANISATION_TRANSITIONS, UNDONE, DepartmentAct, ReorganisationState


class Content(TypedDict, total=False):
    """What an act needs beside the department: `name` is the new name."""

    name: str


class ReorganisationQuerySet(models.QuerySet["Reorganisation"]):
    def undone(self) -> "ReorganisationQuerySet":
        """Those that are proposed, or approved and not carried out."""
        return self.filter(state__in=UNDONE)

    def due(self, *, on: date) -> "ReorganisationQuerySet":
        """Those that are approved and whose day has come."""
        return self.filter(state=ReorganisationState.APPROVED, day__lte=on)


class Reorganisation(models.Model):
    """机构变动: one act on a department. A row is immutable but for its state.

    Two system administrators agree to it. It is carried out once its day has come.
    """

    act = state_field("变动", DepartmentAct)
    department = models.ForeignKey(
        Department, verbose_name="成员单位", on_delete=models.PROTECT, related_name="reorganisations"
    )
    day = models.DateField("施行日期")
    document_number = models.CharField("依据", max_length=200, help_text="文件名称及文号。")
    content = models.JSONField("内容", default=dict)
    approval = models.OneToOneField(
        Approval, verbose_name="复核", null=True, on_delete=models.PROTECT, related_name="reorganisation"
    )
    state = state_field("状态", ReorganisationState, ReorganisationState.PROPOSED)
    done_at = models.DateTimeField("施行时间", null=True)

    objects = ReorganisationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机构变动"
        ordering = ("-pk",)
        constraints = [
            states_known("act", DepartmentAct, name="reorganisation_act_known"),
            states_known("state", ReorganisationState, name="reorganisation_state_known"),
            models.CheckConstraint(condition=Q(document_number__regex=r"\S"), name="reorganisation_has_document"),
            models.CheckConstraint(
                condition=Q(state=ReorganisationState.DONE, done_at__isnull=False)
                | (~Q(state=ReorganisationState.DONE) & Q(done_at__isnull=True)),
                name="reorganisation_done_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["department"], condition=Q(state__in=UNDONE), name="reorganisation_undone_once"
            ),
        ]
        triggers = [
            keep_transitions("state", REORGANISATION_TRANSITIONS, name="reorganisation_transition"),
            ended_immutable(~pgtrigger.Q(old__state__in=UNDONE)),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="approved_by_another_user",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__state__in=[ReorganisationState.APPROVED, ReorganisationState.DONE]),
                func="""
                    IF NOT EXISTS (
                        SELECT FROM approvals_approval
                        WHERE id = NEW.approval_id AND state = 'approved'
                            AND subject_type = 'reorganisations.Reorganisation' AND subject_key = NEW.id::text
                    ) THEN
                        RAISE EXCEPTION 'a reorganisation is approved by another user';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.summary}（{self.document_number}）"

    @property
    def is_proposed(self) -> bool:
        return self.state == ReorganisationState.PROPOSED

    @property
    def is_approved(self) -> bool:
        return self.state == ReorganisationState.APPROVED

    @property
    def summary(self) -> str:
        """The act in one sentence, with the names before it."""
        return f"{chinese_date(self.day)}起{self.department.name_on(self.day)}更名为{self.content['name']}"
