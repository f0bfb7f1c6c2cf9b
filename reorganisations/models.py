"""机构变动: what happens to a department from a day on, as proposed, approved and carried out."""

from datetime import date, datetime, timedelta
from typing import TypedDict

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.department_acts import DepartmentAct, act_text
from accounts.models import Department, User
from approvals.models import Approval
from approvals.triggers import approved_by_another_user
from foundation.postgres.states import ended_immutable, keep_transitions, state_field, states_known
from reorganisations.states import REORGANISATION_TRANSITIONS, UNDONE, ReorganisationState


class Content(TypedDict, total=False):
    """What an act needs beside the departments.

    `name`: that of a rename and of a new department, which has a `code` as well. `measures` and `accounts`: the keys of
    those that are transferred; `work`: whether open violation reports and unread notices are handed over, too. A merger
    transfers everything.
    """

    name: str
    code: str
    measures: list[int]
    accounts: list[int]
    work: bool


class Names(TypedDict):
    """The names in the sentence of a reorganisation; "" for one that it does not have."""

    department: str
    target: str
    name: str


class ReorganisationQuerySet(models.QuerySet["Reorganisation"]):
    def undone(self) -> "ReorganisationQuerySet":
        """Those that are proposed, or approved and not carried out."""
        return self.filter(state__in=UNDONE)

    def coming(self) -> "ReorganisationQuerySet":
        """Those that are approved and not carried out, the next one first."""
        approved = self.filter(state=ReorganisationState.APPROVED)
        return approved.select_related("department", "target").order_by("day", "pk")

    def touching(self, department: Department) -> "ReorganisationQuerySet":
        """Those with which the department begins or ends up with something."""
        return self.filter(Q(department=department) | Q(target=department))

    def to_approve(self, user: User) -> "ReorganisationQuerySet":
        """Those that somebody else proposed and that wait for approval."""
        return self.filter(state=ReorganisationState.PROPOSED).exclude(approval__proposed_by=user)

    def due(self, *, on: date) -> "ReorganisationQuerySet":
        """Those that are approved and whose day has come, the first one first."""
        return self.coming().filter(day__lte=on)

    def done_in_part(self, *, since: datetime) -> "ReorganisationQuerySet":
        """Those that were carried out since the moment without everything that they name."""
        return self.filter(done_at__gte=since).exclude(left_out={}).select_related("department", "target")


class Reorganisation(models.Model):
    """机构变动: one act on a department. A row is immutable but for its state.

    Two system administrators agree to it. It is carried out once its day has come. `left_out` has those measures and
    accounts of its content that did not belong to the department any more by then.
    """

    act = state_field("变动", DepartmentAct)
    department = models.ForeignKey(
        Department, verbose_name="成员单位", null=True, on_delete=models.PROTECT, related_name="reorganisations"
    )
    target = models.ForeignKey(
        Department,
        verbose_name="承接单位",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="新设单位自施行起填写。",
    )
    day = models.DateField("施行日期")
    document_number = models.CharField("依据", max_length=200, help_text="文件名称及文号。")
    content = models.JSONField("内容", default=dict)
    left_out = models.JSONField("未划转的内容", default=dict)
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
            models.CheckConstraint(
                condition=Q(act=DepartmentAct.ESTABLISH, department__isnull=True)
                | (~Q(act=DepartmentAct.ESTABLISH) & Q(department__isnull=False)),
                name="reorganisation_of_a_department",
            ),
            models.UniqueConstraint(
                fields=["department"], condition=Q(state__in=UNDONE), name="reorganisation_undone_once"
            ),
        ]
        triggers = [
            keep_transitions("state", REORGANISATION_TRANSITIONS, name="reorganisation_transition"),
            ended_immutable(~pgtrigger.Q(old__state__in=UNDONE)),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            approved_by_another_user(
                "reorganisations.Reorganisation",
                approval="NEW.approval_id",
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__state__in=[ReorganisationState.APPROVED, ReorganisationState.DONE]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.summary}（{self.document_number}）"

    @property
    def source(self) -> Department:
        """The department of an act that begins with one."""
        assert self.department is not None
        return self.department

    @property
    def receiver(self) -> Department:
        """The department that receives something; a new one once it is established."""
        assert self.target is not None
        return self.target

    @property
    def agreed_by(self) -> tuple[User, User]:
        """The two administrators of an approved reorganisation: who proposed and who approved it."""
        assert self.approval is not None
        assert self.approval.decided_by is not None
        return self.approval.proposed_by, self.approval.decided_by

    @property
    def is_proposed(self) -> bool:
        return self.state == ReorganisationState.PROPOSED

    @property
    def is_approved(self) -> bool:
        return self.state == ReorganisationState.APPROVED

    @property
    def is_done(self) -> bool:
        return self.state == ReorganisationState.DONE

    @property
    def summary(self) -> str:
        """The act in one sentence, with the names before it."""
        return act_text(self.act, self.day, **self.names)

    @property
    def names(self) -> Names:
        """The names of the departments on the day before, and the name that the act gives."""
        before = self.day - timedelta(days=1)
        return Names(
            department=self.department.name_on(before) if self.department else "",
            target=self.target.name_on(before) if self.target else "",
            name=self.content.get("name", ""),
        )
