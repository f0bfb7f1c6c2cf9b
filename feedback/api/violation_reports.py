"""Violation reports (失信线索): list and read them, report a violation."""

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.access import by_token
from accounts.models import User
from drafts.idempotency import IDEMPOTENCY_KEY, answer_once
from feedback.actions.reports import report_violation
from feedback.filters import ReportsOfApiFilter
from feedback.models import ViolationReport
from feedback.models.evidence import with_supplements
from feedback.models.report_receipts import with_receipts
from feedback.serializers.violation_reports import NewViolationReportSerializer, ViolationReportSerializer
from feedback.states import ReportState
from foundation.web.api_filtering import rows_of
from foundation.web.bodies import Body, takes
from foundation.web.paging import CursorPagination

TAGS = ["失信线索"]


def reports_of(user: User) -> QuerySet[ViolationReport]:
    """Return the reports that the user may see, with what their answers need."""
    reports = ViolationReport.objects.for_user(user).with_competent_office()
    return with_supplements(with_receipts(reports.select_related("enterprise", "department", "in_charge")))


@extend_schema_view(
    get=extend_schema(
        operation_id="list_violation_reports",
        summary="失信线索的清单",
        description="令牌的账号可以查看的失信线索，新的在前：部门看本部门的，牵头单位和海关看全部。",
        parameters=[
            OpenApiParameter("state", enum=ReportState.values, description="状态。"),
            OpenApiParameter("department", OpenApiTypes.STR, description="报送单位或承办单位的代码。"),
            OpenApiParameter("enterprise", OpenApiTypes.STR, description="企业名称或代码。"),
        ],
        responses=ViolationReportSerializer(many=True),
        tags=TAGS,
    )
)
class ViolationReportList(ListAPIView):
    # The body of a POST. The list is answered with ViolationReportSerializer.
    serializer_class = NewViolationReportSerializer
    parser_classes = (MultiPartParser,)
    pagination_class = CursorPagination

    def get_serializer_class(self) -> type[Serializer]:
        return NewViolationReportSerializer if self.request.method == "POST" else ViolationReportSerializer

    def get_queryset(self) -> QuerySet[ViolationReport]:
        """List the reports that the owner of the token may see, the newest first."""
        reports = reports_of(self.request.user)
        shown = ReportsOfApiFilter(self.request.query_params, queryset=reports, request=self.request)
        return rows_of(shown, self.request, *shown.filters)

    @extend_schema(
        operation_id="report_violation",
        summary="报送失信线索",
        description="报送至市发展改革委、泉城海关和莱芜海关；规则和答复的文字与页面相同。",
        parameters=[IDEMPOTENCY_KEY],
        responses={201: ViolationReportSerializer},
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        """Report a violation in the name of the account's department."""
        return answer_once(request, self._report)

    def _report(self) -> Response:
        sent = NewViolationReportSerializer(data=self.request.data)
        sent.is_valid(raise_exception=True)
        content = {name: value for name, value in sent.validated_data.items() if name != "numbers_needed"}
        reported = report_violation(**content, by=self.request.user)
        report = reports_of(self.request.user).get(pk=reported.pk)
        answer = ViolationReportSerializer(report, context=self.get_serializer_context())
        return Response(answer.data, status=status.HTTP_201_CREATED)


@extend_schema_view(get=extend_schema(operation_id="read_violation_report", summary="查询一条失信线索", tags=TAGS))
class ViolationReportDetail(RetrieveAPIView):
    """Return one report."""

    serializer_class = ViolationReportSerializer

    def get_queryset(self) -> QuerySet[ViolationReport]:
        return reports_of(self.request.user)


VIEW = "feedback.view_violationreport"
violation_report_list = takes(Body.FILE)(
    by_token(VIEW, post="feedback.add_violationreport")(ViolationReportList.as_view())
)
violation_report_detail = by_token(VIEW)(ViolationReportDetail.as_view())
