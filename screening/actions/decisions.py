"""核实: deciding hits, alone or with a second person's agreement, and reopening what was decided (domain ladder)."""

from collections.abc import Iterable, Mapping
from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from screening.actions.hits import start_deadlines
from screening.actions.standings import lock_enterprises, reassess
from screening.models import MatchPolicy, ScreeningHit
from screening.models.hits import ANSWER
from screening.policies import (
    check_each,
    check_may_agree,
    check_may_decide,
    check_may_reopen,
    check_may_return,
    check_not_stale,
)
from screening.states import Decision
from workdays.terms import elapsed_deadline


def _locked(hits: Iterable[ScreeningHit]) -> list[ScreeningHit]:
    """The hits as they are now, locked; the enterprises first and in the order of their keys, as everybody locks."""
    hits = list(hits)
    lock_enterprises(hit.enterprise_id for hit in hits)
    known = ScreeningHit.objects.select_related("enterprise", "entry__blacklist", "decided_by", "proposed_by")
    return list(known.filter(pk__in=[hit.pk for hit in hits]).order_by("pk").select_for_update(of=("self",)))


@transaction.atomic
def decide_hits(
    *, hits: Iterable[ScreeningHit], seen: Mapping[int, str], decision: Decision, reason: str, by: User
) -> list[ScreeningHit]:
    """Say of all these hits, with one reason, whether the two are the same entity; all of them or none.

    `seen` is which version of each hit the person was shown (ScreeningHit.version). Where the setting asks for a second
    person, it is a proposal that changes nothing yet. Raises ActionDenied.
    """
    locked = _locked(hits)
    check_each(locked, check_may_decide, partial(check_not_stale, seen=seen))
    asks_second = MatchPolicy.current().asks_second_for(decision)
    for hit in locked:
        if asks_second:
            _propose(hit, decision, reason, by)
        else:
            _conclude(hit, decision, reason, by)
    if not asks_second:
        reassess(enterprise_ids=[hit.enterprise_id for hit in locked])
    return locked


def _propose(hit: ScreeningHit, decision: Decision, reason: str, by: User) -> None:
    hit.proposed_decision, hit.proposed_reason = decision, reason
    hit.proposed_by, hit.proposed_at = by, timezone.now()
    hit.save(update_fields=ANSWER)
    record("提出核实结论", target=hit, detail={"结论": Decision(decision).label, "理由": reason}, by=by)


def _conclude(hit: ScreeningHit, decision: Decision, reason: str, by: User) -> None:
    hit.decision, hit.decision_reason = decision, reason
    hit.decided_by, hit.decided_at = by, timezone.now()
    hit.save(update_fields=ANSWER)
    detail: dict[str, object] = {"结论": Decision(decision).label, "理由": reason}
    if hit.proposed_by:
        detail["提出人"] = str(hit.proposed_by)
    record("核实比对命中", target=hit, detail=detail, by=by)


@transaction.atomic
def agree_to_decisions(*, hits: Iterable[ScreeningHit], seen: Mapping[int, str], by: User) -> list[ScreeningHit]:
    """Agree, as a second person, to what was proposed of all these hits; all of them or none. Raises ActionDenied.

    `seen` as in decide_hits.
    """
    locked = _locked(hits)
    check_each(locked, partial(check_may_agree, user=by), partial(check_not_stale, seen=seen))
    for hit in locked:
        _conclude(hit, Decision(hit.proposed_decision), hit.proposed_reason, by)
    reassess(enterprise_ids=[hit.enterprise_id for hit in locked])
    return locked


@transaction.atomic
def return_proposal(*, hit: ScreeningHit, seen: Mapping[int, str], reason: str, by: User) -> ScreeningHit:
    """Send a proposed answer back, or take one's own back: the question is open again. Raises ActionDenied.

    `seen` as in decide_hits.
    """
    (hit,) = _locked([hit])
    check_each([hit], check_may_return, partial(check_not_stale, seen=seen))
    detail: dict[str, object] = {
        "拟定结论": hit.get_proposed_decision_display(),
        "提出人": str(hit.proposed_by),
        "理由": reason,
    }
    hit.reopen(by=by, reason=reason)
    hit.save(update_fields=ANSWER)
    record("退回核实结论", target=hit, detail=detail, by=by)
    return hit


@transaction.atomic
def reopen_decision(*, hit: ScreeningHit, seen: Mapping[int, str], reason: str, by: User) -> ScreeningHit:
    """Put a decided hit anew; the enterprise's standing follows at once. Raises ActionDenied.

    An enterprise that is eligible has the whole term again; one that is not waits for the answer. `seen` as in
    decide_hits.
    """
    (hit,) = _locked([hit])
    check_each([hit], check_may_reopen, partial(check_not_stale, seen=seen))
    detail: dict[str, object] = {
        "原结论": hit.get_decision_display(),
        "原理由": hit.decision_reason,
        "理由": reason,
    }
    hit.reopen(by=by, reason=reason)
    hit.due_on = elapsed_deadline(timezone.localdate())
    hit.save(update_fields=[*ANSWER, "due_on"])
    start_deadlines(ScreeningHit.objects.filter(pk=hit.pk))
    reassess(enterprise_ids=[hit.enterprise_id])
    record("重新核实", target=hit, detail=detail, by=by)
    return hit
