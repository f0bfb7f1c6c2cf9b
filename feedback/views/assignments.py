"""交办 of stop advice, inquiries and reports: a clerk takes what is open, or gives it to a colleague."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import requires
from accounts.models import User
from feedback.actions.assignments import assign
from feedback.assignment_policies import check_may_assign_any, version_of
from feedback.forms.assignments import AssignmentForm
from feedback.models import Assignment, Inquiry, StopAdvice, ViolationReport
from feedback.models.assignments import Assignable, current_assignment
from foundation.denials import denial_of
from foundation.web.actions import run_action
from foundation.web.confirmations import Confirmation
from foundation.web.forms import fill
from foundation.web.work_items import list_url

RELATED = (
    *("application__enterprise", "application__in_charge", "application__department"),
    "application__version__measure",
)


@requires("feedback.answer_stopadvice")
def advice_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Assign one piece of stop advice to a clerk of the reader's department."""
    advice = get_object_or_404(StopAdvice.objects.for_user(request.user).select_related(*RELATED), pk=pk)
    others = list_url("feedback:advice_list", mine="true")
    shown = {**_application(advice), "答复期限": advice.due_on}
    return _assign(request, advice, shown, "feedback:advice_detail", others)


@requires("feedback.answer_inquiry")
def inquiry_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Assign one inquiry to a clerk of the reader's department."""
    inquiry = get_object_or_404(Inquiry.objects.for_user(request.user).select_related(*RELATED), pk=pk)
    others = list_url("feedback:inquiry_list", to_answer="true")
    shown = {**_application(inquiry), "询问": inquiry.question}
    return _assign(request, inquiry, shown, "feedback:inquiry_detail", others)


@requires("feedback.decide_violationreport")
def report_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Assign one violation report to an officer of the reader's customs office, which decides it."""
    reports = ViolationReport.objects.for_user(request.user).select_related("enterprise", "department")
    report = get_object_or_404(reports, pk=pk)
    others = list_url("feedback:report_list", mine="true")
    shown = {"企业": report.enterprise, "报送单位": report.department_name, "处理期限": report.due_on}
    return _assign(request, report, shown, "feedback:report_detail", others)


def _application(work: StopAdvice | Inquiry) -> dict[str, object]:
    return {"企业": work.application.enterprise, "措施": work.application.version}


def _assign(request: HttpRequest, work: Assignable, shown: dict[str, object], page: str, others: str) -> HttpResponse:
    """Assign the work, whose page has this route.

    `shown` is what the form shows of it, by title; `others` the address of the other open work of its kind.
    """
    if request.method == "GET":
        check_may_assign_any(work, request.user)
    version = version_of(work)
    form = AssignmentForm(request.POST or None, initial={"version": version}, by=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        act = partial(
            assign,
            work=work,
            assignee=data["assignee"],
            expected_version=data["version"],
            note=data["note"],
            by=request.user,
        )
        if run_action(request, act, partial(_assigned, others)):
            return redirect(page, work.pk)
        fill(form, version=version)
    context = {"work": work, "form": form, "shown": shown, "page_of_work": page}
    return render(request, "feedback/assignment_form.html", context)


def assignments_of(work: Assignable, reader: User) -> dict[str, Any]:
    """Return what a page shows of the assignments of the work: who had it, and whether the reader may assign it."""
    current = current_assignment(work)
    return {
        "assignments": work.assignments.select_related("assignee", "assigned_by"),
        "assigned_version": version_of(work),
        "is_own": bool(current and current.assignee == reader),
        "may_assign": not denial_of(partial(check_may_assign_any, work, reader)),
    }


def _assigned(others: str, assignment: Assignment) -> Confirmation:
    who = "您" if assignment.assignee == assignment.assigned_by else assignment.assignee
    return Confirmation(
        f"已交由{who}办理",
        follows=[f"列在{who}的工作台首位；本单位其他人员仍可看到、办理"],
        links=[("本单位的其他待办", others)],
    )
