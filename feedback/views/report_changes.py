"""补充 and 撤回 of a violation report by the department that reported it."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import requires
from feedback.actions.report_changes import supplement_report, withdraw_report
from feedback.forms.reports import ReportSupplementForm, ReportWithdrawalForm
from feedback.models import ViolationReport
from feedback.report_policies import check_may_change_report
from feedback.views.reports import get_report
from foundation.web.actions import run_action
from foundation.web.bodies import Body, takes
from foundation.web.confirmations import Confirmation


@takes(Body.FILE)
@requires("feedback.change_violationreport")
def report_supplement(request: HttpRequest, pk: int) -> HttpResponse:
    """Add facts and evidence to an open report of the reader's department."""
    report = _get_report(request, pk, act="补充")
    form = ReportSupplementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        supplement = partial(supplement_report, report=report, **form.cleaned_data, by=request.user)
        if run_action(request, supplement, _confirmed(report, "已补充", "市发展改革委、泉城海关和莱芜海关即时收到")):
            return redirect("feedback:report_detail", pk)
    return render(request, "feedback/report_supplement.html", {"form": form, "report": report})


@requires("feedback.change_violationreport")
def report_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an open report of the reader's department, with a reason."""
    report = _get_report(request, pk, act="撤回")
    form = ReportWithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw = partial(withdraw_report, report=report, **form.cleaned_data, by=request.user)
        if run_action(request, withdraw, _confirmed(report, "已撤回", "主管海关不再处理，记录及理由仍可查看")):
            return redirect("feedback:report_detail", pk)
    return render(request, "feedback/report_withdraw.html", {"form": form, "report": report})


def _get_report(request: HttpRequest, pk: int, *, act: str) -> ViolationReport:
    """Return the report; refuse a reader who may see but not change it."""
    report = get_report(request, pk)
    if request.method == "GET":
        check_may_change_report(report, request.user, act=act)
    return report


def _confirmed(report: ViolationReport, done: str, follows: str) -> Confirmation:
    enterprise = report.enterprise
    return Confirmation(
        f"{done}：{enterprise}的失信线索",
        number=report.number,
        follows=[follows],
        links=[("企业页", enterprise.get_absolute_url())],
    )
