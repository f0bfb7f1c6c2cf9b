"""Look-ups of many (批量查询): ask, see how far they are, and read the answers."""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.generics import GenericAPIView, ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.access import by_token
from accounts.models import User
from accounts.serializers import PurposeSerializer, note_stated_purpose
from drafts.idempotency import IDEMPOTENCY_KEY, answer_once
from feedback.actions.lookups import ask_for_many, record_viewed
from feedback.filters import LookupLineFilter
from feedback.lookup_answers import LookupAnswers, candidates_of
from feedback.models import LookupBatch, LookupLine
from feedback.serializers.lookups import LineSerializer, LookupSerializer, NewLookupSerializer
from feedback.states import LookupResult, LookupState
from foundation.denials import ActionDenied
from foundation.web.api import LargeJSONParser
from foundation.web.api_filtering import rows_of
from foundation.web.bodies import Body, takes
from foundation.web.lists import page_query
from foundation.web.paging import CursorPagination
from screening.api import RECEIPT, receipt_headers
from screening.states import StandingState

TAGS = ["批量查询"]


def _batches(user: User) -> QuerySet[LookupBatch]:
    """Return the look-ups that the user may see, without what was typed."""
    return LookupBatch.objects.for_user(user).defer("asked")


@extend_schema_view(
    get=extend_schema(
        operation_id="list_lookups",
        summary="批量查询的清单",
        description="本部门的批量查询，新的在前。",
        responses=LookupSerializer(many=True),
        tags=TAGS,
    )
)
class LookupList(ListAPIView):
    # The body of a POST. The list is answered with LookupSerializer.
    serializer_class = NewLookupSerializer
    pagination_class = CursorPagination
    parser_classes = (LargeJSONParser,)

    def get_serializer_class(self) -> type[Serializer]:
        return NewLookupSerializer if self.request.method == "POST" else LookupSerializer

    def get_queryset(self) -> QuerySet[LookupBatch]:
        """List the look-ups of the account's department, the newest first."""
        return _batches(self.request.user)

    @extend_schema(
        operation_id="ask_lookup",
        summary="批量查询企业",
        description="一次查询至多50000家企业在某一天的激励资格。收下即答复，由后台查询；状态为 answered 后读取各行。",
        parameters=[IDEMPOTENCY_KEY, PurposeSerializer],
        responses={202: LookupSerializer},
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        """Store the lines; a worker answers them."""
        note_stated_purpose(request)
        return answer_once(request, self._ask)

    def _ask(self) -> Response:
        sent = NewLookupSerializer(data=self.request.data)
        sent.is_valid(raise_exception=True)
        asked = {name: sent.validated_data[name] for name in ("lines", "day", "title")}
        batch = ask_for_many(**asked, by=self.request.user)
        answer = LookupSerializer(batch, context=self.get_serializer_context())
        return Response(answer.data, status=status.HTTP_202_ACCEPTED)


@extend_schema_view(
    get=extend_schema(
        operation_id="read_lookup", summary="一次批量查询", description="查询的状态和已查询的行数。", tags=TAGS
    )
)
class LookupDetail(RetrieveAPIView):
    """Return how far a look-up is."""

    serializer_class = LookupSerializer

    def get_queryset(self) -> QuerySet[LookupBatch]:
        return _batches(self.request.user)


class LineList(GenericAPIView):
    serializer_class = LineSerializer
    pagination_class = CursorPagination

    @extend_schema(
        operation_id="list_lookup_lines",
        summary="批量查询的各行答复",
        description="每一行的结论和依据，以查询当时平台所知为准；本单位的措施以现在为准。没有筛选的第一页给出查询回执。",
        parameters=[
            OpenApiParameter("result", enum=LookupResult.values, description="只列这一结论的。"),
            OpenApiParameter("state", enum=StandingState.values, description="只列当日为这一资格的。"),
            PurposeSerializer,
            *RECEIPT,
        ],
        responses={200: LineSerializer(many=True), 409: OpenApiResponse(description="尚未完成。")},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """List the answers of a look-up. Raises ActionDenied until a worker has answered all of it."""
        batch = self.get_object()
        chosen = LookupLineFilter(request.query_params, queryset=self._lines(batch), request=request)
        rows = rows_of(chosen, request, *chosen.filters, *PurposeSerializer().fields)
        note_stated_purpose(request)
        if batch.state != LookupState.ANSWERED:
            raise ActionDenied(f"{batch}{batch.get_state_display()}，没有答复可以读取。")
        lines = self.paginate_queryset(rows)
        is_whole = not page_query(request) and not any(chosen.form.cleaned_data.values())
        issued = record_viewed(batch=batch, is_whole=is_whole, by=request.user)
        self.headers |= receipt_headers(issued) if issued else {}
        context = {"answers": LookupAnswers(batch, request.user), "candidates": candidates_of(lines)}
        return self.get_paginated_response(LineSerializer(lines, many=True, context=context).data)

    def get_queryset(self) -> QuerySet[LookupBatch]:
        return _batches(self.request.user)

    def _lines(self, batch: LookupBatch) -> QuerySet[LookupLine]:
        return LookupLine.objects.filter(batch=batch).with_result().with_answers(self.request.user.department)


VIEW = "feedback.view_lookupbatch"
lookup_list = takes(Body.FILE)(by_token(VIEW, post="feedback.add_lookupbatch")(LookupList.as_view()))
lookup_detail = by_token(VIEW)(LookupDetail.as_view())
lookup_line_list = by_token(VIEW)(LineList.as_view())
