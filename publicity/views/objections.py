"""异议: taking down what somebody objects to, and answering it."""

import secrets
from functools import partial
from operator import attrgetter, methodcaller

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.steps import keep_once, take_once
from audit.recording import record_read
from audit.types import EventType
from exports.lists import downloadable, render_list
from exports.tables import Table
from foundation.denials import denial_of
from foundation.encryption import UndecipherableError
from foundation.web.actions import run_action
from foundation.web.confirmations import Confirmation
from foundation.web.dates import chinese_date
from foundation.web.forms import parameters
from foundation.web.work_items import list_url
from publicity.actions.objections import answer_objection, give_opinion, mark_objection, record_objection
from publicity.filters import ObjectionFilter
from publicity.forms.objections import (
    ObjectionAnswerForm,
    ObjectionForm,
    ObjectionOpinionForm,
    ObjectionSubjectForm,
)
from publicity.models import Objection, ObjectionEvidence
from publicity.models.objections import ObjectionQuerySet
from publicity.policies import check_may_answer, check_may_give_opinion
from publicity.states import ObjectionState

# The code by which an objector follows an objection, and where the session keeps it until its page shows it once.
CODE_BYTES = 8
CODE = "objection_code"
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
        code = secrets.token_hex(CODE_BYTES)
        record = partial(record_objection, **form.content, code=code, by=request.user)
        if recorded := run_action(request, record, _recorded):
            keep_once(request, f"{CODE}_{recorded.result.pk}", code)
            return redirect("publicity:objection_detail", recorded.result.pk)
    return render(request, "publicity/objection_form.html", {"form": form})


def _recorded(objection: Objection) -> Confirmation:
    return Confirmation(
        "已登记异议，请把编号和查询码告知异议人",
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
    may_answer = Objection.objects.answerable_by(request.user).filter(pk=pk).exists()
    context = {
        **_content(objection),
        "code": take_once(request, f"{CODE}_{pk}"),
        "may_answer": may_answer,
        "may_opine": not denial_of(partial(check_may_give_opinion, objection, request.user)),
    }
    return render(request, "publicity/objection_detail.html", context)


@require_safe
@requires("publicity.view_objection")
def objection_evidence(request: HttpRequest, pk: int) -> FileResponse:
    """Download one file of evidence. The browser never shows it as a page, which might run scripts."""
    evidence = get_object_or_404(ObjectionEvidence.objects.for_user(request.user).select_related("objection"), pk=pk)
    record_read(EventType.EVIDENCE_DOWNLOADED, target=evidence.objection, by=request.user)
    file = evidence.file.open("rb")
    return FileResponse(file, as_attachment=True, filename=evidence.filename, content_type="application/octet-stream")


@requires("publicity.opine_objection")
def objection_opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the opinion of the customs office whose enterprise the objection is about."""
    objection = _get_objection(request, pk)
    if request.method == "GET":
        check_may_give_opinion(objection, request.user)
    form = ObjectionOpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        give = partial(give_opinion, objection=objection, **form.cleaned_data, by=request.user)
        if run_action(request, give, "已提出意见，市发展改革委据此答复。"):
            return redirect("publicity:objection_detail", pk)
    return render(request, "publicity/objection_opinion.html", {"objection": objection, "form": form})


@require_POST
@requires("publicity.mark_objection")
def objection_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark the objection in public beside its enterprise."""
    return _mark(request, pk, is_marked=True)


@require_POST
@requires("publicity.mark_objection")
def objection_unmark(request: HttpRequest, pk: int) -> HttpResponse:
    """End the mark of the objection before it is answered."""
    return _mark(request, pk, is_marked=False)


def _mark(request: HttpRequest, pk: int, *, is_marked: bool) -> HttpResponse:
    objection = _get_objection(request, pk)
    run_action(request, partial(mark_objection, objection=objection, is_marked=is_marked, by=request.user), _marked)
    return redirect("publicity:objection_detail", pk)


def _marked(objection: Objection) -> str:
    if objection.marked_at:
        return f"已在公开网站上{objection.enterprise}旁标注异议，答复后自动取消。"
    return f"已取消{objection.enterprise}旁的异议标注。"


@requires("publicity.answer_objection")
def objection_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is objected to, and answer it."""
    objection = get_object_or_404(_with_related(Objection.objects.answerable_by(request.user)), pk=pk)
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
    return get_object_or_404(_with_related(Objection.objects.for_user(request.user)), pk=pk)


def _with_related(objections: ObjectionQuerySet) -> ObjectionQuerySet:
    related = ("enterprise", "in_charge", "office", "case", "recorded_by", "answered_by", "opinion_by", "marked_by")
    return objections.select_related(*related).prefetch_related("evidence")
