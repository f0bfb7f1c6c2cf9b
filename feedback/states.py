"""The states of violation reports and stop advice, and the kinds of notices."""

from django.db.models import TextChoices

from foundation.postgres.states import Transitions


class ReportState(TextChoices):
    """The state of a violation report (失信线索)."""

    OPEN = "open", "待处理"
    REVOKED = "revoked", "已取消资格"
    KEPT = "kept", "不予取消"


REPORT_TRANSITIONS: Transitions = {
    ReportState.OPEN: (ReportState.REVOKED, ReportState.KEPT),
    ReportState.REVOKED: (),
    ReportState.KEPT: (),
}


class AdviceState(TextChoices):
    """The state of stop advice (停止建议) to one department about one running measure."""

    OPEN = "open", "待答复"
    STOPPED = "stopped", "已停止"
    KEPT = "kept", "继续适用"
    LIFTED = "lifted", "资格已恢复，无需停止"
    WITHDRAWN = "withdrawn", "记录已更正或撤销，无需停止"


ADVICE_TRANSITIONS: Transitions = {
    AdviceState.OPEN: (AdviceState.STOPPED, AdviceState.KEPT, AdviceState.LIFTED, AdviceState.WITHDRAWN),
    AdviceState.STOPPED: (),
    AdviceState.KEPT: (),
    AdviceState.LIFTED: (),
    AdviceState.WITHDRAWN: (),
}


class ApplicationAct(TextChoices):
    """The act of a department on an application that it logged."""

    CORRECTED = "corrected", "更正"
    STOPPED = "stopped", "停止"
    CANCELLED = "cancelled", "撤销"


class NoticeKind(TextChoices):
    """The subject of a notice (消息)."""

    LOST = "lost", "资格丧失"
    RESTORED = "restored", "资格恢复"
    REPORT = "report", "失信线索"
