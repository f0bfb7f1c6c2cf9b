"""The API of standings: the standing of an enterprise on a day, and its evidence (docs/api.md)."""

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import by_token
from accounts.serializers import PurposeSerializer, note_stated_purpose
from audit.types import EventType
from roster.models import Enterprise
from screening.actions.receipts import IssuedReceipt, record_view
from screening.explanation.explain import StandingQuery, explain
from screening.forms.standings import StandingForm
from screening.serializers import ExplanationSerializer

PARAMETERS = [
    OpenApiParameter("on", OpenApiTypes.DATE, description="哪一天，不晚于今天；默认 known_at 所在的那一天。"),
    OpenApiParameter(
        "known_at",
        OpenApiTypes.STR,
        description="信息截至的时间：ISO 8601 的日期和时间，或日期（指当天结束时），不晚于现在；默认现在。",
        examples=[OpenApiExample("时刻", value="2026-07-31T17:30"), OpenApiExample("日期", value="2026-07-31")],
    ),
]
RECEIPT = [
    OpenApiParameter(
        "X-Receipt-Number", str, OpenApiParameter.HEADER, response=[200], description="查询回执的编号，如2026-000123。"
    ),
    OpenApiParameter(
        "X-Receipt-Code", str, OpenApiParameter.HEADER, response=[200], description="查询回执的校验码，只给出这一次。"
    ),
]


def receipt_headers(issued: IssuedReceipt) -> dict[str, str]:
    """Return the headers in which an answer hands out its receipt."""
    return {"X-Receipt-Number": issued.number, "X-Receipt-Code": issued.code}


class StandingDetail(GenericAPIView):
    serializer_class = ExplanationSerializer

    @extend_schema(
        operation_id="read_standing",
        summary="查询企业在某一天的激励资格",
        description="企业在某一天的激励资格及其依据，以平台在某一时刻所知为准。同样的日期和时刻，以后再查，答复相同。"
        "企业由统一社会信用代码、海关注册编码或AEO编码指明，写法不限。",
        parameters=[*PARAMETERS, *RECEIPT, PurposeSerializer],
        tags=["激励资格"],
    )
    def get(self, request: Request, uscc: str) -> Response:
        """Return the standing of the enterprise on a day with its evidence, as the platform knew it at a moment."""
        enterprise = Enterprise.objects.with_code(uscc).first()
        if enterprise is None:
            raise Http404
        form = StandingForm(request.query_params)
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        note_stated_purpose(request)
        query = StandingQuery(**form.cleaned_data, sees_screening=request.user.has_perm("screening.view_screening"))
        explanation = explain(enterprise, query)
        issued = record_view(
            EventType.STANDING_VIEWED,
            enterprise=enterprise,
            on=explanation.on,
            known_at=explanation.known_at,
            standing=explanation.standing_id,
            by=request.user,
        )
        return Response(self.get_serializer(explanation).data, headers=receipt_headers(issued))


standing_detail = by_token("roster.view_enterprise")(StandingDetail.as_view())
