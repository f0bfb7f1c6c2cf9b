"""Notices (消息) and stop advice (停用建议)."""

from dataclasses import replace
from functools import partial
from operator import attrgetter, methodcaller

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.models import User
from exports.lists import downloadable, render_list
from exports.tables import Columns, Table
from feedback.actions.acknowledgements import acknowledge_notice
from feedback.actions.advice import keep_measure, read_notice, stop_measure
from feedback.answer_policies import check_may_correct_answer, check_may_undo_answer
from feedback.forms.answers import AnswerForm
from feedback.models import Notice, StandingChange, StopAdvice
from feedback.models.assignments import ASSIGNEES, assignee_text
from feedback.models.notices import changes_with_standing
from feedback.models.receipts import UNACKNOWLEDGED, UNREAD, own_notices
from feedback.notice_filters import AdviceFilter, NoticeFilter
from feedback.states import AdviceState
from feedback.views.assignments import assignments_of
from feedback.wording import change_text, notice_text
from foundation.denials import denial_of
from foundation.web.actions import run_action
from foundation.web.confirmations import Confirmation
from foundation.web.dates import chinese_date
from foundation.web.lists import redirect_to_list
from foundation.web.work_items import list_url
from workdays.terms import is_provisional


def _notice_columns(user: User) -> Columns:
    sees_screening = user.has_perm("screening.view_screening")
    return {
        "类别": methodcaller("get_kind_display"),
        "对象": attrgetter("subject"),
        "内容": lambda notice: notice_text(notice, sees_screening),
        "发出时间": attrgetter("sent_at"),
        "阅读人": attrgetter("read_by"),
        "阅读时间": attrgetter("read_at"),
        "知悉人": attrgetter("acknowledged_by"),
        "知悉时间": attrgetter("acknowledged_at"),
        "待答复项数": attrgetter("to_answer"),
        "答复期限": attrgetter("answer_due_on"),
    }


def _notices(request: HttpRequest) -> Table:
    ordered = own_notices(request.user.department).order_by(F("read_at").desc(nulls_first=True), "-pk")
    shown = NoticeFilter(request.GET, queryset=ordered, request=request)
    return Table("消息", shown.qs, _notice_columns(request.user), shown, rows_move=True)


@require_safe
@requires("feedback.read_notice")
@downloadable(_notices)
def notice_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the notices of the reader's department, the unread first."""
    counts = table.rows.order_by().aggregate(
        unread_count=Count("pk", filter=UNREAD),
        unacknowledged_count=Count("pk", filter=UNACKNOWLEDGED),
        newest=Max("pk"),
    )
    return render_list(request, "feedback/notice_list.html", table, **counts)


def _notice_on_several(request: HttpRequest, pk: int) -> Notice:
    """Return a notice of the reader's department about several enterprises; raise Http404 otherwise."""
    return get_object_or_404(own_notices(request.user.department), pk=pk, announcement__isnull=False)


def _changes_of(request: HttpRequest, pk: int) -> Table:
    notice = _notice_on_several(request, pk)
    sees_screening = request.user.has_perm("screening.view_screening")
    columns: Columns = {
        "序号": attrgetter("number"),
        "企业": lambda change: change.params["enterprise"],
        "统一社会信用代码": lambda change: change.params["uscc"],
        "内容": lambda change: change_text(change, notice, sees_screening),
    }
    changes = changes_with_standing(StandingChange.objects.filter(announcement=notice.announcement))
    return Table(notice.get_kind_display(), changes, columns)


@require_safe
@requires("feedback.read_notice")
@downloadable(_changes_of)
def notice_detail(request: HttpRequest, table: Table, pk: int) -> HttpResponse:
    """Show one notice of the reader's department about several enterprises, with all of them."""
    return render_list(request, "feedback/notice_detail.html", table, notice=_notice_on_several(request, pk))


@require_POST
@requires("feedback.read_notice")
def notice_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Acknowledge a notice of the reader's department."""
    notice = get_object_or_404(Notice, pk=pk, department=request.user.department)
    run_action(request, partial(acknowledge_notice, notice=notice, by=request.user), "")
    return redirect_to_list(request, "feedback:notice_list")


@require_POST
@requires("feedback.read_notice")
def notice_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice of the reader's department as read."""
    notice = get_object_or_404(Notice, pk=pk, department=request.user.department)
    run_action(request, partial(read_notice, notice=notice, by=request.user), "")
    return redirect_to_list(request, "feedback:notice_list")


CAN_UNDO = "15分钟内可在停用建议的页面撤回；以后可更正答复，须写明理由，原答复保留"
ADVICE_COLUMNS = {
    "企业": attrgetter("application.enterprise.name"),
    "统一社会信用代码": attrgetter("application.enterprise.uscc"),
    "接收单位": attrgetter("department_name"),
    "措施": attrgetter("application.version"),
    "发出时间": attrgetter("issued_at"),
    "答复期限": attrgetter("due_on"),
    "期限暂定": lambda advice: "是" if is_provisional(advice.due_on) else "",
    "原答复期限": attrgetter("former_due_on"),
    "经办人": assignee_text,
    "状态": methodcaller("get_state_display"),
    "逾期": lambda advice: "是" if advice.is_overdue else "",
    "答复时间": attrgetter("answered_at"),
    "说明": attrgetter("answer"),
}


def _advice(request: HttpRequest) -> Table:
    advice = StopAdvice.objects.for_user(request.user).select_related(
        *("department", "application__enterprise", "application__version__measure"),
        *("application__department", "application__in_charge"),
    )
    advice = advice.prefetch_related("term_changes", *ASSIGNEES)
    shown = AdviceFilter(request.GET, queryset=advice, request=request)
    return Table("停用建议", shown.qs, ADVICE_COLUMNS, shown, rows_move=True)


@require_safe
@requires("feedback.view_stopadvice")
@downloadable(_advice)
def advice_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the stop advice that the reader may see, the newest first."""
    may_answer = request.user.has_perm("feedback.answer_stopadvice")
    return render_list(request, "feedback/advice_list.html", table, may_answer=may_answer)


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
        "application__version__measure",
        "application__version",
        "application__department",
        "application__in_charge",
    )
    advice = get_object_or_404(visible, pk=pk)
    form = AnswerForm(request.POST or None, advice=advice)
    answer = partial(answer_advice, advice, form, request.user)
    if request.method == "POST" and form.is_valid() and run_action(request, answer, _answered(advice, form)):
        return redirect("feedback:advice_detail", pk)
    own = advice.application.in_charge == request.user.department
    context = {
        "advice": advice,
        "form": form,
        "may_answer": may_answer and own and (advice.is_open or form.is_bound),
        "may_correct": may_answer and not denial_of(partial(check_may_correct_answer, advice, request.user)),
        "may_undo": may_answer and not denial_of(partial(check_may_undo_answer, advice, request.user)),
        **assignments_of(advice, request.user),
        "changes": advice.changes.select_related("answered_by", "changed_by"),
    }
    return render(request, "feedback/advice_detail.html", context)


def answered(form: AnswerForm, count: int = 1) -> Confirmation:
    """The confirmation of the answer to so many pieces of advice."""
    what = f"已答复{count}项" if count > 1 else "已答复"
    links = [("其他待答复的停用建议", list_url("feedback:advice_list", state=AdviceState.OPEN))]
    if form.cleaned_data["decision"] == AdviceState.STOPPED:
        title = f"{what}：自{chinese_date(form.cleaned_data['stopped_on'])}起停止适用"
        return Confirmation(title, follows=["所答复的措施不再计为正在适用", CAN_UNDO], links=links)
    return Confirmation(f"{what}：继续适用", follows=["市发展改革委可以看到理由", CAN_UNDO], links=links)


def _answered(advice: StopAdvice, form: AnswerForm) -> Confirmation:
    done = answered(form)
    links = [*done.links, ("企业页", advice.application.enterprise.get_absolute_url())]
    return replace(done, number=advice.number, links=links)


def answer_advice(advice: StopAdvice, form: AnswerForm, by: User) -> None:
    """Answer the advice as the form states. Raises ActionDenied."""
    data = form.cleaned_data
    if data["decision"] == AdviceState.STOPPED:
        stop_measure(advice=advice, stopped_on=data["stopped_on"], answer=data["answer"], by=by)
    else:
        keep_measure(advice=advice, answer=data["answer"], by=by)
