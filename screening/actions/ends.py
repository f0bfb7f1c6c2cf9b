"""End a sanction against an enterprise (a revocation or a suspension); two officers may have to approve the end."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

from accounts.models import User
from approvals.actions import approve, close_proposal, propose, supersede
from approvals.policies import check_nothing_pending, check_proposal_shown
from audit.recording import record
from audit.types import EventType
from screening.actions.locks import lock_enterprises
from screening.actions.standings import reassess
from screening.models import MatchPolicy, Revocation, Suspension
from screening.models.ends import end_proposal
from screening.policies import check_may_approve_end
from screening.states import Decision

Sanction = TypeVar("Sanction", Revocation, Suspension)


@dataclass(frozen=True)
class End(Generic[Sanction]):
    """How a kind of sanction ends: its word on the pages, its two checks, what saves its end, and its events.

    `save` takes the sanction, the reason, the document number, the day and the user.
    """

    noun: str
    check_may: Callable[[Sanction, User], None]
    check_day: Callable[[Sanction, date], None]
    save: Callable[[Sanction, str, str, date, User], None]
    proposed: EventType
    rejected: EventType
    ended: EventType


def end_sanction(
    sanction: Sanction, end: End[Sanction], ended_on: date, *, reason: str, document_number: str, by: User
) -> Sanction:
    """End the sanction from a day on, and reassess the enterprise. Raises ActionDenied.

    Where the match policy requires a second user for a dismissal, the end is proposed and changes nothing yet.
    """
    sanction = _locked(sanction)
    end.check_may(sanction, by)
    check_nothing_pending(sanction, noun=end.noun)
    end.check_day(sanction, ended_on)
    if not MatchPolicy.current().requires_approval_of(Decision.DISMISSED):
        return _end(sanction, end, reason, document_number, ended_on, by)
    change = end_proposal(ended_on=ended_on, document_number=document_number)
    version = sanction.document_number
    sanction.approval = propose(subject=sanction, change=change, expected_version=version, reason=reason, by=by)
    sanction.save(update_fields=["approval"])
    data = {"document_number": document_number, "cause": reason}
    record(end.proposed, target=sanction.enterprise, data=data, by=by)
    return sanction


def approve_end(sanction: Sanction, end: End[Sanction], *, expected_version: str, by: User) -> Sanction:
    """Approve the proposed end as a second officer of the office; it takes effect. Raises ActionDenied.

    `expected_version` is the key of the approval that the page showed.
    """
    sanction = _locked(sanction)
    end.check_may(sanction, by)
    check_may_approve_end(sanction.approval, by, noun=end.noun)
    approval = check_proposal_shown(sanction.approval, expected_version=expected_version, noun=end.noun)
    ended_on = date.fromisoformat(approval.change["ended_on"])
    end.check_day(sanction, ended_on)
    sanction.approval = approve(approval=approval, by=by)
    return _end(sanction, end, approval.reason, approval.change["document_number"], ended_on, by)


def reject_end(sanction: Sanction, end: End[Sanction], *, expected_version: str, reason: str, by: User) -> Sanction:
    """Reject the proposed end, or withdraw one's own; the sanction stays in force. Raises ActionDenied.

    `expected_version` as in approve_end.
    """
    sanction = _locked(sanction)
    end.check_may(sanction, by)
    approval = check_proposal_shown(sanction.approval, expected_version=expected_version, noun=end.noun)
    close_proposal(approval=approval, reason=reason, by=by)
    sanction.approval = None
    sanction.save(update_fields=["approval"])
    record(
        end.rejected, target=sanction.enterprise, data={"proposed_by": approval.proposed_by, "reason": reason}, by=by
    )
    return sanction


def supersede_proposed_ends(enterprises: Collection[int]) -> None:
    """Close the proposed ends of sanctions against these enterprises, which another office may propose again.

    The caller has locked the enterprises.
    """
    rows: tuple[QuerySet[Any], ...] = (Revocation.objects.open(), Suspension.objects.open())
    for sanctions in rows:
        proposed = sanctions.filter(enterprise__in=enterprises, approval__isnull=False)
        approvals = dict(proposed.select_for_update(of=("self",)).order_by("pk").values_list("pk", "approval"))
        supersede(approval_ids=approvals.values())
        sanctions.filter(pk__in=approvals).update(approval=None)


def _locked(sanction: Sanction) -> Sanction:
    """Lock the enterprise, then the sanction (screening.actions.locks); return the sanction as it is now."""
    lock_enterprises([sanction.enterprise_id])
    rows = type(sanction).objects.select_related("enterprise", "approval__proposed_by__department")
    return rows.select_for_update(of=("self",)).get(pk=sanction.pk)


def _end(
    sanction: Sanction, end: End[Sanction], reason: str, document_number: str, ended_on: date, by: User
) -> Sanction:
    end.save(sanction, reason, document_number, ended_on, by)
    reassess(enterprise_ids=[sanction.enterprise_id])
    data: dict[str, object] = {"document_number": document_number, "cause": reason}
    if sanction.approval:
        data["proposed_by"] = sanction.approval.proposed_by
    record(end.ended, target=sanction.enterprise, data=data, by=by)
    return sanction
