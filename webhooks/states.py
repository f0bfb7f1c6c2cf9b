"""The kinds of events, and the states of deliveries."""

from django.db.models import TextChoices

from foundation.postgres.states import Transitions
from screening.states import StandingState


class EventKind(TextChoices):
    """The kind of an event, or a test. Its value is `type` in the body of a delivery."""

    GAINED = "standing.gained", "成为联合激励对象"
    LOST = "standing.lost", "不再是联合激励对象"
    CHANGED = "standing.changed", "其他状态变动"
    REVOKED = "revocation.created", "海关取消资格"
    RESTORED = "revocation.restored", "海关恢复资格"
    SUSPENDED = "suspension.created", "海关暂停资格"
    SUSPENSION_LIFTED = "suspension.lifted", "海关解除暂停"
    NOTICE = "notice.created", "给本单位的消息"
    ADVISED = "advice.issued", "发出停用建议"
    ADVICE_ANSWERED = "advice.answered", "答复停用建议"
    ADVICE_LIFTED = "advice.lifted", "撤销停用建议"
    REPORTED = "report.created", "报送失信线索"
    REPORT_SUPPLEMENTED = "report.supplemented", "补充失信线索"
    REPORT_WITHDRAWN = "report.withdrawn", "撤回失信线索"
    REPORT_DECIDED = "report.decided", "处理失信线索"
    ASKED = "inquiry.asked", "询问措施实施"
    INQUIRY_ANSWERED = "inquiry.answered", "答复询问"
    MONTH_CONFIRMED = "month.confirmed", "确认月份"
    MONTH_CHANGED = "month.changed", "确认后有变动"
    PERIOD_REPORT = "period_report.made", "生成统计报告"
    TEST = "test", "测试"


# What an endpoint may choose, in groups.
EVENT_GROUPS = {
    "激励资格": (EventKind.GAINED, EventKind.LOST, EventKind.CHANGED),
    "海关的决定": (EventKind.REVOKED, EventKind.RESTORED, EventKind.SUSPENDED, EventKind.SUSPENSION_LIFTED),
    "消息": (EventKind.NOTICE,),
    "失信线索": (
        EventKind.REPORTED,
        EventKind.REPORT_SUPPLEMENTED,
        EventKind.REPORT_WITHDRAWN,
        EventKind.REPORT_DECIDED,
    ),
    "停用建议": (EventKind.ADVISED, EventKind.ADVICE_ANSWERED, EventKind.ADVICE_LIFTED),
    "询问与答复": (EventKind.ASKED, EventKind.INQUIRY_ANSWERED),
    "月度确认": (EventKind.MONTH_CONFIRMED, EventKind.MONTH_CHANGED),
    "统计报告": (EventKind.PERIOD_REPORT,),
}
EVENT_KINDS = tuple(kind for kinds in EVENT_GROUPS.values() for kind in kinds)
# The reason of a delivery that cannot be signed: the secret was encrypted with a key that the portal no longer has.
# Other reasons are RequestCode (foundation/outbound.py).
WRONG_KEY = "wrong_key"


class DeliveryState(TextChoices):
    """The state of a delivery (投递)."""

    WAITING = "waiting", "待投递"
    DELIVERED = "done", "已送达"
    DEAD = "failed", "未能送达"


DELIVERY_TRANSITIONS: Transitions = {
    DeliveryState.WAITING: (DeliveryState.DELIVERED, DeliveryState.DEAD),
    DeliveryState.DELIVERED: (DeliveryState.WAITING,),
    DeliveryState.DEAD: (DeliveryState.WAITING,),
}


def kind_of_change(before: str | None, after: str) -> EventKind | None:
    """Return the kind of event when a state follows another one, None for no event. The first has None `before` it."""
    if after == before:
        return None
    if after == StandingState.ELIGIBLE:
        return EventKind.GAINED
    return EventKind.LOST if before == StandingState.ELIGIBLE else EventKind.CHANGED
