"""Enterprises by a look-up, and one enterprise."""

from functools import cache
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.generics import GenericAPIView, ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import by_token
from accounts.serializers import PurposeSerializer, note_stated_purpose
from audit.types import EventType
from feedback.filters import EnterprisesOfApiFilter
from feedback.serializers.enterprises import EnterpriseNowSerializer
from foundation.web.api_filtering import rows_of
from roster.models import Certification, Enterprise
from roster.models.enterprises import EnterpriseQuerySet
from screening.actions.receipts import record_search, record_view
from screening.api import RECEIPT, receipt_headers
from screening.models.standings import with_current_standing, with_state
from screening.states import StandingState

TAGS = ["企业与措施实施"]


@cache
def _enterprises() -> EnterpriseQuerySet:
    """Return all enterprises with what their answers need; composed once, as nothing in it depends on the moment."""
    certifications = Certification.objects.open().select_related("office")
    return with_current_standing(Enterprise.objects.with_former_names()).prefetch_related(
        Prefetch("certifications", queryset=certifications, to_attr="open_certifications")
    )


@extend_schema_view(
    get=extend_schema(
        operation_id="list_enterprises",
        summary="查询企业",
        description="名称（含曾用名、部分名称、错别字、拼音）或代码与查询内容相符的企业，最相符的在前；没有查询内容的，列全部企业。",
        parameters=[
            OpenApiParameter(
                "q",
                OpenApiTypes.STR,
                description="企业名称或代码。",
                examples=[OpenApiExample("名称", value="银杏贸易"), OpenApiExample("代码", value="AEOCN3701612345")],
            ),
            OpenApiParameter("state", enum=StandingState.values, description="现在的激励资格。"),
            OpenApiParameter("office", OpenApiTypes.STR, description="主管海关的代码。"),
            PurposeSerializer,
            *RECEIPT,
        ],
        tags=TAGS,
    )
)
class EnterpriseList(ListAPIView):
    serializer_class = EnterpriseNowSerializer

    def get_queryset(self) -> QuerySet[Enterprise]:
        """List the enterprises that the look-up and the other parameters find."""
        enterprises = with_state(_enterprises())
        shown = EnterprisesOfApiFilter(self.request.query_params, queryset=enterprises, request=self.request)
        rows = rows_of(shown, self.request, "q", "state", "office", *PurposeSerializer().fields)
        note_stated_purpose(self.request)
        self.found = shown.found
        if self.found:
            issued = record_search(
                text=shown.form.cleaned_data["q"],
                found=[hit.pk for hit in self.found.hits],
                is_exact=self.found.is_exact,
                by=self.request.user,
            )
            self.headers |= receipt_headers(issued)
        return rows

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "found": getattr(self, "found", None)}


class EnterpriseDetail(GenericAPIView):
    serializer_class = EnterpriseNowSerializer

    @extend_schema(
        operation_id="read_enterprise",
        summary="查询一家企业",
        description="企业由统一社会信用代码、海关注册编码或AEO编码指明，写法不限。",
        parameters=[PurposeSerializer, *RECEIPT],
        tags=TAGS,
    )
    def get(self, request: Request, uscc: str) -> Response:
        """Return one enterprise with its present state."""
        enterprise = _enterprises().with_code(uscc).first()
        if enterprise is None:
            raise Http404
        note_stated_purpose(request)
        now, standing = timezone.now(), enterprise.standing
        issued = record_view(
            EventType.ENTERPRISE_VIEWED,
            enterprise=enterprise,
            on=timezone.localdate(now),
            known_at=now,
            standing=standing.pk if standing else None,
            by=request.user,
        )
        return Response(self.get_serializer(enterprise).data, headers=receipt_headers(issued))


enterprise_list = by_token("roster.view_enterprise")(EnterpriseList.as_view())
enterprise_detail = by_token("roster.view_enterprise")(EnterpriseDetail.as_view())
