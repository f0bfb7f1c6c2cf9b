"""End a measure against an enterprise, a revocation or a suspension; two officers may have to approve the end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from accounts.models import User
from approvals.actions import approve, close_proposal, propose
from approvals.policies import check_nothing_pending, check_proposal_shown
from audit.recording import record
from audit.types import EventType
from screening.actions.locks import lock_enterprises
from screening.actions.standings import reassess
from screening.models import MatchPolicy, Revocation, Suspension
from screening.models.ends import end_proposal
from screening.policies import check_may_approve_end
from screening.states import Decision

Measure = TypeVar("Measure", Revocation, Suspension)


@dataclass(frozen=True)
class End(Generic[Measure]):
    """How a kind of measure ends: its word on the pages, its two checks, what saves its end, and its events.

    `save` takes the measure, the reason, the document number, the day and the user.
    """

    noun: str
    check_may: Callable[[Measure, User], None]
    check_day: Callable[[Measure, date], None]
    save: Callable[[Measure, str, str, date, User], None]
    proposed: EventType
    rejected: EventType
    ended: EventType


def end_measure(
    measure: Measure, end: End[Measure], ended_on: date, *, reason: str, document_number: str, by: User
) -> Measure:
    """End the measure from a day on, and reassess the enterprise. Raises ActionDenied.

    Where the match policy requires a second user for a dismissal, the end is proposed and changes nothing yet.
    """
    measure = _locked(measure)
    end.check_may(measure, by)
    check_nothing_pending(measure, noun=end.noun)
    end.check_day(measure, ended_on)
    if not MatchPolicy.current().requires_approval_of(Decision.DISMISSED):
        return _end(measure, end, reason, document_number, ended_on, by)
    change = end_proposal(ended_on=ended_on, document_number=document_number)
    version = measure.document_number
    measure.approval = propose(subject=measure, change=change, expected_version=version, reason=reason, by=by)
    measure.save(update_fields=["approval"])
    data = {"document_number": document_number, "cause": reason}
    record(end.proposed, target=measure.enterprise, data=data, by=by)
    return measure


def approve_end(measure: Measure, end: End[Measure], *, expected_version: str, by: User) -> Measure:
    """Approve the proposed end as a second officer of the office; it takes effect. Raises ActionDenied.

    `expected_version` is the key of the approval that the page showed.
    """
    measure = _locked(measure)
    end.check_may(measure, by)
    check_may_approve_end(measure.approval, by, noun=end.noun)
    approval = check_proposal_shown(measure.approval, expected_version=expected_version, noun=end.noun)
    ended_on = date.fromisoformat(approval.change["ended_on"])
    end.check_day(measure, ended_on)
    measure.approval = approve(approval=approval, by=by)
    return _end(measure, end, approval.reason, approval.change["document_number"], ended_on, by)


def reject_end(measure: Measure, end: End[Measure], *, expected_version: str, reason: str, by: User) -> Measure:
    """Reject the proposed end, or withdraw one's own; the measure stays in force. Raises ActionDenied.

    `expected_version` as in approve_end.
    """
    measure = _locked(measure)
    end.check_may(measure, by)
    approval = check_proposal_shown(measure.approval, expected_version=expected_version, noun=end.noun)
    close_proposal(approval=approval, reason=reason, by=by)
    measure.approval = None
    measure.save(update_fields=["approval"])
    record(end.rejected, target=measure.enterprise, data={"proposed_by": approval.proposed_by, "reason": reason}, by=by)
    return measure


def _locked(measure: Measure) -> Measure:
    """Lock the enterprise, then the measure (screening.actions.locks); return the measure as it is now."""
    lock_enterprises([measure.enterprise_id])
    rows = type(measure).objects.select_related("enterprise", "approval__proposed_by__department")
    return rows.select_for_update(of=("self",)).get(pk=measure.pk)


def _end(measure: Measure, end: End[Measure], reason: str, document_number: str, ended_on: date, by: User) -> Measure:
    end.save(measure, reason, document_number, ended_on, by)
    reassess(enterprise_ids=[measure.enterprise_id])
    data: dict[str, object] = {"document_number": document_number, "cause": reason}
    if measure.approval:
        data["proposed_by"] = measure.approval.proposed_by
    record(end.ended, target=measure.enterprise, data=data, by=by)
    return measure
