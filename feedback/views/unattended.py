"""无人办理的单位: departments with open work and nobody to do it, for 市发展改革委 and the system administrators."""

from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.models import Department
from exports.lists import downloadable, render_list
from exports.tables import Table
from feedback.models.unattended import unattended_departments, with_open_work


def _why(department: Department) -> str:
    """Return why nobody can do what waits, of an annotated department."""
    if not department.has_accounts:
        return "没有启用的账号"
    return "在岗人员无权办理" if department.is_staffed else "全部人员外出"


COLUMNS = {
    "单位": attrgetter("name"),
    "原因": _why,
    "待办项数": attrgetter("open_count"),
    "待答复的停用建议": attrgetter("advice_count"),
    "待答复的询问": attrgetter("inquiries_count"),
    "已答复、待查看的询问": attrgetter("answers_count"),
    "待处理的失信线索": attrgetter("reports_count"),
    "待签收的失信线索": attrgetter("report_receipts_count"),
    "未签收的实施情况": attrgetter("receipts_count"),
    "待知悉的消息": attrgetter("notices_count"),
    "待确认的月份": attrgetter("months_count"),
    "待核实的疑似命中": attrgetter("matches_count"),
    "最早起算时间": attrgetter("waiting_since"),
}


def _unattended(request: HttpRequest) -> Table:
    return Table("无人办理的单位", with_open_work(unattended_departments()), COLUMNS)


@require_safe
@requires("feedback.view_unattended")
@downloadable(_unattended)
def unattended_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the departments with open work that nobody who is there today can do."""
    return render_list(request, "feedback/unattended_list.html", table)
