"""交办 of stop advice, inquiries and violation reports: a clerk takes what is open, or gives it to a colleague."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import requires
from accounts.models import User
from feedback.actions.assignments import assign, assign_several
from feedback.assignment_policies import check_may_assign_any, version_of
from feedback.forms.assignments import AssignmentForm, ChosenWorkForm, SeveralAssignmentForm
from feedback.models import Assignment, Inquiry, StopAdvice, ViolationReport
from feedback.models.assignments import ASSIGNEES, FIELDS, Assignable, current_assignment
from foundation.denials import denial_of
from foundation.web.actions import refuse, run_action, show_results
from foundation.web.bodies import Body, takes
from foundation.web.confirmations import Confirmation
from foundation.web.forms import fill, parameters
from foundation.web.lists import redirect_to_list
from foundation.web.work_items import list_url

MOST_WORK = 50


class WorkKind(NamedTuple):
    """One kind of work on the pages.

    `shown` is what the forms show of a piece by title, `related` what that reads; `page` and `listed` are the routes of
    a piece and of the list, `open_work` the filter of the list for what the department has to do.
    """

    model: type[Assignable]
    related: tuple[str, ...]
    shown: Callable[[Any], dict[str, object]]
    page: str
    listed: str
    open_work: str


def _application(work: StopAdvice | Inquiry) -> dict[str, object]:
    return {"企业": work.application.enterprise, "措施": work.application.version}


APPLICATION = (
    *("application__enterprise", "application__in_charge", "application__department"),
    "application__version__measure",
)
ADVICE = WorkKind(
    StopAdvice,
    (*APPLICATION, "department"),
    lambda advice: {**_application(advice), "答复期限": advice.due_on},
    "feedback:advice_detail",
    "feedback:advice_list",
    "mine",
)
INQUIRY = WorkKind(
    Inquiry,
    (*APPLICATION, "department"),
    lambda inquiry: {**_application(inquiry), "询问": inquiry.question},
    "feedback:inquiry_detail",
    "feedback:inquiry_list",
    "to_answer",
)
REPORT = WorkKind(
    ViolationReport,
    ("enterprise", "department"),
    lambda report: {"企业": report.enterprise, "报送单位": report.department_name, "处理期限": report.due_on},
    "feedback:report_detail",
    "feedback:report_list",
    "mine",
)


@requires("feedback.answer_stopadvice")
def advice_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Assign one piece of stop advice to a clerk of the reader's department."""
    return _assign(request, ADVICE, pk)


@requires("feedback.answer_inquiry")
def inquiry_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Assign one inquiry to a clerk of the reader's department."""
    return _assign(request, INQUIRY, pk)


@requires("feedback.decide_violationreport")
def report_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Assign one violation report to an officer of the reader's customs office, which decides it."""
    return _assign(request, REPORT, pk)


def _assign(request: HttpRequest, kind: WorkKind, pk: int) -> HttpResponse:
    work = get_object_or_404(kind.model.objects.for_user(request.user).select_related(*kind.related), pk=pk)
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
        if run_action(request, act, partial(_assigned, kind)):
            return redirect(kind.page, work.pk)
        fill(form, version=version)
    context = {"work": work, "form": form, "shown": kind.shown(work), "page_of_work": kind.page}
    return render(request, "feedback/assignment_form.html", context)


@takes(Body.ROWS)
@requires("feedback.answer_stopadvice")
def advice_assign_several(request: HttpRequest) -> HttpResponse:
    """Assign the ticked stop advice to a clerk of the reader's department, after it was listed."""
    return _assign_several(request, ADVICE)


@takes(Body.ROWS)
@requires("feedback.answer_inquiry")
def inquiry_assign_several(request: HttpRequest) -> HttpResponse:
    """Assign the ticked inquiries to a clerk of the reader's department, after they were listed."""
    return _assign_several(request, INQUIRY)


@takes(Body.ROWS)
@requires("feedback.decide_violationreport")
def report_assign_several(request: HttpRequest) -> HttpResponse:
    """Assign the ticked violation reports to an officer of the reader's customs office, after they were listed."""
    return _assign_several(request, REPORT)


def _assign_several(request: HttpRequest, kind: WorkKind) -> HttpResponse:
    """Assign the ticked work in one transaction; what is refused is named with the reason."""
    works = _chosen(request, kind)
    if not works or len(works) > MOST_WORK:
        refuse(request, f"一次最多交办{MOST_WORK}项，请减少勾选。" if works else "请先勾选要交办的事项。")
        return redirect_to_list(request, kind.listed)
    form = SeveralAssignmentForm(request.POST or None, works=works, by=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        act = partial(
            assign_several,
            works=works,
            assignee=data["assignee"],
            expected_versions=form.expected_versions,
            note=data["note"],
            by=request.user,
        )
        if done := run_action(request, act, ""):
            refusals = [f"{work}：{message}" for work, message in done.result.items()]
            if show_results(
                request, len(works) - len(refusals), refusals, partial(_all_assigned, kind, data["assignee"])
            ):
                return redirect_to_list(request, kind.listed)
        form.show_present_versions()
    denials = [denial_of(partial(check_may_assign_any, work, request.user)) for work in works]
    context = {
        "form": form,
        "page_of_work": kind.page,
        "field": FIELDS[kind.model],
        "titles": kind.shown(works[0]).keys(),
        "rows": [(work, kind.shown(work), denial) for work, denial in zip(works, denials, strict=True)],
        "free_count": denials.count(""),
    }
    return render(request, "feedback/assignment_several.html", context)


def _chosen(request: HttpRequest, kind: WorkKind) -> list[Assignable]:
    """Return the ticked work that the reader may see, at most one piece more than can be assigned at once."""
    ticked = parameters(ChosenWorkForm(request.POST if request.method == "POST" else request.GET))
    keys = ticked[FIELDS[kind.model]][: MOST_WORK + 1]
    visible = kind.model.objects.for_user(request.user).filter(pk__in=keys).select_related(*kind.related)
    return list(visible.prefetch_related(*ASSIGNEES, "assignments__assigned_by").order_by("pk"))


def assignments_of(work: Assignable, reader: User) -> dict[str, Any]:
    """Return what a page shows of the assignments of the work: who had it, and whether the reader may assign it."""
    current = current_assignment(work)
    return {
        "assignments": work.assignments.select_related("assignee", "assigned_by"),
        "assigned_version": version_of(work),
        "is_own": bool(current and current.assignee == reader),
        "may_assign": not denial_of(partial(check_may_assign_any, work, reader)),
    }


def _assigned(kind: WorkKind, assignment: Assignment) -> Confirmation:
    who = "您" if assignment.assignee == assignment.assigned_by else assignment.assignee
    return _confirmation(kind, f"已交由{who}办理", who)


def _all_assigned(kind: WorkKind, assignee: User, count: int) -> Confirmation:
    return _confirmation(kind, f"已将{count}项交由{assignee}办理", assignee)


def _confirmation(kind: WorkKind, title: str, who: object) -> Confirmation:
    return Confirmation(
        title,
        follows=[f"列在{who}的工作台首位；本单位其他人员仍可看到、办理"],
        links=[("本单位的其他待办", list_url(kind.listed, **{kind.open_work: "true"}))],
    )
