"""统计报告: the reports on months, quarters and years."""

from operator import attrgetter, methodcaller

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.access import requires
from exports.lists import downloadable, render_list
from exports.tables import Table
from reports.filters import PeriodReportFilter
from reports.models import PeriodReport

REPORT_COLUMNS = {
    "期间": attrgetter("period"),
    "类别": methodcaller("get_kind_display"),
    "版次": attrgetter("edition"),
    "更正理由": attrgetter("reason"),
    "生成时间": attrgetter("made_at"),
    "生成人": attrgetter("made_by"),
}


def _reports(request: HttpRequest) -> Table:
    newest = PeriodReport.objects.newest_editions().select_related("made_by")
    shown = PeriodReportFilter(request.GET, queryset=newest.defer("figures"), request=request)
    return Table("统计报告", shown.qs, REPORT_COLUMNS, shown)


@require_safe
@requires("reports.view_periodreport")
@downloadable(_reports)
def period_report_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the newest edition of each report, the latest period first."""
    return render_list(request, "reports/period_report_list.html", table)
