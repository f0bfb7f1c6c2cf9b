"""Inquiries about applications (询问与答复): list those of one application, answer one."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import GenericAPIView, ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import by_token
from accounts.models import User
from drafts.idempotency import IDEMPOTENCY_KEY, answer_once
from feedback.actions.inquiries import answer_inquiry
from feedback.models import Inquiry, MeasureApplication
from feedback.serializers.inquiries import InquiryAnswerSerializer, InquirySerializer
from foundation.web.api import SmallJSONParser
from foundation.web.paging import CursorPagination

TAGS = ["反馈"]


def _inquiries(user: User) -> QuerySet[Inquiry]:
    """Return the inquiries that the user may see, with what their answers need."""
    return Inquiry.objects.for_user(user).select_related("department", "application__in_charge")


@extend_schema_view(
    get=extend_schema(
        operation_id="list_inquiries",
        summary="一项措施实施的询问与答复",
        description="牵头单位和两个海关就一项措施实施的全部询问，新的在前，各附其答复。",
        tags=TAGS,
    )
)
class InquiryList(ListAPIView):
    """List the inquiries about one application, the newest first."""

    serializer_class = InquirySerializer
    pagination_class = CursorPagination

    def get_queryset(self) -> QuerySet[Inquiry]:
        application = get_object_or_404(MeasureApplication.objects.for_user(self.request.user), pk=self.kwargs["pk"])
        return _inquiries(self.request.user).filter(application=application)


class InquiryAnswer(GenericAPIView):
    serializer_class = InquiryAnswerSerializer
    parser_classes = (SmallJSONParser,)

    @extend_schema(
        operation_id="answer_inquiry",
        summary="答复询问",
        description="答复对本部门承办的措施实施的询问；一经答复不能修改，已答复的，答复 409。",
        parameters=[IDEMPOTENCY_KEY],
        responses=InquirySerializer,
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Answer an inquiry about an application that the account's department is in charge of."""
        return answer_once(request, self._answer)

    def get_queryset(self) -> QuerySet[Inquiry]:
        return _inquiries(self.request.user)

    def _answer(self) -> Response:
        inquiry, sent = self.get_object(), self.get_serializer(data=self.request.data)
        sent.is_valid(raise_exception=True)
        answer_inquiry(inquiry=inquiry, answer=sent.validated_data["answer"], by=self.request.user)
        return Response(InquirySerializer(self.get_object(), context=self.get_serializer_context()).data)


inquiry_list = by_token("feedback.view_inquiry")(InquiryList.as_view())
inquiry_answer = by_token("feedback.answer_inquiry")(InquiryAnswer.as_view())
