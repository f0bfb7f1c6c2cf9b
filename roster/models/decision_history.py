"""What was asked and answered of one hit, from the history that triggers keep."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from roster.models.hits import ScreeningHit
from roster.states import DECISION_LABELS, Decision


class Step(NamedTuple):
    """What happened, when, by whom ("" for the platform) and why."""

    at: datetime
    what: str
    by: str
    reason: str


def decision_history(hit: ScreeningHit) -> list[Step]:
    """Each question, proposal, decision and reopening of the hit, the newest first."""
    events = list(hit.events.select_related("decided_by", "proposed_by", "asked_again_by").order_by("pgh_id"))
    before = [None, *events]
    steps = [step for old, new in zip(before, events, strict=False) for step in _steps(old, new)]
    return steps[::-1]


def _steps(old: Any, new: Any) -> Iterator[Step]:
    """What happened between two events of a hit; `old` is None for the first."""

    def step(what: str, by: object = None, reason: str = "") -> Step:
        return Step(new.pgh_created_at, what, str(by or ""), reason)

    if old is None:
        yield step("发现命中")
        return
    if old.holds != new.holds:
        yield step("再次匹配" if new.holds else "双方资料已变化，不再匹配")
    was, now = (old.decision, old.proposed_decision), (new.decision, new.proposed_decision)
    if was == now:
        return
    if new.decision != Decision.UNDECIDED:
        agreed = "复核同意：" if new.proposed_by else ""
        yield step(agreed + DECISION_LABELS[Decision(new.decision)], new.decided_by, new.decision_reason)
    elif new.proposed_decision:
        yield step(f"拟定：{DECISION_LABELS[Decision(new.proposed_decision)]}", new.proposed_by, new.proposed_reason)
    else:
        what = "退回拟定的结论" if old.decision == Decision.UNDECIDED else "重新核实"
        yield step(what, new.asked_again_by, new.asked_again_reason)
