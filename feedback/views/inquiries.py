"""询问与答复: a recipient of feedback asks about an application, the department in charge answers."""

from functools import partial
from operator import attrgetter, methodcaller

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from exports.lists import downloadable, render_list
from exports.tables import Table
from feedback.actions.inquiries import answer_inquiry, ask_inquiry, read_answer
from feedback.feedback_filters import InquiryFilter
from feedback.feedback_policies import check_may_answer_inquiry, check_may_ask, check_may_read_answer
from feedback.forms.feedback import InquiryAnswerForm, QuestionForm
from feedback.models import Inquiry
from feedback.models.assignments import ASSIGNEES, assignee_text
from feedback.views.applications import get_application
from feedback.views.assignments import assignments_of
from foundation.denials import denial_of
from foundation.web.actions import run_action
from foundation.web.confirmations import Confirmation
from foundation.web.work_items import list_url

COLUMNS = {
    "编号": attrgetter("number"),
    "企业": attrgetter("application.enterprise.name"),
    "统一社会信用代码": attrgetter("application.enterprise.uscc"),
    "措施": attrgetter("application.version"),
    "实施单位": attrgetter("application.department_name"),
    "询问单位": attrgetter("department_name"),
    "询问": attrgetter("question"),
    "询问时间": attrgetter("asked_at"),
    "经办人": assignee_text,
    "状态": methodcaller("get_state_display"),
    "答复": attrgetter("answer"),
    "答复时间": attrgetter("answered_at"),
}
RELATED = (
    *("department", "requested_by", "answered_by", "read_by", "application__enterprise", "application__department"),
    *("application__in_charge", "application__version__measure"),
)


def _inquiries(request: HttpRequest) -> Table:
    inquiries = Inquiry.objects.for_user(request.user).select_related(*RELATED).prefetch_related(*ASSIGNEES)
    shown = InquiryFilter(request.GET, queryset=inquiries, request=request)
    return Table("询问与答复", shown.qs, COLUMNS, shown, rows_move=True)


@require_safe
@requires("feedback.view_inquiry")
@downloadable(_inquiries)
def inquiry_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the inquiries that the reader may see, the newest first."""
    return render_list(request, "feedback/inquiry_list.html", table)


@requires("feedback.ask_inquiry")
def inquiry_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the department in charge of an application about it."""
    application = get_application(request, pk)
    if request.method == "GET":
        check_may_ask(application, request.user)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask = partial(ask_inquiry, application=application, **form.cleaned_data, by=request.user)
        if run_action(request, ask, _asked):
            return redirect("feedback:application_detail", pk)
    inquiries = application.inquiries.select_related(*RELATED)
    context = {"form": form, "application": application, "inquiries": inquiries}
    return render(request, "feedback/inquiry_form.html", context)


def _asked(inquiry: Inquiry) -> Confirmation:
    return Confirmation(
        f"已询问{inquiry.application.in_charge}",
        number=inquiry.number,
        follows=[f"{inquiry.application.in_charge}的工作台列出待答复的询问", "答复后，您单位的工作台列出待查看的答复"],
        links=[("本单位的询问", list_url("feedback:inquiry_list", department=inquiry.department_id))],
    )


def _get_inquiry(request: HttpRequest, pk: int) -> Inquiry:
    return get_object_or_404(Inquiry.objects.for_user(request.user).select_related(*RELATED), pk=pk)


@requires("feedback.view_inquiry")
def inquiry_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one inquiry, with the form for the answer of the department in charge."""
    may_answer = request.user.has_perm("feedback.answer_inquiry")
    if request.method == "POST" and not may_answer:
        raise PermissionDenied
    inquiry = _get_inquiry(request, pk)
    form = InquiryAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = partial(answer_inquiry, inquiry=inquiry, **form.cleaned_data, by=request.user)
        if run_action(request, answer, _answered):
            return redirect("feedback:inquiry_detail", pk)
    check_answer = partial(check_may_answer_inquiry, inquiry, request.user)
    context = {
        "inquiry": inquiry,
        "form": form,
        # After a refusal the form is shown again with the typed text.
        "may_answer": may_answer and (form.is_bound or not denial_of(check_answer)),
        "may_read": request.user.has_perm("feedback.ask_inquiry")
        and not denial_of(partial(check_may_read_answer, inquiry, request.user)),
        **assignments_of(inquiry, request.user),
        "others": inquiry.application.inquiries.exclude(pk=pk).select_related(*RELATED),
    }
    return render(request, "feedback/inquiry_detail.html", context)


def _answered(inquiry: Inquiry) -> Confirmation:
    return Confirmation(
        f"已答复{inquiry.department}的询问",
        number=inquiry.number,
        follows=["市发展改革委、泉城海关和莱芜海关都可以看到答复", "答复不能修改；登记有误的，请更正该项措施实施"],
        links=[("其他待答复的询问", list_url("feedback:inquiry_list", to_answer="true"))],
    )


@require_POST
@requires("feedback.ask_inquiry")
def inquiry_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the reader's department, which asked, has read the answer."""
    run_action(request, partial(read_answer, inquiry=_get_inquiry(request, pk), by=request.user), "已标为已查看。")
    return redirect("feedback:inquiry_detail", pk)
