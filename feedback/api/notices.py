"""Notices (消息) and stop advice (停用建议): list and read them, answer advice."""

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.generics import GenericAPIView, ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import by_token
from accounts.models import User
from drafts.idempotency import IDEMPOTENCY_KEY, answer_once
from feedback.actions.acknowledgements import acknowledge_notice
from feedback.actions.advice import keep_measure, read_notice, stop_measure
from feedback.models import Notice, StandingChange, StopAdvice
from feedback.models.notices import changes_with_standing
from feedback.models.receipts import own_notices
from feedback.notice_filters import AdviceOfApiFilter, NoticeFilter
from feedback.serializers.notices import AdviceSerializer, AnswerSerializer, ChangeSerializer, NoticeSerializer
from feedback.states import AdviceState, NoticeKind
from foundation.postgres.conflicts import retry_once
from foundation.web.api import SmallJSONParser
from foundation.web.api_filtering import rows_of
from foundation.web.paging import CursorPagination

TAGS = ["消息与停用建议"]


class NoticeView(GenericAPIView):
    """Base of the views of notices; their texts leave out what the account may not see."""

    serializer_class = NoticeSerializer
    pagination_class = CursorPagination

    def get_queryset(self) -> QuerySet[Notice]:
        return own_notices(self.request.user.department)

    def get_serializer_context(self) -> dict[str, Any]:
        sees_screening = self.request.user.has_perm("screening.view_screening")
        return {**super().get_serializer_context(), "sees_screening": sees_screening}


@extend_schema_view(
    get=extend_schema(
        operation_id="list_notices",
        summary="给本部门的消息",
        description="新的在前。只取未读的（unread=true）、处理后逐条标为已读，即不遗漏、不重复。",
        parameters=[
            OpenApiParameter("unread", OpenApiTypes.BOOL, description="只列未读的。"),
            OpenApiParameter("unacknowledged", OpenApiTypes.BOOL, description="只列已读而未知悉的。"),
            OpenApiParameter("kind", enum=NoticeKind.values, description="类别。"),
            OpenApiParameter("enterprise", OpenApiTypes.STR, description="企业名称或代码。"),
        ],
        tags=TAGS,
    )
)
class NoticeList(NoticeView, ListAPIView):
    """List the notices of the account's department."""

    def get_queryset(self) -> QuerySet[Notice]:
        shown = NoticeFilter(self.request.query_params, queryset=super().get_queryset(), request=self.request)
        return rows_of(shown, self.request, "unread", "unacknowledged", "kind", "enterprise")


@extend_schema_view(
    get=extend_schema(
        operation_id="list_notice_changes",
        summary="一条通报的企业",
        description="资格变动的通报所列的全部企业；其他消息没有这一清单，答复 404。",
        tags=TAGS,
    )
)
class ChangeList(NoticeView, ListAPIView):
    """List the enterprises of an announcement."""

    serializer_class = ChangeSerializer

    def get_queryset(self) -> QuerySet[StandingChange]:
        notices = super().get_queryset().filter(announcement__isnull=False)
        self.notice = get_object_or_404(notices, pk=self.kwargs["pk"])
        return changes_with_standing(StandingChange.objects.filter(announcement=self.notice.announcement))

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "notice": self.notice}


class NoticeRead(NoticeView):
    @extend_schema(
        operation_id="read_notice",
        summary="标为已读",
        description="记下阅读人和时间；已读的不变，再次发送的答复相同。",
        request=None,
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Mark a notice of the account's department as read."""
        retry_once(partial(read_notice, notice=self.get_object(), by=request.user))
        return Response(self.get_serializer(self.get_object()).data)


class NoticeAcknowledge(NoticeView):
    @extend_schema(
        operation_id="acknowledge_notice",
        summary="知悉",
        description="记下知悉人和时间，未读的同时标为已读；已知悉的不变，再次发送的答复相同。无须知悉的消息不能知悉。",
        request=None,
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Acknowledge a notice of the account's department."""
        retry_once(partial(acknowledge_notice, notice=self.get_object(), by=request.user))
        return Response(self.get_serializer(self.get_object()).data)


def _advice(user: User) -> QuerySet[StopAdvice]:
    """Return the advice that the user may see, with what its answers need."""
    return StopAdvice.objects.for_user(user).select_related(
        *("department", "application__enterprise", "application__in_charge"),
        "application__measure__section__plan",
    )


@extend_schema_view(
    get=extend_schema(
        operation_id="list_advice",
        summary="停用建议的清单",
        description="令牌的账号可以查看的停用建议，新的在前：部门看给本部门的，牵头单位和海关看全部。",
        parameters=[
            OpenApiParameter("state", enum=AdviceState.values, description="状态。"),
            OpenApiParameter("enterprise", OpenApiTypes.STR, description="企业的统一社会信用代码。"),
            OpenApiParameter("department", OpenApiTypes.STR, description="接收单位或现在承办单位的代码。"),
            OpenApiParameter("announcement", OpenApiTypes.INT, description="通报的编号，见消息的 advice。"),
            OpenApiParameter("mine", OpenApiTypes.BOOL, description="只列待本部门答复的。"),
            OpenApiParameter("overdue", OpenApiTypes.BOOL, description="只列逾期未答复的。"),
        ],
        tags=TAGS,
    )
)
class AdviceList(ListAPIView):
    """List the advice that the owner of the token may see, the newest first."""

    serializer_class = AdviceSerializer
    pagination_class = CursorPagination

    def get_queryset(self) -> QuerySet[StopAdvice]:
        shown = AdviceOfApiFilter(self.request.query_params, queryset=_advice(self.request.user), request=self.request)
        return rows_of(shown, self.request, *shown.filters)


@extend_schema_view(get=extend_schema(operation_id="read_advice", summary="查询一项停用建议", tags=TAGS))
class AdviceDetail(RetrieveAPIView):
    """Return one piece of advice."""

    serializer_class = AdviceSerializer

    def get_queryset(self) -> QuerySet[StopAdvice]:
        return _advice(self.request.user)


class AdviceAnswer(GenericAPIView):
    serializer_class = AnswerSerializer
    parser_classes = (SmallJSONParser,)

    @extend_schema(
        operation_id="answer_advice",
        summary="答复停用建议",
        description="答复已于某日停止，或说明理由继续适用。停止的，该措施实施随之停止。",
        parameters=[IDEMPOTENCY_KEY],
        responses=AdviceSerializer,
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Answer advice to the account's department."""
        return answer_once(request, self._answer)

    def get_queryset(self) -> QuerySet[StopAdvice]:
        return _advice(self.request.user)

    def _answer(self) -> Response:
        advice, sent = self.get_object(), self.get_serializer(data=self.request.data)
        sent.is_valid(raise_exception=True)
        data, by = sent.validated_data, self.request.user
        if data["decision"] == AdviceState.STOPPED:
            stop_measure(advice=advice, stopped_on=data["stopped_on"], answer=data["answer"], by=by)
        else:
            keep_measure(advice=advice, answer=data["answer"], by=by)
        return Response(AdviceSerializer(self.get_object(), context=self.get_serializer_context()).data)


notice_list = by_token("feedback.read_notice")(NoticeList.as_view())
notice_change_list = by_token("feedback.read_notice")(ChangeList.as_view())
notice_read = by_token("feedback.read_notice")(NoticeRead.as_view())
notice_acknowledge = by_token("feedback.read_notice")(NoticeAcknowledge.as_view())
advice_list = by_token("feedback.view_stopadvice")(AdviceList.as_view())
advice_detail = by_token("feedback.view_stopadvice")(AdviceDetail.as_view())
advice_answer = by_token("feedback.answer_stopadvice")(AdviceAnswer.as_view())
