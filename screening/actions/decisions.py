"""核实: decide hits, approve or reject a proposed decision, and reopen a decision (docs/screening.md).

`expected_versions` maps the key of each hit to the version that the page showed (ScreeningHit.version). An action
refuses a hit that has another version now. An action on several hits is done to those that it does not refuse.
"""

from collections.abc import Iterable, Mapping
from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from approvals.actions import approve, close_proposal, propose
from approvals.models import Approval
from audit.recording import record
from audit.types import EventType
from foundation.denials import Several
from screening.actions.hits import start_deadlines, term_for
from screening.actions.locks import lock_enterprises
from screening.actions.standings import reassess
from screening.models import MatchPolicy, ScreeningHit
from screening.models.hits import DECISION_FIELDS, TERM_FIELDS, DecisionProposal
from screening.policies import (
    check_may_approve,
    check_may_decide,
    check_may_reject,
    check_may_reopen,
    check_not_stale,
    hits_among,
)
from screening.states import Decision
from workdays.terms import elapsed_term


def _locked(hits: Iterable[ScreeningHit]) -> list[ScreeningHit]:
    """Lock the enterprises, then the hits (screening.actions.locks); return the hits as they are now."""
    hits = list(hits)
    lock_enterprises(hit.enterprise_id for hit in hits)
    related = ("enterprise", "entry__blacklist", "decided_by", "approval__proposed_by")
    current = ScreeningHit.objects.select_related(*related).filter(pk__in=[hit.pk for hit in hits])
    return list(current.order_by("pk").select_for_update(of=("self",)))


@transaction.atomic
def decide_hits(
    *, hits: Iterable[ScreeningHit], expected_versions: Mapping[int, str], decision: Decision, reason: str, by: User
) -> Several[ScreeningHit]:
    """Decide these hits for one reason. Raises ActionDenied where none of them can be decided.

    Where the match policy requires approval of the decision, it is proposed and changes nothing yet.
    """
    chosen = hits_among(_locked(hits), check_may_decide, partial(check_not_stale, expected_versions=expected_versions))
    if MatchPolicy.current().requires_approval_of(decision):
        for hit in chosen.rows:
            _propose(hit, decision, expected_versions[hit.pk], reason, by)
        return chosen
    for hit in chosen.rows:
        _conclude(hit, decision, reason, by)
    reassess(enterprise_ids=[hit.enterprise_id for hit in chosen.rows])
    return chosen


def _propose(hit: ScreeningHit, decision: Decision, expected_version: str, reason: str, by: User) -> None:
    change = DecisionProposal(decision=decision.value)
    hit.approval = propose(subject=hit, change=change, expected_version=expected_version, reason=reason, by=by)
    hit.save(update_fields=DECISION_FIELDS)
    record(EventType.DECISION_PROPOSED, target=hit, data={"decision": decision, "reason": reason}, by=by)


def _conclude(hit: ScreeningHit, decision: Decision, reason: str, by: User) -> None:
    hit.decision, hit.decision_reason = decision, reason
    hit.decided_by, hit.decided_at = by, timezone.now()
    hit.save(update_fields=DECISION_FIELDS)
    data: dict[str, object] = {"decision": decision, "reason": reason}
    if hit.approval:
        data["proposed_by"] = str(hit.approval.proposed_by)
    record(EventType.HIT_DECIDED, target=hit, data=data, by=by)


@transaction.atomic
def approve_decisions(
    *, hits: Iterable[ScreeningHit], expected_versions: Mapping[int, str], by: User
) -> Several[ScreeningHit]:
    """Approve the proposed decisions of these hits as a second user. Raises ActionDenied where none can be approved."""
    is_current = partial(check_not_stale, expected_versions=expected_versions)
    chosen = hits_among(_locked(hits), partial(check_may_approve, user=by), is_current)
    for hit in chosen.rows:
        hit.approval = approve(approval=_approval_of(hit), by=by)
        _conclude(hit, Decision(hit.approval.change["decision"]), hit.approval.reason, by)
    reassess(enterprise_ids=[hit.enterprise_id for hit in chosen.rows])
    return chosen


@transaction.atomic
def reject_proposal(*, hit: ScreeningHit, expected_versions: Mapping[int, str], reason: str, by: User) -> ScreeningHit:
    """Reject the proposed decision, or withdraw one's own; the hit is undecided again. Raises ActionDenied."""
    (hit,) = _locked([hit])
    hits_among([hit], check_may_reject, partial(check_not_stale, expected_versions=expected_versions))
    approval = _approval_of(hit)
    data: dict[str, object] = {
        "proposed_decision": approval.change["decision"],
        "proposed_by": str(approval.proposed_by),
        "reason": reason,
    }
    close_proposal(approval=approval, reason=reason, by=by)
    hit.reopen(by=by, reason=reason)
    hit.save(update_fields=DECISION_FIELDS)
    record(EventType.DECISION_REJECTED, target=hit, data=data, by=by)
    return hit


def _approval_of(hit: ScreeningHit) -> Approval:
    """The pending approval of a hit that has passed check_may_reject."""
    assert hit.approval is not None
    return hit.approval


@transaction.atomic
def reopen_decision(*, hit: ScreeningHit, expected_versions: Mapping[int, str], reason: str, by: User) -> ScreeningHit:
    """Make a decided hit undecided again and reassess the enterprise. Raises ActionDenied.

    An eligible enterprise gets the whole term of the match policy again; another one stays as it is until the decision.
    """
    (hit,) = _locked([hit])
    hits_among([hit], check_may_reopen, partial(check_not_stale, expected_versions=expected_versions))
    data: dict[str, object] = {
        "earlier_decision": hit.decision,
        "earlier_reason": hit.decision_reason,
        "reason": reason,
    }
    hit.reopen(by=by, reason=reason)
    hit.set_term(term_for(hit.entry, elapsed_term(timezone.localdate())))
    hit.save(update_fields=[*DECISION_FIELDS, *TERM_FIELDS])
    start_deadlines(ScreeningHit.objects.filter(pk=hit.pk))
    reassess(enterprise_ids=[hit.enterprise_id])
    record(EventType.DECISION_REOPENED, target=hit, data=data, by=by)
    return hit
