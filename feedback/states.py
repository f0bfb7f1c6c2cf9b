"""States of what departments do: plain tables."""

from enum import StrEnum

from roster.states import Transitions


class ReportState(StrEnum):
    """A violation report (失信线索)."""

    OPEN = "open"
    REVOKED = "revoked"
    KEPT = "kept"


REPORT_LABELS = {
    ReportState.OPEN: "待处理",
    ReportState.REVOKED: "已取消资格",
    ReportState.KEPT: "不予取消",
}

REPORT_TRANSITIONS: Transitions = {
    ReportState.OPEN: (ReportState.REVOKED, ReportState.KEPT),
    ReportState.REVOKED: (),
    ReportState.KEPT: (),
}


class AdviceState(StrEnum):
    """A stop advice (停止建议) to one department about one running measure."""

    OPEN = "open"
    STOPPED = "stopped"
    KEPT = "kept"
    LIFTED = "lifted"


ADVICE_LABELS = {
    AdviceState.OPEN: "待答复",
    AdviceState.STOPPED: "已停止",
    AdviceState.KEPT: "继续适用",
    AdviceState.LIFTED: "资格已恢复，无需停止",
}

ADVICE_TRANSITIONS: Transitions = {
    AdviceState.OPEN: (AdviceState.STOPPED, AdviceState.KEPT, AdviceState.LIFTED),
    AdviceState.STOPPED: (),
    AdviceState.KEPT: (),
    AdviceState.LIFTED: (),
}
