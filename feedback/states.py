"""States of what departments do: plain tables."""

from django.db.models import TextChoices

from foundation.postgres.states import Transitions


class ReportState(TextChoices):
    """A violation report (失信线索)."""

    OPEN = "open", "待处理"
    REVOKED = "revoked", "已取消资格"
    KEPT = "kept", "不予取消"


REPORT_TRANSITIONS: Transitions = {
    ReportState.OPEN: (ReportState.REVOKED, ReportState.KEPT),
    ReportState.REVOKED: (),
    ReportState.KEPT: (),
}


class AdviceState(TextChoices):
    """A stop advice (停止建议) to one department about one running measure."""

    OPEN = "open", "待答复"
    STOPPED = "stopped", "已停止"
    KEPT = "kept", "继续适用"
    LIFTED = "lifted", "资格已恢复，无需停止"


ADVICE_TRANSITIONS: Transitions = {
    AdviceState.OPEN: (AdviceState.STOPPED, AdviceState.KEPT, AdviceState.LIFTED),
    AdviceState.STOPPED: (),
    AdviceState.KEPT: (),
    AdviceState.LIFTED: (),
}
