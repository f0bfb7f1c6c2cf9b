"""The kinds of events, the states of deliveries, and the reason of the portal's own why one is not sent."""

from django.db.models import TextChoices

from foundation.postgres.states import Transitions
from screening.states import StandingState


class EventKind(TextChoices):
    """What a delivery tells; part of the interface, as `type` of its body."""

    GAINED = "standing.gained", "成为联合激励对象"
    LOST = "standing.lost", "不再是联合激励对象"
    CHANGED = "standing.changed", "其他状态变动"
    TEST = "test", "测试"


# What an endpoint may choose.
EVENT_KINDS = (EventKind.GAINED, EventKind.LOST, EventKind.CHANGED)


# The secret of a key was encrypted with another key of the portal. Other reasons: foundation.outbound.RequestCode.
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
    """Return the kind of event when a standing follows another one (None: it is the first); None for no event."""
    if after == before:
        return None
    if after == StandingState.ELIGIBLE:
        return EventKind.GAINED
    return EventKind.LOST if before == StandingState.ELIGIBLE else EventKind.CHANGED
