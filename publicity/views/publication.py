"""名单公布 and 案例管理: publishing enterprises and cases, by the credit administrator."""

from datetime import date
from functools import partial
from operator import attrgetter, methodcaller

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import confirmed, requires
from exports.lists import downloadable, keep_way_back, render_list
from exports.tables import Columns, Table
from foundation.denials import Several
from foundation.web.actions import refuse, run_action
from foundation.web.bodies import Body, takes
from foundation.web.confirmations import Confirmation
from foundation.web.forms import parameters
from foundation.web.lists import paginate, redirect_to_list, refuse_list
from foundation.web.work_items import list_url
from publicity.actions.publications import (
    edit_case,
    publish_again,
    publish_case,
    publish_enterprises,
    withdraw_case,
    withdraw_publication,
    write_case,
)
from publicity.consequences import consequences_of_publication, consequences_of_withdrawal
from publicity.forms.publications import CaseForm, CaseSubjectForm, PublishForm, ShownForm, WithdrawalForm
from publicity.models import IncentiveCase, Publication
from publicity.models.publications import office_and_standing, publishable_standings
from publicity.policies import (
    check_may_publish_again,
    check_may_publish_case,
    check_may_withdraw,
    check_may_withdraw_case,
    publishable_among,
)
from publicity.publication_checks import checks_before_publication
from roster.models import Enterprise


def _publishable() -> QuerySet[Enterprise]:
    """Return the enterprises that are eligible now and not published."""
    return Enterprise.objects.filter(pk__in=publishable_standings().values("enterprise_id"))


def _office(enterprise: Enterprise) -> str:
    """Return the customs office of an enterprise; empty for one that has left the rosters."""
    return "".join(str(certification.office) for certification in enterprise.open_certifications)


def _eligible_since(enterprise: Enterprise) -> date | None:
    """Return the day since which the enterprise is eligible; None for one that is not."""
    standing = enterprise.standing
    return standing.state_since if standing and standing.is_eligible else None


PUBLISHABLE_COLUMNS: Columns = {
    "企业": attrgetter("name"),
    "统一社会信用代码": attrgetter("uscc"),
    "主管海关": _office,
    "自": _eligible_since,
}
PUBLISHED_COLUMNS: Columns = {
    "企业": attrgetter("enterprise.name"),
    "统一社会信用代码": attrgetter("enterprise.uscc"),
    "主管海关": lambda publication: _office(publication.enterprise),
    "自": lambda publication: _eligible_since(publication.enterprise),
    "公布时间": attrgetter("published_at"),
    "公众可见": lambda publication: "是" if publication.is_visible else "否，已不是联合激励对象",
}
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


WITHDRAWN_COLUMNS: Columns = {
    "企业": attrgetter("enterprise.name"),
    "统一社会信用代码": attrgetter("enterprise.uscc"),
    "主管海关": lambda publication: _office(publication.enterprise),
    "自": lambda publication: _eligible_since(publication.enterprise),
    "公布时间": attrgetter("published_at"),
    "撤下时间": attrgetter("withdrawn_at"),
    "撤下人": attrgetter("withdrawn_by"),
    "撤下原因": methodcaller("get_withdrawal_reason_display"),
    "说明": attrgetter("withdrawal_note"),
}


def _enterprises(request: HttpRequest) -> Table:
    form = ShownForm(request.GET)
    shown = parameters(form)["shown"]
    publications = Publication.objects.select_related("enterprise", "withdrawn_by").prefetch_related(
        *office_and_standing("enterprise__")
    )
    if shown == "withdrawn":
        return Table("已撤下的企业", publications.withdrawn(), WITHDRAWN_COLUMNS, form)
    if shown == "published":
        visible = Publication.objects.visible().filter(pk=OuterRef("pk")).order_by()
        published = publications.in_force().annotate(is_visible=Exists(visible))
        return Table("已公布的企业", published, PUBLISHED_COLUMNS, form)
    publishable = _publishable().prefetch_related(*office_and_standing())
    return Table("待公布的企业", publishable, PUBLISHABLE_COLUMNS, form)


@require_safe
@requires("publicity.add_publication")
@downloadable(_enterprises)
def publication_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List enterprises: those that can be published, or with ?shown= those that are published or were withdrawn.

    A published enterprise that the public pages hide, because it is not eligible now, is marked.
    """
    if not table.form.is_valid():
        return refuse_list(request, table.form, list_name=table.name)
    keep_way_back(request, table)
    visible = set(Publication.objects.visible().values_list("pk", flat=True))
    context = {
        "shown": table.form.cleaned_data["shown"] or "publishable",
        "publishable_count": _publishable().count(),
        "published_count": len(visible),
        "withdrawn_count": Publication.objects.withdrawn().count(),
        "hidden_count": Publication.objects.in_force().exclude(pk__in=visible).count(),
        "visible_ids": visible,
        "page": paginate(request, table.rows, per_page=50),
        "downloadable": True,
    }
    return render(request, "publicity/publication_list.html", context)


@confirmed
@takes(Body.ROWS)
@requires("publicity.add_publication")
def publication_create(request: HttpRequest) -> HttpResponse:
    """Show the enterprises selected for publication, or all that can be published, and publish those that can be."""
    form = PublishForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        refuse(request, " ".join(form.errors["enterprises"]))
        return redirect_to_list(request, "publicity:publication_list")
    chosen = _publishable() if form.cleaned_data["everybody"] else form.cleaned_data["enterprises"]
    enterprises = list(chosen.prefetch_related(*office_and_standing()))
    if request.method == "POST":
        publish = partial(publish_enterprises, enterprises=enterprises, by=request.user)
        run_action(request, publish, _published)
        return redirect_to_list(request, "publicity:publication_list")
    if not (found := run_action(request, partial(publishable_among, enterprises), "")):
        return redirect_to_list(request, "publicity:publication_list")
    publishable = found.result
    keys = [enterprise.pk for enterprise in publishable.rows]
    context = {
        "enterprises": enterprises,
        "publishable": publishable.rows,
        "refusals": publishable.refusals,
        "checks": checks_before_publication(keys),
        "items": consequences_of_publication(keys),
    }
    return render(request, "publicity/publication_check.html", context)


PUBLIC_AT_ONCE = ("公众立即可以查到", "企业失去资格的，系统自动将其移出公布名单")


def _published(published: Several[Enterprise]) -> Confirmation:
    links = [("公众看到的名单", reverse("publicity:enterprise_list")), ("已公布的企业", _list("published"))]
    title = f"已公布{len(published.rows)}家企业"
    return Confirmation(title, follows=PUBLIC_AT_ONCE, links=links, refusals=published.refusals)


def _list(shown: str) -> str:
    return list_url("publicity:publication_list", shown=shown)


@requires("publicity.add_publication")
def publication_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the public does not see any more, and take an enterprise off the public list for a reason."""
    publication = get_object_or_404(Publication.objects.select_related("enterprise"), pk=pk)
    if request.method == "GET":
        check_may_withdraw(publication)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw = partial(withdraw_publication, publication=publication, **form.cleaned_data, by=request.user)
        if run_action(request, withdraw, _withdrawn):
            return redirect_to_list(request, "publicity:publication_list")
    context = {
        "withdrawn": publication,
        "form": form,
        "items": consequences_of_withdrawal([publication.enterprise_id]),
        "list_url": _list("published"),
    }
    return render(request, "publicity/withdrawal_check.html", context)


def _withdrawn(publication: Publication) -> Confirmation:
    links = [("已撤下的企业", _list("withdrawn")), ("已公布的企业", _list("published"))]
    return Confirmation(
        f"已撤下{publication}（{publication.get_withdrawal_reason_display()}）",
        follows=["公众已看不到该企业及其案例", "该企业不再列入待公布的企业，可以单独重新公布"],
        links=links,
    )


@confirmed
@requires("publicity.add_publication")
def publication_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Show why an enterprise was taken off the public list, and publish it again."""
    publication = get_object_or_404(Publication.objects.select_related("enterprise"), pk=pk)
    if request.method == "POST":
        links = [("公众看到的名单", reverse("publicity:enterprise_list")), ("已撤下的企业", _list("withdrawn"))]
        done = Confirmation(f"已重新公布{publication}", follows=PUBLIC_AT_ONCE, links=links)
        run_action(request, partial(publish_again, publication=publication, by=request.user), done)
        return redirect_to_list(request, "publicity:publication_list")
    check_may_publish_again(publication)
    context = {"publication": publication, "items": consequences_of_publication([publication.enterprise_id])}
    return render(request, "publicity/publication_again.html", context)


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
