"""Revocations (取消资格) and restorations (恢复资格): list them."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView

from accounts.access import by_token
from feedback.serializers.revocations import RevocationDecisionSerializer
from foundation.web.api_filtering import rows_of
from foundation.web.paging import CursorPagination
from incentives.models import Measure
from screening.filters import RevocationFilter
from screening.models import Revocation
from screening.states import RevocationCategory


@extend_schema_view(
    get=extend_schema(
        operation_id="list_revocations",
        summary="取消和恢复资格的清单",
        description="海关取消、恢复资格的决定，最近录入的在前；恢复的决定使该条重新排到最前。"
        "取到上次见过的 changed_at 为止，即不遗漏。",
        parameters=[
            OpenApiParameter("state", enum=["in_force", "restored"], description="in_force 取消中；restored 已恢复。"),
            OpenApiParameter("category", enum=RevocationCategory.values, description="原因类别。"),
            OpenApiParameter("office", OpenApiTypes.STR, description="决定的海关的代码。"),
            OpenApiParameter("enterprise", OpenApiTypes.STR, description="企业名称或代码。"),
        ],
        tags=["激励资格"],
    )
)
class RevocationList(ListAPIView):
    """List the revocations; the one that was recorded or restored last stands first."""

    serializer_class = RevocationDecisionSerializer
    pagination_class = CursorPagination

    def get_queryset(self) -> QuerySet[Revocation]:
        revocations = Revocation.objects.with_change().select_related("enterprise", "office")
        ordered = revocations.order_by("-changed_at", "-pk")
        shown = RevocationFilter(self.request.query_params, queryset=ordered, request=self.request)
        return rows_of(shown, self.request, "state", "category", "office", "enterprise")

    def get_serializer_context(self) -> dict[str, Any]:
        measures = {measure.pk: measure for measure in Measure.objects.select_related("section__plan")}
        return {**super().get_serializer_context(), "measures": measures}


revocation_list = by_token("roster.view_enterprise")(RevocationList.as_view())
