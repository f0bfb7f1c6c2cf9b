"""States and transitions: plain tables. The database's triggers and docs/flow.md are made from them."""

from collections.abc import Mapping
from enum import StrEnum

Transitions = Mapping[str, tuple[str, ...]]


class SubmissionState(StrEnum):
    """An uploaded file (名单报送, “黑名单”导入) on its way into the portal."""

    RECEIVED = "received"
    PROCESSING = "processing"
    CHECKED = "checked"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


SUBMISSION_LABELS = {
    SubmissionState.RECEIVED: "等待处理",
    SubmissionState.PROCESSING: "处理中",
    SubmissionState.CHECKED: "待确认",
    SubmissionState.CONFIRMED: "已确认",
    SubmissionState.FAILED: "未能处理",
    SubmissionState.WITHDRAWN: "已撤回",
}

SUBMISSION_TRANSITIONS: Transitions = {
    SubmissionState.RECEIVED: (SubmissionState.PROCESSING, SubmissionState.WITHDRAWN),
    SubmissionState.PROCESSING: (SubmissionState.CHECKED, SubmissionState.FAILED, SubmissionState.WITHDRAWN),
    # Read again as the officer says: another sheet, other columns, a cell mended in the page.
    SubmissionState.CHECKED: (SubmissionState.CONFIRMED, SubmissionState.WITHDRAWN, SubmissionState.RECEIVED),
    SubmissionState.FAILED: (SubmissionState.WITHDRAWN, SubmissionState.RECEIVED),
    SubmissionState.CONFIRMED: (),
    SubmissionState.WITHDRAWN: (),
}


class ScreeningState(StrEnum):
    """A cross-check run (交叉比对)."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


SCREENING_LABELS = {
    ScreeningState.WAITING: "等待比对",
    ScreeningState.RUNNING: "比对中",
    ScreeningState.DONE: "已完成",
    ScreeningState.FAILED: "比对失败",
}

SCREENING_TRANSITIONS: Transitions = {
    ScreeningState.WAITING: (ScreeningState.RUNNING,),
    ScreeningState.RUNNING: (ScreeningState.DONE, ScreeningState.FAILED),
    ScreeningState.FAILED: (ScreeningState.WAITING,),
    ScreeningState.DONE: (),
}


class Decision(StrEnum):
    """What was decided of a hit (比对命中)."""

    UNDECIDED = "undecided"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


DECISION_LABELS = {
    Decision.UNDECIDED: "未核实",
    Decision.CONFIRMED: "核实为同一主体",
    Decision.DISMISSED: "核实为不同主体",
}

CONCLUSIONS = (Decision.CONFIRMED, Decision.DISMISSED)

DECISION_TRANSITIONS: Transitions = {
    Decision.UNDECIDED: (Decision.CONFIRMED, Decision.DISMISSED),
    Decision.CONFIRMED: (Decision.UNDECIDED,),
    Decision.DISMISSED: (Decision.UNDECIDED,),
}


class StandingState(StrEnum):
    """What an enterprise is at a moment (激励资格); plan §1 and §3."""

    UNSCREENED = "unscreened"
    ELIGIBLE = "eligible"
    PENDING = "pending"
    BLOCKED = "blocked"
    REVOKED = "revoked"
    LAPSED = "lapsed"


STANDING_LABELS = {
    StandingState.UNSCREENED: "待比对",
    StandingState.ELIGIBLE: "联合激励对象",
    StandingState.PENDING: "待核实",
    StandingState.BLOCKED: "暂不纳入",
    StandingState.REVOKED: "已取消",
    StandingState.LAPSED: "已退出",
}

# A firm comes (back) onto the roster uncompared, known to be blocked, or still revoked; never straight to eligible.
ENTRY_STATES = (StandingState.UNSCREENED, StandingState.BLOCKED, StandingState.REVOKED)

STANDING_TRANSITIONS: Transitions = {
    StandingState.LAPSED: ENTRY_STATES,
    **{
        state: tuple(other for other in StandingState if other != state)
        for state in StandingState
        if state != StandingState.LAPSED
    },
}
