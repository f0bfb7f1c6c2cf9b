"""The decisions about one hit, from the event table that database triggers write."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from accounts.models import User
from screening.models.hits import ScreeningHit
from screening.states import Decision
from screening.wording import SIDES_CHANGED

# select_related of the events of a hit: the people who decided.
DECIDED_BY = ("decided_by__department", "approval__proposed_by__department", "reopened_by__department")


@dataclass(frozen=True, slots=True)
class DecisionStep:
    """One event of a hit. `decision` is "" where nothing was decided, `by` is "" where no person acted."""

    decision: str
    label: str
    by: str
    reason: str
    at: datetime


def person(user: User | None, at: datetime | None) -> str:
    """Return a person by name and by their department at the moment, as it was named then; "" for None."""
    if user is None or at is None:
        return ""
    return f"{user.department_name_on(at)}{user}"


def decision_history(hit: ScreeningHit) -> list[DecisionStep]:
    """Return the discovery of the hit and each proposal, decision and reopening, the newest first."""
    events = list(hit.events.select_related(*DECIDED_BY).order_by("pgh_id"))
    discovery = DecisionStep("", "发现命中", "", "", events[0].pgh_created_at)
    return [discovery, *steps_of(events)][::-1]


def steps_of(versions: Sequence[Any]) -> Iterator[DecisionStep]:
    """Return the steps between each version of a hit and the next, in order."""
    for old, new in pairwise(versions):
        yield from _steps(old, new)


def _steps(old: Any, new: Any) -> Iterator[DecisionStep]:
    at = new.pgh_created_at
    if old.is_current != new.is_current:
        yield DecisionStep("", "再次匹配" if new.is_current else "双方资料已变化，不再匹配", "", "", at)
    if (old.decision, old.approval_id) == (new.decision, new.approval_id):
        return
    if new.decision != Decision.UNDECIDED:
        prefix = "复核同意：" if new.approval else ""
        label = prefix + Decision(new.decision).label
        yield DecisionStep(new.decision, label, person(new.decided_by, at), new.decision_reason, at)
    elif new.approval:
        label = f"拟定：{Decision(new.approval.change['decision']).label}"
        yield DecisionStep("", label, person(new.approval.proposed_by, at), new.approval.reason, at)
    else:
        label = "重新核实"
        if old.decision == Decision.UNDECIDED:
            is_own = old.approval.proposed_by_id == new.reopened_by_id
            label = "撤回拟定的结论" if is_own else "退回拟定的结论"
        reason = new.reopen_reason if new.reopened_by else SIDES_CHANGED
        yield DecisionStep(new.decision, label, person(new.reopened_by, at), reason, at)
