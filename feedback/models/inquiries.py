"""询问与答复: what a recipient of feedback asks the department about an application, and its answer."""

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.models import Department, User
from feedback.models.applications import DepartmentQuerySet, MeasureApplication, columns_of
from feedback.models.event_triggers import INQUIRY_EVENTS
from feedback.states import INQUIRY_TRANSITIONS, InquiryState
from foundation.numbers import business_number
from foundation.postgres.composed import Parameter
from foundation.postgres.states import ended_immutable, keep_transitions, state_field, states_known

ASKED = ("application", "department", "question", "requested_by", "asked_at")
ANSWERED = ("answer", "answered_by_id", "answered_at")


class InquiryQuerySet(DepartmentQuerySet):
    """`in_charge` leads to the department that answers; `department` is the one that asked."""

    in_charge = "application__in_charge"

    def of_department(self, department: Department | None) -> "InquiryQuerySet":
        """The inquiries of the department, and those about applications that it logged or is in charge of."""
        about = Q(application__department=department) | Q(application__in_charge=department)
        return self.filter(Q(department=department) | about)

    def to_answer(self, department: Department | Parameter | None) -> "InquiryQuerySet":
        return self.in_charge_of(department).filter(state=InquiryState.OPEN)

    def to_read(self, department: Department | Parameter | None) -> "InquiryQuerySet":
        """Answered ones whose answers the department that asked has not read."""
        return self.filter(department=department, state=InquiryState.ANSWERED)


class Inquiry(models.Model):
    """询问: one question about an application, and its one answer. Neither is changed; a further question is a new one.

    The three recipients, the department that applied, and the one in charge see it.
    """

    application = models.ForeignKey(
        MeasureApplication, verbose_name="措施实施", on_delete=models.PROTECT, related_name="inquiries"
    )
    department = models.ForeignKey(Department, verbose_name="询问单位", on_delete=models.PROTECT, related_name="+")
    question = models.TextField("询问")
    requested_by = models.ForeignKey(User, verbose_name="询问人", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("询问时间", auto_now_add=True)
    state = state_field("状态", InquiryState, InquiryState.OPEN)
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(User, verbose_name="答复人", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True)
    read_by = models.ForeignKey(User, verbose_name="查看人", null=True, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField("查看时间", null=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "询问与答复"
        ordering = ("-pk",)
        constraints = [
            states_known("state", InquiryState, name="inquiry_state_known"),
            models.CheckConstraint(condition=Q(question__regex=r"\S"), name="inquiry_has_question"),
            models.CheckConstraint(
                condition=Q(state=InquiryState.OPEN, answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (
                    ~Q(state=InquiryState.OPEN)
                    & Q(answer__regex=r"\S", answered_by__isnull=False, answered_at__isnull=False)
                ),
                name="inquiry_answered_with_text",
            ),
            models.CheckConstraint(
                condition=Q(state=InquiryState.READ, read_by__isnull=False, read_at__isnull=False)
                | (~Q(state=InquiryState.READ) & Q(read_by__isnull=True, read_at__isnull=True)),
                name="inquiry_read_by_somebody",
            ),
        ]
        triggers = [
            keep_transitions("state", INQUIRY_TRANSITIONS, name="inquiry_transition"),
            ended_immutable(pgtrigger.Q(old__state=InquiryState.READ)),
            pgtrigger.ReadOnly(name="question_immutable", fields=ASKED),
            pgtrigger.Protect(
                name="answer_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.state <> 'open' AND {columns_of('OLD', ANSWERED)}"
                    f" IS DISTINCT FROM {columns_of('NEW', ANSWERED)}"
                ),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            *INQUIRY_EVENTS,
        ]

    def __str__(self) -> str:
        return f"{self.department_name}询问：{self.application}"

    @property
    def number(self) -> str:
        """The number by which people name it."""
        return business_number(self.pk, self.asked_at)

    @property
    def department_name(self) -> str:
        """The name of the department when it asked."""
        return self.department.name_on(self.asked_at)

    @property
    def enterprise_id(self) -> int:
        return self.application.enterprise_id

    @property
    def is_open(self) -> bool:
        return self.state == InquiryState.OPEN
