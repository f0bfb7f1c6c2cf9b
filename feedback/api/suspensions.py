"""Suspensions (暂停资格) and their end (解除暂停): list them."""

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView

from accounts.access import by_token
from feedback.serializers.suspensions import SuspensionDecisionSerializer
from foundation.web.api_filtering import rows_of
from foundation.web.paging import CursorPagination
from screening.filters import SuspensionFilter
from screening.models import Suspension


@extend_schema_view(
    get=extend_schema(
        operation_id="list_suspensions",
        summary="暂停和解除暂停的清单",
        description="海关暂停资格、解除暂停的决定，最近录入的在前；解除或改为取消资格的，该条重新排到最前。"
        "取到上次见过的 changed_at 为止，即不遗漏。",
        parameters=[
            OpenApiParameter(
                "state", enum=["in_force", "ended"], description="in_force 暂停中；ended 已解除或改为取消。"
            ),
            OpenApiParameter("office", OpenApiTypes.STR, description="决定的海关的代码。"),
            OpenApiParameter("enterprise", OpenApiTypes.STR, description="企业名称或代码。"),
        ],
        tags=["激励资格"],
    )
)
class SuspensionList(ListAPIView):
    """List the suspensions; the one that was recorded or ended last stands first."""

    serializer_class = SuspensionDecisionSerializer
    pagination_class = CursorPagination

    def get_queryset(self) -> QuerySet[Suspension]:
        suspensions = Suspension.objects.with_change().select_related("enterprise", "office")
        ordered = suspensions.order_by("-changed_at", "-pk")
        shown = SuspensionFilter(self.request.query_params, queryset=ordered, request=self.request)
        return rows_of(shown, self.request, *shown.filters)


suspension_list = by_token("roster.view_enterprise")(SuspensionList.as_view())
