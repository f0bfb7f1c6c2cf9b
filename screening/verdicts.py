"""The answer on the page of a hit: what it waits for, or its effect."""

from foundation.web.verdicts import Verdict
from screening.models import ScreeningHit
from screening.models.hits import Wait
from screening.states import Decision

WAITING = {
    Wait.BLOCKING: Verdict("wait", "疑似命中待核实，企业资格因此待定"),
    Wait.DECISION: Verdict("wait", "疑似命中，待核实"),
    Wait.APPROVAL: Verdict("wait", "结论已提出，待第二人复核"),
    Wait.NUMBER_REVIEW: Verdict("no", "代码相同，已生效，待复核"),
}
DECIDED = {
    Decision.CONFIRMED: Verdict("no", "已核实为同一主体"),
    Decision.DISMISSED: Verdict("yes", "已核实为不同主体"),
}


def verdict_of(hit: ScreeningHit) -> Verdict:
    """Return the answer for the hit as it is today."""
    if hit.wait:
        return WAITING[hit.wait]
    if hit.decision != Decision.UNDECIDED:
        return DECIDED[Decision(hit.decision)]
    if not hit.is_current:
        return Verdict("past", "双方资料已变化，不再匹配")
    if not hit.entry.is_live_today:
        return Verdict("past", "条目未生效或已失效")
    if not hit.entry.blacklist.excludes:
        return Verdict("past", "该领域仅作提示，不影响资格")
    return Verdict("no", "代码相同，已生效") if hit.counts else Verdict("past", "分值较低，未提请核实")
