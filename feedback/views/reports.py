"""失信线索: report, list and decide violations."""

from functools import partial
from operator import attrgetter, methodcaller

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.access import requires
from exports.lists import downloadable, render_list
from exports.tables import Table
from feedback.actions.reports import keep_on_report, report_violation, revoke_on_report
from feedback.filters import ReportFilter
from feedback.forms import KeepForm, ReportDecisionForm, ReportForm, RevokeForm
from feedback.models import ViolationReport
from feedback.policies import check_may_decide_report
from foundation.denials import denial_of
from foundation.web.actions import run_action
from foundation.web.forms import parameters, submission_key
from roster.addresses import redirect_to_uscc
from roster.models import Enterprise


@requires("feedback.add_violationreport")
def report_create(request: HttpRequest, uscc: str) -> HttpResponse:
    """Report a violation by the enterprise."""
    enterprise = Enterprise.objects.filter(uscc=uscc).first()
    if enterprise is None:
        return redirect_to_uscc(request, Enterprise.objects.all(), uscc)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        report = partial(
            report_violation,
            enterprise=enterprise,
            found_on=form.cleaned_data["found_on"],
            facts=form.cleaned_data["facts"],
            submission_key=submission_key(request),
            by=request.user,
        )
        if reported := run_action(request, report, "已报送至市发展改革委、泉城海关和莱芜海关。"):
            return redirect("feedback:report_detail", reported.result.pk)
    return render(request, "feedback/report_form.html", {"form": form, "enterprise": enterprise})


COLUMNS = {
    "企业": attrgetter("enterprise.name"),
    "统一社会信用代码": attrgetter("enterprise.uscc"),
    "报送单位": attrgetter("department.name"),
    "发现日期": attrgetter("found_on"),
    "违法失信情况": attrgetter("facts"),
    "报送时间": attrgetter("reported_at"),
    "状态": methodcaller("get_state_display"),
    "处理时间": attrgetter("decided_at"),
    "处理意见": attrgetter("decision_reason"),
}


def _reports(request: HttpRequest) -> Table:
    reports = ViolationReport.objects.for_user(request.user).select_related("enterprise", "department")
    shown = ReportFilter(request.GET, queryset=reports, request=request)
    return Table("失信线索", shown.qs, COLUMNS, shown)


@require_safe
@requires("feedback.view_violationreport")
@downloadable(_reports)
def report_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the reports that the reader may see, the newest first."""
    return render_list(request, "feedback/report_list.html", table)


@requires("feedback.view_violationreport")
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one report, with the forms for the decision of the competent customs office."""
    may_decide = request.user.has_perm("feedback.decide_violationreport")
    if request.method == "POST" and not may_decide:
        raise PermissionDenied
    reports = ViolationReport.objects.for_user(request.user).select_related(
        "enterprise", "department", "reported_by", "decided_by", "revocation"
    )
    report = get_object_or_404(reports, pk=pk)
    decision = parameters(ReportDecisionForm(request.POST))["decision"]
    revoking = decision == "revoke"
    revoke_form = RevokeForm(request.POST if revoking else None)
    keep_form = KeepForm(request.POST if decision == "keep" else None, auto_id="keep_%s")
    form = revoke_form if revoking else keep_form
    if request.method == "POST" and form.is_valid():
        decide = revoke_on_report if revoking else keep_on_report
        done = f"已取消{report.enterprise}的资格，各成员单位将收到通报。" if revoking else "已处理：不予取消资格。"
        if run_action(request, partial(decide, report=report, **form.cleaned_data, by=request.user), done):
            return redirect("feedback:report_detail", pk)
    check = partial(check_may_decide_report, report, request.user)
    context = {
        "report": report,
        "revoke_form": revoke_form,
        "keep_form": keep_form,
        # After a refusal the form is shown again with the typed values.
        "may_decide": may_decide and (form.is_bound or not denial_of(check)),
    }
    return render(request, "feedback/report_detail.html", context)
