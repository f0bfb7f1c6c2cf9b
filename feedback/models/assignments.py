"""交办: which clerk of the department in charge does an open piece of work. The work itself stays the department's."""

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from feedback.models.applications import DepartmentQuerySet
from feedback.models.inquiries import Inquiry
from feedback.models.notices import StopAdvice
from feedback.models.reports import ViolationReport
from feedback.states import AdviceState, AssignmentEnd, InquiryState, ReportState, Whose
from foundation.postgres.composed import Parameter
from foundation.postgres.states import ended_immutable
from roster.models import Certification
from staffing.models import Absence, absence_text

Assignable = StopAdvice | Inquiry | ViolationReport
# What a list reads beforehand, so that each row has its assignee.
ASSIGNEES = ("assignments__assignee__absences__stand_in",)
# Model of the work → the field of the assignment that refers to it.
FIELDS: dict[type[models.Model], str] = {StopAdvice: "advice", Inquiry: "inquiry", ViolationReport: "report"}
# The current assignments of open reports that another office than that of their assignees decides from now on.
END_OF_OTHER_OFFICE = f"""
    UPDATE feedback_assignment assignment SET ended_at = now(), end_reason = '{AssignmentEnd.HANDED_OVER.value}'
    FROM feedback_violationreport report, accounts_user assignee, written{{earlier}}
    WHERE assignment.ended_at IS NULL AND report.id = assignment.report_id AND assignee.id = assignment.assignee_id
        AND report.state = '{ReportState.OPEN.value}' AND report.enterprise_id = written.enterprise_id
        AND assignee.department_id IS DISTINCT FROM written.office_id{{changed}};
    RETURN NULL;
"""


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def current(self) -> "AssignmentQuerySet":
        return self.filter(ended_at__isnull=True)

    def of_open_work(self) -> "AssignmentQuerySet":
        """The current ones whose work waits for an answer or a decision."""
        return self.current().filter(
            Q(advice__state=AdviceState.OPEN) | Q(inquiry__state=InquiryState.OPEN) | Q(report__state=ReportState.OPEN)
        )


class Assignment(models.Model):
    """交办: one clerk takes, or is given, one piece of work. Giving it to another clerk ends it and makes a new one.

    It also ends when the clerk's account is deactivated or moves to another department, by a trigger, and when another
    department takes charge of the work: of a report when its enterprise goes to the other customs office, by a trigger.
    """

    advice = models.ForeignKey(
        StopAdvice, verbose_name="停用建议", null=True, on_delete=models.PROTECT, related_name="assignments"
    )
    inquiry = models.ForeignKey(
        Inquiry, verbose_name="询问与答复", null=True, on_delete=models.PROTECT, related_name="assignments"
    )
    report = models.ForeignKey(
        ViolationReport, verbose_name="失信线索", null=True, on_delete=models.PROTECT, related_name="assignments"
    )
    assignee = models.ForeignKey(User, verbose_name="经办人", on_delete=models.PROTECT, related_name="assignments")
    assigned_by = models.ForeignKey(User, verbose_name="交办人", on_delete=models.PROTECT, related_name="+")
    note = models.TextField("说明", blank=True)
    assigned_at = models.DateTimeField("交办时间", auto_now_add=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    end_reason = models.CharField("结束原因", max_length=20, choices=AssignmentEnd.choices, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "交办"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["advice"], condition=Q(ended_at__isnull=True), name="assignment_of_advice_once"
            ),
            models.UniqueConstraint(
                fields=["inquiry"], condition=Q(ended_at__isnull=True), name="assignment_of_inquiry_once"
            ),
            models.UniqueConstraint(
                fields=["report"], condition=Q(ended_at__isnull=True), name="assignment_of_report_once"
            ),
            models.CheckConstraint(
                condition=Q(advice__isnull=False, inquiry__isnull=True, report__isnull=True)
                | Q(advice__isnull=True, inquiry__isnull=False, report__isnull=True)
                | Q(advice__isnull=True, inquiry__isnull=True, report__isnull=False),
                name="assignment_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_reason="")
                | Q(ended_at__isnull=False, end_reason__in=AssignmentEnd.values),
                name="assignment_ended_for_a_reason",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="content_immutable", exclude=["ended_at", "end_reason"]),
            ended_immutable(pgtrigger.Q(old__ended_at__isnull=False)),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.work}：{self.assignee}"

    @property
    def work(self) -> Assignable:
        work: Assignable = self.advice or self.inquiry or self.report
        return work


class AssignedAccount(User):
    """The accounts, with the trigger that ends the assignments of one that is deactivated or moves."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="end_assignments",
                operation=pgtrigger.Update,
                when=pgtrigger.After,
                condition=pgtrigger.Q(old__is_active=True, new__is_active=False)
                | pgtrigger.Q(old__department__df=pgtrigger.F("new__department")),
                func=f"""
                    UPDATE feedback_assignment SET ended_at = now(), end_reason = '{AssignmentEnd.LEFT.value}'
                    WHERE assignee_id = NEW.id AND ended_at IS NULL;
                    RETURN NULL;
                """,
            )
        ]


class AssignedCertification(Certification):
    """The certifications, with the triggers that end the assignments of reports when another office certifies."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="end_assignments_of_added",
                level=pgtrigger.Statement,
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                referencing=pgtrigger.Referencing(new="written"),
                func=END_OF_OTHER_OFFICE.format(earlier="", changed=""),
            ),
            pgtrigger.Trigger(
                name="end_assignments_of_moved",
                level=pgtrigger.Statement,
                operation=pgtrigger.Update,
                when=pgtrigger.After,
                referencing=pgtrigger.Referencing(old="earlier", new="written"),
                func=END_OF_OTHER_OFFICE.format(
                    earlier=", earlier",
                    changed=" AND earlier.id = written.id AND earlier.office_id <> written.office_id",
                ),
            ),
        ]


def by_assignee(work: DepartmentQuerySet, whose: str, user: User | Parameter) -> DepartmentQuerySet:
    """Return those of the work that the user does by name now, or not (a value of Whose).

    What a colleague was given is the user's own while the user stands in for the colleague.
    """
    current, stood_in_for = _current(work), Absence.objects.stood_in_by(user).values("user")
    given = Exists(
        current if whose == Whose.NOBODYS else current.filter(Q(assignee=user) | Q(assignee__in=stood_in_for))
    )
    return work.filter(given if whose == Whose.OWN else ~given)


def _current(work: DepartmentQuerySet) -> AssignmentQuerySet:
    return Assignment.objects.current().filter(**{FIELDS[work.model]: OuterRef("pk")})


def current_assignment(work: Assignable) -> Assignment | None:
    """Return who does the work now; None where nobody does by name."""
    return next((each for each in work.assignments.all() if each.ended_at is None), None)


def assignee_text(work: Assignable) -> str:
    """Return who does the work now, and whether that clerk is absent; "" where nobody does by name."""
    current = current_assignment(work)
    return f"{current.assignee}{absence_text(current.assignee)}" if current else ""
