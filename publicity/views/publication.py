"""名单公布: what changed since the last bulletin, holding back and taking down."""

from collections.abc import Callable
from datetime import date
from functools import partial
from operator import attrgetter

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from exports.lists import downloadable, keep_way_back
from exports.tables import Columns, Table
from foundation.denials import Several
from foundation.web.actions import refuse, run_action
from foundation.web.confirmations import Confirmation
from foundation.web.forms import parameters
from foundation.web.lists import paginate, redirect_to_list, refuse_list
from foundation.web.work_items import list_url
from publicity.actions.publications import hold_enterprises, lift_hold, withdraw_publication
from publicity.consequences import consequences_of_withdrawal
from publicity.forms.publications import HoldForm, ShownForm, WithdrawalForm
from publicity.models import Bulletin, Hold, Publication
from publicity.models.publications import office_and_standing, publishable_standings
from publicity.policies import check_may_withdraw
from publicity.wording import change_texts
from roster.models import Enterprise


def _office(enterprise: Enterprise) -> str:
    """Return the customs office of an enterprise; empty for one that has left the rosters."""
    return "".join(str(certification.office) for certification in enterprise.open_certifications)


def _eligible_since(enterprise: Enterprise) -> date | None:
    """Return the day since which the enterprise is eligible; None for one that is not."""
    standing = enterprise.standing
    return standing.state_since if standing and standing.is_eligible else None


def _cause(enterprise: Enterprise) -> str:
    """Return why an enterprise joins, of `joining_enterprises`."""
    if enterprise.withdrawn_before:
        return "撤下后重新公布"
    return "恢复资格" if enterprise.lost_before else "新取得资格"


def _of_enterprise(text_of: Callable[[Enterprise], object]) -> Callable[[Publication | Hold], object]:
    return lambda row: text_of(row.enterprise)


OF_ENTERPRISE: Columns = {
    "企业": attrgetter("enterprise.name"),
    "统一社会信用代码": attrgetter("enterprise.uscc"),
    "主管海关": _of_enterprise(_office),
}
JOINING_COLUMNS: Columns = {
    "企业": attrgetter("name"),
    "统一社会信用代码": attrgetter("uscc"),
    "主管海关": _office,
    "确定日期": _eligible_since,
    "缘由": _cause,
}
CHANGED_COLUMNS: Columns = {
    **OF_ENTERPRISE,
    "变更": lambda publication: "；".join(change_texts(publication.differences)),
}
LEFT_COLUMNS: Columns = {
    **OF_ENTERPRISE,
    "公布时间": attrgetter("published_at"),
    "移出时间": attrgetter("left_at"),
    "移出原因": lambda publication: publication.get_withdrawal_reason_display() or "失去资格",
}
HELD_COLUMNS: Columns = {
    **OF_ENTERPRISE,
    "理由": attrgetter("reason"),
    "登记人": attrgetter("held_by"),
    "登记时间": attrgetter("held_at"),
}
PUBLISHED_COLUMNS: Columns = {
    **OF_ENTERPRISE,
    "确定日期": _of_enterprise(_eligible_since),
    "公布": attrgetter("bulletin"),
    "公布时间": attrgetter("published_at"),
    "公众可见": lambda publication: "是" if publication.is_visible else "否，待比对",
}


def joining_enterprises() -> QuerySet[Enterprise]:
    """Return the enterprises that join with the next bulletin, and what became of their last publication."""
    last = Publication.objects.filter(enterprise=OuterRef("pk")).order_by("-pk")
    return Enterprise.objects.filter(pk__in=publishable_standings().values("enterprise_id")).annotate(
        lost_before=Subquery(last.values("ended_at")[:1]), withdrawn_before=Subquery(last.values("withdrawn_at")[:1])
    )


def _enterprises(request: HttpRequest) -> Table:
    form = ShownForm(request.GET)
    shown = parameters(form)["shown"]
    publications = Publication.objects.select_related("enterprise", "bulletin").prefetch_related(
        *office_and_standing("enterprise__")
    )
    if shown == "changed":
        return Table("变更的企业", publications.changed(), CHANGED_COLUMNS, form)
    if shown == "left":
        return Table("已自动移出的企业", publications.left(), LEFT_COLUMNS, form)
    if shown == "held":
        held = Hold.objects.in_force().select_related("enterprise", "held_by")
        return Table("暂不公布的企业", held.prefetch_related(*office_and_standing("enterprise__")), HELD_COLUMNS, form)
    if shown == "published":
        visible = Publication.objects.visible().filter(pk=OuterRef("pk")).order_by()
        published = publications.in_force().annotate(is_visible=Exists(visible))
        return Table("已公布的企业", published, PUBLISHED_COLUMNS, form)
    return Table("待公布的企业", joining_enterprises().prefetch_related(*office_and_standing()), JOINING_COLUMNS, form)


@require_safe
@requires("publicity.add_publication")
@downloadable(_enterprises)
def publication_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List what changed since the last bulletin, by ?shown=: who joins, changed, left or is held; or who is public."""
    if not table.form.is_valid():
        return refuse_list(request, table.form, list_name=table.name)
    keep_way_back(request, table)
    visible, in_force = Publication.objects.visible().count(), Publication.objects.in_force().count()
    joining, left = publishable_standings().count(), Publication.objects.left().count()
    changed, held = Publication.objects.changed().count(), Hold.objects.in_force().count()
    tabs = [("joining", joining), ("changed", changed), ("left", left), ("held", held), ("published", visible)]
    labels = dict(table.form.fields["shown"].choices)
    context = {
        "shown": table.form.cleaned_data["shown"] or "joining",
        "tabs": [(key, labels[key], count) for key, count in tabs],
        "visible_count": visible,
        "joining_count": joining,
        "changed_count": changed,
        "held_count": held,
        "after_count": visible + joining,
        "hidden_count": in_force - visible,
        "may_publish": joining or changed or left,
        "last": Bulletin.objects.published().first(),
        "open": Bulletin.objects.open().select_related("prepared_by").first(),
        "page": paginate(request, table.rows, per_page=50),
        "downloadable": True,
    }
    return render(request, "publicity/publication_list.html", context)


@requires("publicity.add_publication")
def publication_hold(request: HttpRequest) -> HttpResponse:
    """Show the enterprises that were ticked, and hold them back for a reason."""
    form = HoldForm(request.POST or None)
    chosen = HoldForm(request.POST if request.method == "POST" else request.GET)
    if chosen.has_error("enterprises"):
        refuse(request, " ".join(chosen.errors["enterprises"]))
        return redirect_to_list(request, "publicity:publication_list")
    enterprises = chosen.cleaned_data["enterprises"]
    if request.method == "POST" and form.is_valid():
        hold = partial(hold_enterprises, **form.cleaned_data, by=request.user)
        if run_action(request, hold, _held):
            return redirect_to_list(request, "publicity:publication_list")
    context = {"form": form, "enterprises": enterprises}
    return render(request, "publicity/hold_form.html", context)


def _held(held: Several[Enterprise]) -> Confirmation:
    return Confirmation(
        f"已将{len(held.rows)}家列为暂不公布",
        follows=["不随下一次公布列入名单，解除后才列入", "不影响企业的激励资格"],
        links=[("暂不公布的企业", _list("held"))],
        refusals=held.refusals,
    )


@require_POST
@requires("publicity.add_publication")
def hold_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an enterprise be published again with the next bulletin."""
    hold = get_object_or_404(Hold.objects.select_related("enterprise"), pk=pk)
    run_action(request, partial(lift_hold, hold=hold, by=request.user), _lifted)
    return redirect_to_list(request, "publicity:publication_list")


def _lifted(hold: Hold) -> Confirmation:
    return Confirmation(
        f"已解除暂不公布：{hold}",
        follows=["是联合激励对象的，随下一次公布列入名单"],
        links=[("待公布的企业", _list("joining"))],
    )


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
    links = [("暂不公布的企业", _list("held")), ("已公布的企业", _list("published"))]
    return Confirmation(
        f"已撤下{publication}（{publication.get_withdrawal_reason_display()}）",
        follows=["公众已看不到该企业及其案例", "该企业列入暂不公布，解除后随下一次公布重新列入名单"],
        links=links,
    )
