"""案例管理: writing, publishing and taking down cases (联合激励案例); and the public pages with them."""

from functools import partial
from operator import attrgetter, methodcaller

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import confirmed, public, requires
from exports.lists import downloadable, render_list
from exports.tables import Columns, Table
from foundation.web.actions import run_action
from foundation.web.confirmations import Confirmation
from foundation.web.forms import parameters
from foundation.web.lists import paginate, refuses_unknown
from publicity.actions.cases import edit_case, publish_case, withdraw_case, write_case
from publicity.forms.cases import CaseForm, CaseSubjectForm
from publicity.forms.publications import WithdrawalForm
from publicity.kept_pages import kept
from publicity.models import IncentiveCase
from publicity.policies import check_may_publish_case, check_may_withdraw_case
from publicity.search_engines import not_archived

CASE_COLUMNS: Columns = {
    "标题": attrgetter("title"),
    "企业": attrgetter("application.enterprise.name"),
    "统一社会信用代码": attrgetter("application.enterprise.uscc"),
    "编写人": attrgetter("written_by"),
    "编写时间": attrgetter("written_at"),
    "公布时间": attrgetter("published_at"),
    "撤下时间": attrgetter("withdrawn_at"),
    "撤下原因": methodcaller("get_withdrawal_reason_display"),
    "撤下说明": attrgetter("withdrawal_note"),
    "正文": attrgetter("body"),
}


@require_safe
@public
@not_archived
@kept
@refuses_unknown("联合激励案例")
def case_list(request: HttpRequest) -> HttpResponse:
    """List the public cases, the newest first."""
    cases = IncentiveCase.objects.visible().with_subject()
    return render(request, "publicity/case_list.html", {"page": paginate(request, cases)})


@require_safe
@public
@not_archived
@kept
def case_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one public case."""
    case = get_object_or_404(IncentiveCase.objects.visible().with_subject(), pk=pk)
    return render(request, "publicity/case_detail.html", {"case": case})


def _cases(request: HttpRequest) -> Table:
    cases = IncentiveCase.objects.select_related("application__enterprise", "written_by").order_by("-pk")
    return Table("联合激励案例", cases, CASE_COLUMNS)


@require_safe
@requires("publicity.change_incentivecase")
@downloadable(_cases)
def case_admin(request: HttpRequest, table: Table) -> HttpResponse:
    """List all cases, public or not."""
    visible_ids = set(IncentiveCase.objects.visible().values_list("pk", flat=True))
    return render_list(request, "publicity/case_admin.html", table, visible_ids=visible_ids)


@requires("publicity.change_incentivecase")
def case_create(request: HttpRequest) -> HttpResponse:
    """Write a case; the address may name its application, or a text by which its enterprise is looked up."""
    subject_form = CaseSubjectForm(request.GET)
    subject = parameters(subject_form)
    form = CaseForm(
        request.POST or None, enterprise=subject["enterprise"] or "", initial={"application": subject["application"]}
    )
    if request.method == "POST" and form.is_valid():
        write = partial(write_case, **form.content, by=request.user)
        if run_action(request, write, _saved):
            return redirect("publicity:case_admin")
    context = {"form": form, "case": None, "subject_form": subject_form}
    return render(request, "publicity/case_form.html", context)


def _saved(case: IncentiveCase) -> Confirmation:
    if case.published_at:
        links = [("公众看到的案例", reverse("publicity:case_detail", args=[case.pk]))]
        return Confirmation(f"已保存案例：{case}", follows=["公众页面已更新"], links=links)
    links = [("核对并公布", reverse("publicity:case_publish", args=[case.pk]))]
    return Confirmation(f"已保存案例：{case}", follows=["尚未公布，公众看不到"], links=links)


@confirmed
@requires("publicity.change_incentivecase")
def case_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a case, which may be public."""
    case = get_object_or_404(IncentiveCase, pk=pk)
    form = CaseForm(request.POST or None, instance=case)
    if request.method == "POST" and form.is_valid():
        edit = partial(edit_case, case=case, **form.content, by=request.user)
        if run_action(request, edit, _saved):
            return redirect("publicity:case_admin")
    return render(request, "publicity/case_form.html", {"form": form, "case": case})


@confirmed
@requires("publicity.change_incentivecase")
def case_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the case as the public will read it, and publish it."""
    case = get_object_or_404(IncentiveCase.objects.select_related("application__enterprise"), pk=pk)
    if request.method == "GET":
        check_may_publish_case(case.application)
        return render(request, "publicity/case_check.html", {"case": case})
    done = Confirmation(
        f"案例已公布：{case}",
        follows=["公众立即可以看到"],
        links=[("公众看到的案例", reverse("publicity:case_detail", args=[pk]))],
    )
    run_action(request, partial(publish_case, case=case, by=request.user), done)
    return redirect("publicity:case_admin")


@requires("publicity.change_incentivecase")
def case_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a case off the public pages for a reason."""
    case = get_object_or_404(IncentiveCase.objects.select_related("application__enterprise"), pk=pk)
    if request.method == "GET":
        check_may_withdraw_case(case)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw = partial(withdraw_case, case=case, **form.cleaned_data, by=request.user)
        if run_action(request, withdraw, _case_withdrawn):
            return redirect("publicity:case_admin")
    context = {"withdrawn": case, "form": form, "items": [], "list_url": reverse("publicity:case_admin")}
    return render(request, "publicity/withdrawal_check.html", context)


def _case_withdrawn(case: IncentiveCase) -> Confirmation:
    return Confirmation(
        f"已撤下案例：{case}（{case.get_withdrawal_reason_display()}）",
        follows=["公众已看不到这篇案例", "案例保留，修改后可以重新公布"],
        links=[("修改案例", reverse("publicity:case_edit", args=[case.pk]))],
    )
