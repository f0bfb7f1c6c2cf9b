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
    return "全部人员外出" if department.has_accounts else "没有启用的账号"


COLUMNS = {
    "单位": attrgetter("name"),
    "原因": _why,
    "待办项数": attrgetter("open_count"),
    "待答复的停用建议": attrgetter("advice_count"),
    "待答复的询问": attrgetter("inquiries_count"),
    "待处理的失信线索": attrgetter("reports_count"),
    "待确认的月份": attrgetter("months_count"),
    "最早起算时间": attrgetter("waiting_since"),
}


def _unattended(request: HttpRequest) -> Table:
    return Table("无人办理的单位", with_open_work(unattended_departments()), COLUMNS)


@require_safe
@requires("feedback.view_unattended")
@downloadable(_unattended)
def unattended_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the departments with open work of whose people nobody is there today."""
    return render_list(request, "feedback/unattended_list.html", table)
