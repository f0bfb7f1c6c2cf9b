"""月度确认: list months, show what a department logged in one, confirm it, and the table of all departments."""

from datetime import date
from functools import partial
from operator import attrgetter

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.models import Department
from exports.lists import downloadable, render_list
from exports.tables import Table
from feedback.actions.months import confirm_month
from feedback.feedback_policies import check_may_confirm_month
from feedback.models import DepartmentMonth, MonthConfirmation
from feedback.models.stopping import with_state_now
from feedback.month_filters import MonthFilter, YearForm
from feedback.views.applications import COLUMNS
from foundation.denials import denial_of
from foundation.web.actions import run_action
from foundation.web.confirmations import Confirmation
from foundation.web.forms import VersionForm, parameters
from foundation.web.work_items import list_url
from incentives.models import Measure
from workdays.terms import is_provisional

MONTH_COLUMNS = {
    "实施单位": attrgetter("department_name"),
    "月份": lambda month: f"{month.month:%Y-%m}",
    "状态": attrgetter("shown_state"),
    "措施实施项数": attrgetter("application_count"),
    "措施数": attrgetter("measure_count"),
    "版次": attrgetter("edition"),
    "确认时间": attrgetter("confirmed_at"),
    "确认后的变动": attrgetter("changes_since"),
    "确认期限": attrgetter("due_on"),
    "期限暂定": lambda month: "是" if is_provisional(month.due_on) else "",
    "逾期": lambda month: "是" if month.is_overdue else "",
    "现由何单位确认": attrgetter("in_charge"),
}


def _months(request: HttpRequest) -> Table:
    months = DepartmentMonth.objects.for_user(request.user).over(on=timezone.localdate()).with_confirmation()
    months = months.select_related("department", "in_charge")
    shown = MonthFilter(request.GET, queryset=months, request=request)
    return Table("月度确认", shown.qs, MONTH_COLUMNS, shown)


@require_safe
@requires("feedback.view_departmentmonth")
@downloadable(_months)
def month_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the months that the reader may see, the newest first."""
    return render_list(request, "feedback/month_list.html", table)


def _get_month(request: HttpRequest, pk: int) -> DepartmentMonth:
    months = DepartmentMonth.objects.for_user(request.user).with_confirmation()
    months = months.select_related("department", "in_charge")
    return get_object_or_404(months, pk=pk)


def _applications(request: HttpRequest, pk: int) -> Table:
    month = _get_month(request, pk)
    applications = with_state_now(month.applications.with_corrections()).select_related(
        "enterprise", "department", "in_charge", "version__measure"
    )
    return Table(f"{month}的措施实施", applications.order_by("applied_on", "pk"), COLUMNS)


@require_safe
@requires("feedback.view_departmentmonth")
@downloadable(_applications)
def month_detail(request: HttpRequest, table: Table, pk: int) -> HttpResponse:
    """Show what a department logged for a month, by measure and one by one, with the editions of its confirmation."""
    month = _get_month(request, pk)
    version = month.version
    context = {
        "month": month,
        "version_form": VersionForm(initial={"version": version}),
        "may_confirm": request.user.has_perm("feedback.confirm_departmentmonth")
        and not denial_of(partial(check_may_confirm_month, month, version, request.user)),
        "measures": Measure.objects.filter(applications__in=month.applications)
        .annotate(count=Count("applications"))
        .order_by("section__plan", "number"),
        "confirmations": month.confirmations.select_related("confirmed_by").order_by("-edition"),
    }
    return render_list(request, "feedback/month_detail.html", table, **context)


@require_POST
@requires("feedback.confirm_departmentmonth")
def month_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm what the reader's department logged for the month, as the page showed it."""
    version = parameters(VersionForm(request.POST))["version"] or ""
    confirm = partial(confirm_month, month=_get_month(request, pk), expected_version=version, by=request.user)
    run_action(request, confirm, _confirmed)
    return redirect("feedback:month_detail", pk)


def _confirmed(confirmation: MonthConfirmation) -> Confirmation:
    counts = f"{confirmation.application_count}项措施实施、{confirmation.measure_count}项措施"
    return Confirmation(
        f"已确认{confirmation.month}：{counts if confirmation.application_count else '零报告'}",
        follows=[
            "市发展改革委、泉城海关和莱芜海关可以看到确认的内容、人员和时间",
            "此后补登、更正或撤销当月的措施实施的，须再次确认",
        ],
        links=[("其他待确认的月份", list_url("feedback:month_list", mine="true"))],
    )


def _table(request: HttpRequest) -> Table:
    """Make a row for each department and a column for each month of the year."""
    form = YearForm(request.GET)
    months = DepartmentMonth.objects.select_related("department", "in_charge").with_confirmation()
    of_the_year = months.over(on=timezone.localdate()).filter(month__year=form.chosen if form.is_valid() else None)
    cells: dict[tuple[int, date], DepartmentMonth] = {(each.department_id, each.month): each for each in of_the_year}
    shown = sorted({month for _, month in cells})
    departments = Department.objects.filter(pk__in={department for department, _ in cells})
    rows = [(department, [cells.get((department.pk, month)) for month in shown]) for department in departments]
    columns = {"单位": lambda row: row[0].shown_name}
    for place, month in enumerate(shown):
        columns[f"{month.year}年{month.month}月"] = partial(_cell_text, place)
    return Table("各单位月度确认", rows, columns, form)


def _cell_text(place: int, row: tuple[Department, list[DepartmentMonth | None]]) -> str:
    month = row[1][place]
    return month.shown_state if month else ""


@require_safe
@requires("feedback.view_overduemonth")
@downloadable(_table)
def month_table(request: HttpRequest, table: Table) -> HttpResponse:
    """Show which department has confirmed which month of a year."""
    return render_list(request, "feedback/month_table.html", table)
