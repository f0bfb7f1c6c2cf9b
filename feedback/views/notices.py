"""Notices (消息) and stop advice (停止建议)."""

from functools import partial
from operator import attrgetter, methodcaller

from django.core.exceptions import PermissionDenied
from django.db.models import F, Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.access import requires
from accounts.models import User
from feedback.actions.advice import keep_measure, read_notice, stop_measure
from feedback.filters import AdviceFilter, NoticeFilter
from feedback.forms import AnswerForm
from feedback.models import Notice, StopAdvice
from feedback.states import AdviceState
from foundation.web.actions import run_action
from foundation.web.lists import paginate, render_list
from roster.models import Enterprise
from screening.models.standings import with_current_standing


@requires("feedback.read_notice")
def notice_list(request: HttpRequest) -> HttpResponse:
    """List the notices of the reader's department, the unread first."""
    notices = Notice.objects.filter(department=request.user.department)
    notices = notices.select_related("read_by", "enterprise", "standing", "report").prefetch_related(
        Prefetch("standing__enterprise", queryset=with_current_standing(Enterprise.objects.all()))
    )
    ordered = notices.order_by(F("read_at").desc(nulls_first=True), "-pk")
    shown = NoticeFilter(request.GET, queryset=ordered)
    return render(request, "feedback/notice_list.html", {"page": paginate(request, shown.qs), "filter": shown})


@require_POST
@requires("feedback.read_notice")
def notice_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice of the reader's department as read."""
    notice = get_object_or_404(Notice, pk=pk, department=request.user.department)
    run_action(request, partial(read_notice, notice=notice, by=request.user), "")
    return redirect("feedback:notice_list")


ADVICE_COLUMNS = {
    "企业": attrgetter("application.enterprise.name"),
    "统一社会信用代码": attrgetter("application.enterprise.uscc"),
    "接收单位": attrgetter("department.name"),
    "措施": attrgetter("application.measure"),
    "发出时间": attrgetter("issued_at"),
    "答复期限": attrgetter("due_on"),
    "状态": methodcaller("get_state_display"),
    "逾期": lambda advice: "是" if advice.is_overdue else "",
    "答复时间": attrgetter("answered_at"),
    "说明": attrgetter("answer"),
}


@requires("feedback.view_stopadvice")
def advice_list(request: HttpRequest) -> HttpResponseBase:
    """List the stop advice that the reader may see, the newest first."""
    advice = StopAdvice.objects.for_user(request.user).select_related(
        "department", "application__enterprise", "application__measure", "application__department"
    )
    shown = AdviceFilter(request.GET, queryset=advice, request=request)
    return render_list(
        request, "feedback/advice_list.html", shown.qs, name="停止建议", columns=ADVICE_COLUMNS, filter=shown
    )


@requires("feedback.view_stopadvice")
def advice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one piece of stop advice, with the form for the answer of the department that received it."""
    may_answer = request.user.has_perm("feedback.answer_stopadvice")
    if request.method == "POST" and not may_answer:
        raise PermissionDenied
    visible = StopAdvice.objects.for_user(request.user).select_related(
        "department",
        "standing",
        "answered_by",
        "application__enterprise",
        "application__measure",
        "application__version",
        "application__department",
    )
    advice = get_object_or_404(visible, pk=pk)
    form = AnswerForm(request.POST or None, advice=advice)
    answer = partial(_answer, advice, form, request.user)
    if request.method == "POST" and form.is_valid() and run_action(request, answer, "已答复。"):
        return redirect("feedback:advice_detail", pk)
    own = advice.department == request.user.department
    context = {
        "advice": advice,
        "form": form,
        "may_answer": may_answer and own and (advice.is_open or form.is_bound),
    }
    return render(request, "feedback/advice_detail.html", context)


def _answer(advice: StopAdvice, form: AnswerForm, by: User) -> None:
    data = form.cleaned_data
    if data["decision"] == AdviceState.STOPPED:
        stop_measure(advice=advice, stopped_on=data["stopped_on"], answer=data["answer"], by=by)
    else:
        keep_measure(advice=advice, answer=data["answer"], by=by)
