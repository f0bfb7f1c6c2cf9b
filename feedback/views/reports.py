"""失信线索: report and list violations."""

from functools import partial
from operator import attrgetter, methodcaller

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from exports.lists import downloadable, render_list
from exports.tables import Table
from feedback.actions.report_receipts import receive_report
from feedback.actions.reports import report_violation
from feedback.filters import ReportFilter
from feedback.forms.reports import ReportForm
from feedback.models import ReportReceipt, ViolationReport
from feedback.models.assignments import ASSIGNEES, assignee_text
from feedback.models.evidence import evidence_text, with_evidence, with_supplements
from feedback.models.report_receipts import receipts_text, with_receipts
from feedback.report_policies import check_may_decide_report
from feedback.views.assignments import assignments_of
from foundation.denials import denial_of
from foundation.web.actions import run_action
from foundation.web.bodies import Body, takes
from foundation.web.confirmations import Confirmation
from foundation.web.work_items import list_url
from roster.addresses import redirect_to_uscc
from roster.models import Enterprise


@takes(Body.FILE)
@requires("feedback.add_violationreport")
def report_create(request: HttpRequest, uscc: str) -> HttpResponse:
    """Report a violation by the enterprise."""
    enterprise = Enterprise.objects.filter(uscc=uscc).first()
    if enterprise is None:
        return redirect_to_uscc(request, Enterprise.objects.all(), uscc)
    form = ReportForm(
        request.POST or None, request.FILES or None, enterprise=enterprise, department=request.user.department
    )
    if request.method == "POST" and form.is_valid():
        report = partial(
            report_violation,
            enterprise=enterprise,
            **form.cleaned_data,
            by=request.user,
        )
        if reported := run_action(request, report, _reported):
            return redirect("feedback:report_detail", reported.result.pk)
    reported = ViolationReport.objects.filter(enterprise=enterprise, department=request.user.department)
    context = {"form": form, "enterprise": enterprise, "reported": reported}
    return render(request, "feedback/report_form.html", context)


def _reported(report: ViolationReport) -> Confirmation:
    enterprise = report.enterprise
    return Confirmation(
        f"已报送至市发展改革委、泉城海关和莱芜海关：{enterprise}的失信线索",
        number=report.number,
        follows=["主管海关核实后决定是否警示、暂停或取消资格，处理结果以消息告知，也在本页查看"],
        links=[("企业页", enterprise.get_absolute_url()), ("失信线索列表", reverse("feedback:report_list"))],
    )


def _decision_number(report: ViolationReport) -> str:
    return report.decision.document_number if report.decision else ""


COLUMNS = {
    "企业": attrgetter("enterprise.name"),
    "统一社会信用代码": attrgetter("enterprise.uscc"),
    "报送单位": attrgetter("department_name"),
    "发现日期": attrgetter("found_on"),
    "违法失信情况": attrgetter("facts"),
    "严重程度": methodcaller("get_severity_display"),
    "文号": attrgetter("document_number"),
    "证明材料": evidence_text,
    "处理海关": attrgetter("competent_office"),
    "报送时间": attrgetter("reported_at"),
    "处理期限": attrgetter("due_on"),
    "经办人": assignee_text,
    "签收": receipts_text,
    "状态": methodcaller("get_state_display"),
    "处理时间": attrgetter("decided_at"),
    "处理意见": attrgetter("decision_reason"),
    "决定文号": _decision_number,
}


def _reports(request: HttpRequest) -> Table:
    reports = ViolationReport.objects.for_user(request.user).with_competent_office()
    reports = reports.select_related("enterprise", "department", "revocation", "suspension").prefetch_related(
        *ASSIGNEES
    )
    reports = with_receipts(with_evidence(reports))
    shown = ReportFilter(request.GET, queryset=reports, request=request)
    return Table("失信线索", shown.qs, COLUMNS, shown, rows_move=True)


@require_safe
@requires("feedback.view_violationreport")
@downloadable(_reports)
def report_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the reports that the reader may see, the newest first."""
    return render_list(request, "feedback/report_list.html", table)


@require_safe
@requires("feedback.view_violationreport")
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one report, with what the reader may do about it."""
    report = get_report(request, pk)
    user = request.user
    receipt = report.receipts.open().filter(department=user.department).first()
    is_own = report.in_charge_id == user.department_id
    context = {
        "report": report,
        "may_decide": user.has_perm("feedback.decide_violationreport")
        and not denial_of(partial(check_may_decide_report, report, user)),
        "may_change": user.has_perm("feedback.change_violationreport") and report.is_open and is_own,
        "may_receive": user.has_perm("feedback.receive_violationreport") and receipt is not None,
        **assignments_of(report, user),
    }
    return render(request, "feedback/report_detail.html", context)


def get_report(request: HttpRequest, pk: int) -> ViolationReport:
    """Return a report that the reader may see; raise Http404 otherwise."""
    reports = ViolationReport.objects.for_user(request.user).with_competent_office()
    related = ("enterprise", "department", "reported_by", "decided_by", "withdrawn_by", "revocation", "suspension")
    return get_object_or_404(with_supplements(with_receipts(reports.select_related(*related))), pk=pk)


@require_POST
@requires("feedback.receive_violationreport")
def report_receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Acknowledge a report for the reader's department."""
    receive = partial(receive_report, report=get_report(request, pk), by=request.user)
    run_action(request, receive, _received)
    return redirect("feedback:report_detail", pk)


def _received(receipt: ReportReceipt) -> Confirmation:
    return Confirmation(
        f"已签收：{receipt.report.enterprise}的失信线索",
        number=receipt.report.number,
        follows=["报送单位可以看到签收的人员和时间"],
        links=[("其他未签收的", list_url("feedback:report_list", to_receive="true"))],
    )
