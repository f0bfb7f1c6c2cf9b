"""What was asked and answered of one hit, from the history that triggers keep."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from accounts.models import User
from screening.models.hits import ScreeningHit
from screening.states import Decision

# Who answered: what the events of a hit are read with.
ANSWERED_BY = ("decided_by__department", "proposed_by__department", "reopened_by__department")


@dataclass(frozen=True, slots=True)
class Step:
    """Something that became of a hit; `decision` is "" where nothing was decided, `by` where nobody did it."""

    decision: str
    label: str
    by: str
    reason: str
    at: datetime


def person(user: User | None) -> str:
    """Somebody by department and name; "" for nobody."""
    if user is None:
        return ""
    return f"{user.department}{user}" if user.department else str(user)


def decision_history(hit: ScreeningHit) -> list[Step]:
    """Each question, proposal, decision and reopening of the hit, the newest first."""
    events = list(hit.events.select_related(*ANSWERED_BY).order_by("pgh_id"))
    found = Step("", "发现命中", "", "", events[0].pgh_created_at)
    return [found, *steps_of(events)][::-1]


def steps_of(versions: Sequence[Any]) -> Iterator[Step]:
    """What happened from each event of a hit to the next, in order."""
    for old, new in pairwise(versions):
        yield from _steps(old, new)


def _steps(old: Any, new: Any) -> Iterator[Step]:
    at = new.pgh_created_at
    if old.is_current != new.is_current:
        yield Step("", "再次匹配" if new.is_current else "双方资料已变化，不再匹配", "", "", at)
    if (old.decision, old.proposed_decision) == (new.decision, new.proposed_decision):
        return
    if new.decision != Decision.UNDECIDED:
        agreed = "复核同意：" if new.proposed_by else ""
        label = agreed + Decision(new.decision).label
        yield Step(new.decision, label, person(new.decided_by), new.decision_reason, at)
    elif new.proposed_decision:
        label = f"拟定：{Decision(new.proposed_decision).label}"
        yield Step("", label, person(new.proposed_by), new.proposed_reason, at)
    else:
        label = "重新核实"
        if old.decision == Decision.UNDECIDED:
            own = old.proposed_by_id == new.reopened_by_id
            label = "撤回拟定的结论" if own else "退回拟定的结论"
        yield Step(new.decision, label, person(new.reopened_by), new.reopen_reason, at)
