"""The API of reports: list and read them (docs/api.md)."""

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView, RetrieveAPIView

from accounts.access import by_token
from foundation.web.api_filtering import rows_of
from reports.filters import PeriodReportFilter
from reports.models import PeriodReport, PeriodReportQuerySet
from reports.periods import PeriodKind
from reports.serializers import PeriodReportSerializer, ReportWithFiguresSerializer

TAGS = ["统计报告"]


@extend_schema_view(
    get=extend_schema(
        operation_id="list_period_reports",
        summary="统计报告的清单",
        description="月报、季报、年报的各版，期间晚的在前。",
        parameters=[OpenApiParameter("kind", enum=PeriodKind.values, description="类别：月报、季报或年报。")],
        tags=TAGS,
    )
)
class PeriodReportList(ListAPIView):
    """List every edition of the reports."""

    serializer_class = PeriodReportSerializer

    def get_queryset(self) -> PeriodReportQuerySet:
        reports = PeriodReport.objects.select_related("made_by").defer("figures")
        shown = PeriodReportFilter(self.request.query_params, queryset=reports, request=self.request)
        return rows_of(shown, self.request, "kind")


@extend_schema_view(
    get=extend_schema(
        operation_id="retrieve_period_report",
        summary="一份统计报告",
        description="一版报告及其数字：总数、各单位、各类别、各项措施、企业、停用时间、“黑名单”数据。",
        tags=TAGS,
    )
)
class PeriodReportDetail(RetrieveAPIView):
    """Return one edition with its figures."""

    serializer_class = ReportWithFiguresSerializer
    queryset = PeriodReport.objects.select_related("made_by")


period_report_list = by_token("reports.view_periodreport")(PeriodReportList.as_view())
period_report_detail = by_token("reports.view_periodreport")(PeriodReportDetail.as_view())
