"""Assign open work of a department to one of its clerks (交办); end that where another department takes charge."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from feedback.assignment_policies import check_may_assign
from feedback.models import Assignment, ViolationReport
from feedback.models.assignments import FIELDS, Assignable, current_assignment
from feedback.states import AssignmentEnd
from screening.actions.locks import lock_enterprises


@transaction.atomic
def assign(*, work: Assignable, assignee: User, expected_version: str, note: str = "", by: User) -> Assignment:
    """Let this clerk of the department do the work, in place of whom the page showed. Raises ActionDenied.

    `expected_version` is the key of the assignment that the page showed, "" for none. The clerk is locked, so that the
    account is not deactivated meanwhile; so is the enterprise of a report, so that it stays with its customs office.
    """
    work = type(work).objects.select_for_update(of=("self",), no_key=True).get(pk=work.pk)
    if isinstance(work, ViolationReport):
        lock_enterprises([work.enterprise_id], no_key=True)
    assignee = User.objects.select_for_update(of=("self",), no_key=True).get(pk=assignee.pk)
    check_may_assign(work, assignee, expected_version=expected_version, by=by)
    former = current_assignment(work)
    if former:
        _end(Q(pk=former.pk), AssignmentEnd.REASSIGNED)
    assignment = Assignment.objects.create(
        **{FIELDS[type(work)]: work}, assignee=assignee, assigned_by=by, note=note.strip()
    )
    changes = {"assignee": (former.assignee if former else None, assignee)}
    record(EventType.WORK_ASSIGNED, target=work, data={"note": assignment.note}, changes=changes, by=by)
    return assignment


def end_assignments_about(applications: Collection[int]) -> None:
    """End the assignments of what is open about these applications: another department takes charge of them."""
    about = Q(advice__application__in=applications) | Q(inquiry__application__in=applications)
    _end(about, AssignmentEnd.HANDED_OVER)


def _end(which: Q, reason: AssignmentEnd) -> None:
    Assignment.objects.current().filter(which).update(ended_at=timezone.now(), end_reason=reason)
