"""The kinds of events, and the states of deliveries."""

from django.db.models import TextChoices

from foundation.postgres.states import Transitions
from screening.states import StandingState


class EventKind(TextChoices):
    """The kind of an event, or a test. Its value is `type` in the body of a delivery."""

    GAINED = "standing.gained", "成为联合激励对象"
    LOST = "standing.lost", "不再是联合激励对象"
    CHANGED = "standing.changed", "其他状态变动"
    TEST = "test", "测试"


# What an endpoint may choose.
EVENT_KINDS = (EventKind.GAINED, EventKind.LOST, EventKind.CHANGED)
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
