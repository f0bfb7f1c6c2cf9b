"""The JSON of an event: exactly the body that endpoints are sent."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from webhooks.models import Event
from webhooks.states import EVENT_KINDS

EVENT = {
    "id": "6f1c2f5e-7a55-4a3e-9a0b-0d2f6f0b8e11",
    "type": "advice.issued",
    "timestamp": "2026-07-10T11:11:04.120931+08:00",
    "number": 1042,
    "data": {
        "id": 4,
        "uscc": "91370102MAYMLALA6B",
        "name": "济南某某进出口有限公司",
        "department": "tax",
        "application": 31,
        "state": "open",
        "due_on": "2026-07-17",
    },
}


@extend_schema_serializer(examples=[OpenApiExample("停用建议", value=EVENT)])
class EventSerializer(serializers.Serializer):
    """An event as docs/webhooks.md describes it."""

    id = serializers.UUIDField(help_text="编号，与推送的 webhook-id 相同。")
    type = serializers.ChoiceField(choices=[(kind.value, kind.label) for kind in EVENT_KINDS], help_text="类别。")
    timestamp = serializers.DateTimeField(help_text="发生的时间。")
    number = serializers.IntegerField(help_text="序号，先发生的小；各单位所见的不连续。")
    data = serializers.DictField(help_text="内容，因类别而异。")

    def to_representation(self, event: Event) -> dict[str, Any]:
        return event.message
