"""异议: taking down what somebody objects to, and answering it."""

from functools import partial
from operator import attrgetter, methodcaller

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from audit.recording import record_read
from audit.types import EventType
from exports.lists import downloadable, render_list
from exports.tables import Table
from foundation.encryption import UndecipherableError
from foundation.web.actions import run_action
from foundation.web.confirmations import Confirmation
from foundation.web.dates import chinese_date
from foundation.web.forms import parameters
from foundation.web.work_items import list_url
from publicity.actions.objections import answer_objection, record_objection
from publicity.filters import ObjectionFilter
from publicity.forms.objections import ObjectionAnswerForm, ObjectionForm, ObjectionSubjectForm
from publicity.models import Objection
from publicity.policies import check_may_answer
from publicity.states import ObjectionState

COLUMNS = {
    "编号": attrgetter("number"),
    "渠道": methodcaller("get_channel_display"),
    "收到日期": attrgetter("received_on"),
    "反映事项": methodcaller("get_subject_display"),
    "反映的企业": attrgetter("enterprise_name"),
    "异议内容": attrgetter("body"),
    "承办单位": attrgetter("in_charge"),
    "答复期限": attrgetter("due_on"),
    "状态": methodcaller("get_state_display"),
    "答复": attrgetter("answer"),
    "依据文件": attrgetter("document_number"),
    "答复时间": attrgetter("answered_at"),
}


def _objections(request: HttpRequest) -> Table:
    objections = Objection.objects.for_user(request.user).select_related("enterprise", "in_charge")
    shown = ObjectionFilter(request.GET, queryset=objections, request=request)
    return Table("异议", shown.qs, COLUMNS, shown)


@require_safe
@requires("publicity.view_objection")
@downloadable(_objections)
def objection_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the objections that the reader may see, the newest first; names and contacts stand on their pages only."""
    return render_list(request, "publicity/objection_list.html", table)


@requires("publicity.add_objection")
def objection_create(request: HttpRequest) -> HttpResponse:
    """Record an objection from a call, a visit or a letter; the address may name its enterprise."""
    named = parameters(ObjectionSubjectForm(request.GET))
    form = ObjectionForm(request.POST or None, initial={"enterprise_name": named["enterprise"]})
    if request.method == "POST" and form.is_valid():
        record = partial(record_objection, **form.content, by=request.user)
        if recorded := run_action(request, record, _recorded):
            return redirect("publicity:objection_detail", recorded.result.pk)
    return render(request, "publicity/objection_form.html", {"form": form})


def _recorded(objection: Objection) -> Confirmation:
    return Confirmation(
        "已登记异议，请把编号告知异议人",
        number=objection.number,
        follows=[
            f"由{objection.in_charge}核实，{chinese_date(objection.due_on)}前答复",
            "公开的内容在答复前不变",
        ],
        links=[("再录一件", reverse("publicity:objection_create")), ("异议列表", reverse("publicity:objection_list"))],
    )


@require_safe
@requires("publicity.view_objection")
def objection_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one objection with name and contact of the objector, which is recorded."""
    objection = _get_objection(request, pk)
    record_read(EventType.OBJECTION_VIEWED, target=objection, by=request.user)
    return render(request, "publicity/objection_detail.html", _content(objection))


@requires("publicity.answer_objection")
def objection_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is objected to, and answer it."""
    objection = _get_objection(request, pk)
    if request.method == "GET":
        check_may_answer(objection)
    form = ObjectionAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = partial(answer_objection, objection=objection, **form.cleaned_data, by=request.user)
        if run_action(request, answer, _answered):
            return redirect("publicity:objection_detail", pk)
    return render(request, "publicity/objection_answer.html", {"objection": objection, "form": form})


def _answered(objection: Objection) -> Confirmation:
    return Confirmation(
        f"{objection.get_state_display()}：{objection}",
        number=objection.number,
        follows=["请按本页的联系方式把答复告知异议人", "答复后不再修改"],
        links=[("待核实的异议", list_url("publicity:objection_list", state=ObjectionState.WAITING))],
    )


def _content(objection: Objection) -> dict[str, object]:
    """Return the objection with its objector, or why the objector is not shown."""
    try:
        objector = f"{objection.objector_name}，{objection.objector_contact}"
    except UndecipherableError:
        objector = "暂时不能显示：保存时所用的密钥已更换，请联系系统管理员"
    if objection.erased_at:
        objector = f"已按规定于{chinese_date(timezone.localdate(objection.erased_at))}删除"
    return {"objection": objection, "objector": objector}


def _get_objection(request: HttpRequest, pk: int) -> Objection:
    """Return an objection that the reader may see; raise Http404 otherwise."""
    related = ("enterprise", "in_charge", "case", "recorded_by", "answered_by")
    return get_object_or_404(Objection.objects.for_user(request.user).select_related(*related), pk=pk)
