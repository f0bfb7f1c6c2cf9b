"""失信线索: report, list and decide violations."""

from functools import partial
from operator import attrgetter, methodcaller

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.models import User
from exports.lists import downloadable, render_list
from exports.tables import Table
from feedback.actions.reports import join_report, keep_on_report, report_violation, revoke_on_report
from feedback.filters import ReportFilter
from feedback.forms.reports import ReportDecisionForm, ReportForm
from feedback.models import ViolationReport
from feedback.models.evidence import evidence_text, with_evidence
from feedback.policies import check_may_decide_report
from feedback.states import ReportState
from foundation.denials import denial_of
from foundation.web.actions import run_action
from foundation.web.bodies import Body, takes
from foundation.web.confirmations import Confirmation
from foundation.web.work_items import list_url
from roster.addresses import redirect_to_uscc
from roster.models import Enterprise
from screening.wording import AFTER_LOSS


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
        follows=["主管海关核实后决定是否取消资格，处理结果在本页查看"],
        links=[("企业页", enterprise.get_absolute_url()), ("失信线索列表", reverse("feedback:report_list"))],
    )


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
    "状态": methodcaller("get_state_display"),
    "处理时间": attrgetter("decided_at"),
    "处理意见": attrgetter("decision_reason"),
}


def _reports(request: HttpRequest) -> Table:
    reports = ViolationReport.objects.for_user(request.user).with_competent_office()
    reports = with_evidence(reports.select_related("enterprise", "department"))
    shown = ReportFilter(request.GET, queryset=reports, request=request)
    return Table("失信线索", shown.qs, COLUMNS, shown, rows_move=True)


@require_safe
@requires("feedback.view_violationreport")
@downloadable(_reports)
def report_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the reports that the reader may see, the newest first."""
    return render_list(request, "feedback/report_list.html", table)


@requires("feedback.view_violationreport")
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one report, with the form for the decision of the competent customs office."""
    may_decide = request.user.has_perm("feedback.decide_violationreport")
    if request.method == "POST" and not may_decide:
        raise PermissionDenied
    report = _get_report(request, pk)
    revocation = report.enterprise.revocations.open().first()
    form = ReportDecisionForm(request.POST or None, revocation=revocation)
    decide = partial(_decide, report, form, request.user)
    if request.method == "POST" and form.is_valid() and run_action(request, decide, partial(_decided, form)):
        return redirect("feedback:report_detail", pk)
    check = partial(check_may_decide_report, report, request.user)
    context = {
        "report": report,
        "form": form,
        # After a refusal the form is shown again with the typed values.
        "may_decide": may_decide and (form.is_bound or not denial_of(check)),
        "revocation": revocation,
    }
    return render(request, "feedback/report_detail.html", context)


def _decide(report: ViolationReport, form: ReportDecisionForm, by: User) -> ViolationReport:
    """Decide the report as the form states."""
    data = dict(form.cleaned_data)
    decision = data.pop("decision")
    if decision == form.REVOKE:
        return revoke_on_report(report=report, **data, by=by)
    act = join_report if decision == form.JOIN else keep_on_report
    return act(report=report, reason=data["reason"], by=by)


def _decided(form: ReportDecisionForm, report: ViolationReport) -> Confirmation:
    decision = form.cleaned_data["decision"]
    document_number = report.revocation.document_number if report.revocation else ""
    title = {
        form.REVOKE: f"已取消{report.enterprise}的资格",
        form.KEEP: f"已处理：不予取消{report.enterprise}的资格",
        form.JOIN: f"已并入{document_number}",
    }[decision]
    is_notified = report.in_charge != report.decided_by.department
    return Confirmation(
        title,
        number=document_number or report.number,
        follows=[
            *(AFTER_LOSS if decision == form.REVOKE else ()),
            *([f"{report.in_charge}将收到处理结果"] if is_notified else []),
        ],
        links=[
            ("企业页", report.enterprise.get_absolute_url()),
            ("待处理的失信线索", list_url("feedback:report_list", state=ReportState.OPEN)),
        ],
    )


def _get_report(request: HttpRequest, pk: int) -> ViolationReport:
    """Return a report that the reader may see; raise Http404 otherwise."""
    reports = ViolationReport.objects.for_user(request.user).with_competent_office()
    related = ("enterprise", "department", "reported_by", "decided_by", "revocation")
    return get_object_or_404(reports.select_related(*related), pk=pk)
