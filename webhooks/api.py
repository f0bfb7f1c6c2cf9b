"""The API of events: what endpoints are sent, for a system that was away or has no endpoint (docs/webhooks.md)."""

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView

from accounts.access import by_token
from foundation.web.api_filtering import rows_of
from foundation.web.paging import CursorPagination
from webhooks.filters import EventFilter
from webhooks.models import Event
from webhooks.serializers import EventSerializer
from webhooks.states import EVENT_KINDS


@extend_schema_view(
    get=extend_schema(
        operation_id="list_events",
        summary="推送的事件的清单",
        description="本部门可以知悉的全部事件，先发生的在前，编号和内容与推送的相同。"
        "取 after_number 为上次见过的最大序号，即不遗漏、不重复。",
        parameters=[
            OpenApiParameter("after_number", OpenApiTypes.INT, description="只列序号大于它的。"),
            OpenApiParameter("type", enum=list(EVENT_KINDS), description="事件的类别。"),
        ],
        tags=["推送的事件"],
    )
)
class EventList(ListAPIView):
    """List the events that the account's department may see, in the order of their numbers."""

    serializer_class = EventSerializer
    pagination_class = CursorPagination

    def get_queryset(self) -> QuerySet[Event]:
        visible = Event.objects.recorded().visible_to(self.request.user.department).order_by("number")
        shown = EventFilter(self.request.query_params, queryset=visible, request=self.request)
        return rows_of(shown, self.request, "after_number", "type")


event_list = by_token("webhooks.view_event")(EventList.as_view())
