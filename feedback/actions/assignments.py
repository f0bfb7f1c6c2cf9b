"""Assign open work of a department to one of its clerks (交办); end that where another department takes charge."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from feedback.assignment_policies import check_may_assign
from feedback.models import Assignment, MeasureApplication, ViolationReport
from feedback.models.assignments import FIELDS, Assignable, current_assignment
from feedback.states import AssignmentEnd
from foundation.denials import denial_of
from screening.actions.locks import lock_enterprises


@transaction.atomic
def assign(*, work: Assignable, assignee: User, expected_version: str, note: str = "", by: User) -> Assignment:
    """Let this clerk of the department do the work, in place of whom the page showed. Raises ActionDenied.

    `expected_version` is the key of the assignment that the page showed, "" for none.
    """
    (work,), assignee = _lock([work], assignee)
    check_may_assign(work, assignee, expected_version=expected_version, by=by)
    return _give(work, assignee, note, by)


@transaction.atomic
def assign_several(
    *, works: Sequence[Assignable], assignee: User, expected_versions: Mapping[int, str], note: str = "", by: User
) -> dict[Assignable, str]:
    """Let this clerk do each of these pieces of work, all of one kind; return the refused ones with the reasons.

    `expected_versions` is, by the key of the work, what `assign` expects of it.
    """
    works, assignee = _lock(works, assignee)
    refused = {}
    for work in works:
        check = partial(check_may_assign, work, assignee, expected_version=expected_versions[work.pk], by=by)
        if denial := denial_of(check):
            refused[work] = denial
        else:
            _give(work, assignee, note, by)
    return refused


def _lock(works: Sequence[Assignable], assignee: User) -> tuple[list[Assignable], User]:
    """Return the work and the clerk, locked, so that the account is not deactivated meanwhile.

    The enterprises of reports are locked as well, so that they stay with their customs office; the applications of
    other work before it, so that they stay with the department in charge.
    """
    model = type(works[0])
    keys = [work.pk for work in works]
    about = [work.application_id for work in works if not isinstance(work, ViolationReport)]
    applications = MeasureApplication.objects.filter(pk__in=about).order_by("pk")
    list(applications.select_for_update(of=("self",), no_key=True).values_list("pk"))
    locked: list[Any] = list(
        model.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk")
    )
    if model is ViolationReport:
        lock_enterprises([work.enterprise_id for work in locked], no_key=True)
    return locked, User.objects.select_for_update(of=("self",), no_key=True).get(pk=assignee.pk)


def _give(work: Assignable, assignee: User, note: str, by: User) -> Assignment:
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
