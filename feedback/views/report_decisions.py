"""处理失信线索: the competent customs office decides a report, after it has checked what follows."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import confirmed, requires
from accounts.models import User
from feedback.actions.report_decisions import decide_report
from feedback.forms.reports import ReportDecisionForm
from feedback.models import ViolationReport
from feedback.report_policies import check_decision, check_may_decide_report, decision_in_force
from feedback.states import ReportState
from feedback.views.reports import get_report
from foundation.denials import denial_of
from foundation.web.actions import refuse, run_action
from foundation.web.confirmations import Confirmation
from foundation.web.forms import fill
from foundation.web.work_items import list_url
from screening.models import Suspension
from screening.wording import AFTER_LOSS


@confirmed
@requires("feedback.decide_violationreport")
def report_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide a report about an enterprise of the own customs office; the decision is shown once before it is made."""
    report = get_report(request, pk)
    if request.method == "GET":
        check_may_decide_report(report, request.user)
    version = report.version
    form = ReportDecisionForm(request.POST or None, initial={"report_version": version}, enterprise=report.enterprise)
    decision = None
    if request.method == "POST" and form.is_valid():
        shown = form.cleaned_data["report_version"]
        decide = partial(decide_report, report=report, **form.decision, expected_version=shown, by=request.user)
        if form.is_checked:
            if run_action(request, decide, _decided):
                return redirect("feedback:report_detail", pk)
        elif denial := denial_of(partial(_check, report, form.decision, shown, request.user)):
            refuse(request, denial)
        else:
            decision = form.decision
        fill(form, report_version=version)
    in_force = decision_in_force(report.enterprise)
    context = {
        "report": report,
        "form": form,
        "decision": decision,
        "in_force": in_force,
        "is_suspended": isinstance(in_force, Suspension),
    }
    return render(request, "feedback/report_decide.html", context)


def _check(report: ViolationReport, decision: dict[str, Any], expected_version: str, user: User) -> None:
    check_decision(report, decision["outcome"], decision.get("effective_on"), expected_version, user)


def _decided(report: ViolationReport) -> Confirmation:
    enterprise, number = report.enterprise, report.decision.document_number if report.decision else ""
    titles = {
        ReportState.UNFOUNDED: f"已处理：{enterprise}的失信线索不成立",
        ReportState.WARNED: f"已处理：警示{enterprise}，资格不变",
        ReportState.SUSPENDED: f"已暂停{enterprise}的资格",
        ReportState.REVOKED: f"已取消{enterprise}的资格",
        ReportState.JOINED: f"已并入{number}",
    }
    follows = {ReportState.SUSPENDED: ("各成员单位将收到通报",), ReportState.REVOKED: AFTER_LOSS}
    state = ReportState(report.state)
    is_notified = report.in_charge != report.decided_by.department
    return Confirmation(
        titles[state],
        number=number or report.number,
        follows=[*follows.get(state, ()), *([f"{report.in_charge}将收到处理结果"] if is_notified else [])],
        links=[
            ("企业页", enterprise.get_absolute_url()),
            ("待处理的失信线索", list_url("feedback:report_list", state=ReportState.OPEN)),
        ],
    )
