"""名单公布: preparing, approving and returning bulletins, and those of the past."""

import hashlib
from collections.abc import Iterable
from functools import partial
from operator import attrgetter, methodcaller
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import confirmed, requires
from approvals.forms import RejectionForm
from exports.lists import downloadable, keep_way_back, render_list
from exports.tables import Columns, Table
from foundation.days import end_of
from foundation.web.actions import refuse, run_action
from foundation.web.bodies import Body, takes
from foundation.web.confirmations import Confirmation
from foundation.web.dates import chinese_date
from foundation.web.forms import VersionForm, fill, parameters
from foundation.web.lists import paginate, redirect_to_list, refuse_list
from publicity.actions.bulletins import approve_bulletin, close_bulletin, prepare_bulletin
from publicity.consequences import consequences_of_publication
from publicity.filters import BulletinFilter
from publicity.forms.publications import DayForm, PartForm, PublishForm
from publicity.models import Bulletin, Publication, PublishedChange
from publicity.models.publications import office_and_standing
from publicity.models.seen import seen_at
from publicity.policies import check_may_prepare, check_something_changed
from publicity.publication_checks import checks_before_publication
from publicity.views.publication import (
    CHANGED_COLUMNS,
    JOINING_COLUMNS,
    LEFT_COLUMNS,
    joining_enterprises,
)
from publicity.wording import change_texts
from workdays.site_settings import site_settings

PUBLIC_AT_ONCE = ("公众立即可以查到", "企业失去资格的，系统自动将其移出公布名单")
STALE_LIST = "您打开页面之后，将公布的名单有了变化。请核对下面现在的名单，再次点击即公布。"
COLUMNS: Columns = {
    "编号": str,
    "状态": methodcaller("get_state_display"),
    "公布时间": attrgetter("published_at"),
    "新增": attrgetter("joined_count"),
    "变更": attrgetter("changed_count"),
    "移出": attrgetter("left_count"),
    "公布后的名单": attrgetter("public_count"),
    "编制人": lambda bulletin: bulletin.prepared_by or "系统自动",
    "批准人": attrgetter("approved_by"),
    "公布说明": attrgetter("note"),
}
SEEN_COLUMNS: Columns = {
    "企业名称": attrgetter("seen_name"),
    "统一社会信用代码": attrgetter("seen_uscc"),
    "海关注册编码": attrgetter("seen_customs_code"),
    "主管海关": attrgetter("seen_office"),
    "认证日期": attrgetter("seen_certified_on"),
    "确定日期": attrgetter("seen_since"),
}
SEEN_ON_DAY_COLUMNS: Columns = {**SEEN_COLUMNS, "公布": attrgetter("bulletin")}
PUBLISHED_CHANGE_COLUMNS: Columns = {
    "企业": attrgetter("publication.enterprise.name"),
    "统一社会信用代码": attrgetter("publication.enterprise.uscc"),
    "变更": lambda change: "；".join(change_texts(change.changes)),
}


@confirmed
@takes(Body.ROWS)
@requires("publicity.add_publication")
def publication_create(request: HttpRequest) -> HttpResponse:
    """Show what the next bulletin publishes, with its checks, and publish it, or hand it to the second person."""
    joining = list(joining_enterprises().prefetch_related(*office_and_standing()))
    keys = [enterprise.pk for enterprise in joining]
    version = list_version(keys)
    form = PublishForm(request.POST or None, initial={"version": version, "note": _suggested_note(len(joining))})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["version"] == version:
            prepare = partial(prepare_bulletin, enterprises=keys, **form.content, by=request.user)
            if done := run_action(request, prepare, _prepared):
                return redirect("publicity:bulletin_detail", done.result.pk)
        else:
            refuse(request, STALE_LIST)
    if request.method == "POST":
        fill(form, version=version)
    elif not run_action(request, partial(_check_may_prepare, keys), ""):
        return redirect_to_list(request, "publicity:publication_list")
    context = {
        "form": form,
        "publishable": joining,
        "changed": Publication.objects.changed().select_related("enterprise"),
        "left_count": Publication.objects.left().count(),
        "checks": checks_before_publication(keys),
        "items": consequences_of_publication(keys),
        "needs_approval": site_settings().publication_approval,
    }
    return render(request, "publicity/publication_check.html", context)


def _check_may_prepare(keys: list[int]) -> None:
    check_may_prepare()
    check_something_changed(keys)


def list_version(keys: Iterable[int]) -> str:
    """Return the version of the list that the page shows."""
    return hashlib.sha256(",".join(map(str, sorted(keys))).encode()).hexdigest()


def _suggested_note(joining: int) -> str:
    today = timezone.localdate()
    changed = Publication.objects.changed().count()
    parts = [f"新增联合激励对象{joining}家" if joining else "", f"变更信息{changed}家" if changed else ""]
    news = "，".join(filter(None, parts)) or "更新联合激励对象名单"
    return f"{today.year}年{today.month}月，{news}。"


def _prepared(bulletin: Bulletin) -> Confirmation:
    if bulletin.is_waiting:
        return Confirmation("已提交审批", follows=["另一名信用管理人员批准后公布", "批准前可以撤回"])
    return _published(bulletin)


def _published(bulletin: Bulletin) -> Confirmation:
    if not bulletin.is_published:
        moment = timezone.localtime(bulletin.publish_at)
        at = f"{chinese_date(moment.date())}{moment:%H:%M}"
        return Confirmation(f"已安排{at}公布", follows=["届时由系统自动公布", "届时已失去资格、暂不公布的企业不列入"])
    links = [("公众看到的名单", reverse("publicity:enterprise_list"))]
    return Confirmation(
        f"已公布{bulletin}：新增{bulletin.joined_count}家，变更{bulletin.changed_count}家",
        follows=PUBLIC_AT_ONCE,
        links=links,
    )


def _bulletins(request: HttpRequest) -> Table:
    bulletins = Bulletin.objects.select_related("prepared_by", "approval__decided_by")
    shown = BulletinFilter(request.GET, queryset=bulletins, request=request)
    return Table("历次公布", shown.qs, COLUMNS, shown)


@require_safe
@requires("publicity.add_publication")
@downloadable(_bulletins)
def bulletin_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the bulletins, the newest first, with those that wait and those that were returned."""
    return render_list(request, "publicity/bulletin_list.html", table)


def _bulletin(pk: int) -> Bulletin:
    related = ("prepared_by", "closed_by", "approval__proposed_by", "approval__decided_by")
    return get_object_or_404(Bulletin.objects.select_related(*related), pk=pk)


def _part(request: HttpRequest, pk: int) -> Table:
    """Return the enterprises of a bulletin of which one part is shown.

    Those of an open bulletin are as they are now, and those that joined as the public saw them then.
    """
    form = PartForm(request.GET)
    shown = parameters(form)["shown"]
    bulletin = _bulletin(pk)
    publications: QuerySet[Any] = Publication.objects.select_related("enterprise").prefetch_related(
        *office_and_standing("enterprise__")
    )
    if shown == "changed" and bulletin.is_open:
        return Table("变更的企业", publications.changed(), CHANGED_COLUMNS, form)
    if shown == "changed":
        changes = PublishedChange.objects.filter(bulletin=bulletin).select_related("publication__enterprise")
        return Table(f"{bulletin}变更的企业", changes, PUBLISHED_CHANGE_COLUMNS, form)
    if shown == "left":
        left = publications.left() if bulletin.is_open else publications.filter(left_with=bulletin)
        return Table(f"{bulletin}移出的企业", left, LEFT_COLUMNS, form)
    if bulletin.is_published:
        joined = seen_at(bulletin.published_at).filter(bulletin=bulletin).select_related("enterprise")
        return Table(f"{bulletin}新增的企业", joined, SEEN_COLUMNS, form)
    chosen = joining_enterprises().filter(pk__in=bulletin.chosen.values("pk"))
    return Table("拟公布的企业", chosen.prefetch_related(*office_and_standing()), JOINING_COLUMNS, form)


@require_safe
@requires("publicity.add_publication")
@downloadable(_part)
def bulletin_detail(request: HttpRequest, table: Table, pk: int) -> HttpResponse:
    """Show one bulletin: note, days, who prepared and approved it, and by ?shown= who joined, changed or left."""
    if not table.form.is_valid():
        return refuse_list(request, table.form, list_name=table.name)
    keep_way_back(request, table)
    return _show(request, table, _bulletin(pk), RejectionForm())


def _show(request: HttpRequest, table: Table, bulletin: Bulletin, reason_form: RejectionForm) -> HttpResponse:
    chosen = bulletin.chosen.count()
    joined = bulletin.joined_count
    if joined is None:
        joined = joining_enterprises().filter(pk__in=bulletin.chosen.values("pk")).count()
    changed, left = bulletin.changed_count, bulletin.left_count
    if bulletin.is_open:
        changed, left = Publication.objects.changed().count(), Publication.objects.left().count()
    counts = (("joined", "新增", joined), ("changed", "变更", changed or 0), ("left", "移出", left or 0))
    context = {
        "bulletin": bulletin,
        "shown": table.form.cleaned_data["shown"] or "joined",
        "tabs": counts,
        "left_out_count": chosen - joined if chosen else 0,
        "approval": bulletin.approval,
        "reason_form": reason_form,
        "approve_url": reverse("publicity:bulletin_approve", args=[bulletin.pk]),
        "close_url": reverse("publicity:bulletin_close", args=[bulletin.pk]),
        "page": paginate(request, table.rows, per_page=50),
        "downloadable": True,
    }
    return render(request, "publicity/bulletin_detail.html", context)


@confirmed
@require_POST
@requires("publicity.add_publication")
def bulletin_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the bulletin that the page showed, as the second person."""
    version = parameters(VersionForm(request.POST))["version"]
    approve = partial(approve_bulletin, bulletin=_bulletin(pk), expected_version=version, by=request.user)
    run_action(request, approve, _published)
    return redirect("publicity:bulletin_detail", pk)


@require_POST
@requires("publicity.add_publication")
def bulletin_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the bulletin that waits for approval, take one's own back, or cancel the scheduled one."""
    bulletin, form = _bulletin(pk), RejectionForm(request.POST)
    if not form.is_valid():
        refuse(request, " ".join(form.errors["reason"]))
        table = _part(request, pk)
        table.form.is_valid()
        return _show(request, table, bulletin, form)
    version, reason = form.cleaned_data["version"], form.cleaned_data["reason"]
    close = partial(close_bulletin, bulletin=bulletin, expected_version=version, reason=reason, by=request.user)
    run_action(request, close, _closed)
    return redirect("publicity:bulletin_detail", pk)


def _closed(bulletin: Bulletin) -> Confirmation:
    links = [("名单公布", reverse("publicity:publication_list"))]
    return Confirmation(
        f"{bulletin.get_state_display()}：{bulletin}", follows=["公布名单没有变化", "可以重新编制"], links=links
    )


def _seen(request: HttpRequest) -> Table:
    form = DayForm(request.GET)
    day = parameters(form)["day"] or timezone.localdate()
    return Table("公众看到的名单", seen_at(min(end_of(day), timezone.now())), SEEN_ON_DAY_COLUMNS, form, as_of=day)


@require_safe
@requires("publicity.add_publication")
@downloadable(_seen)
def seen_list(request: HttpRequest, table: Table) -> HttpResponse:
    """Show the public list as it was at the end of a day, or as it is now."""
    if not table.form.is_valid():
        return refuse_list(request, table.form, list_name=table.name)
    return render_list(request, "publicity/seen_list.html", table, form=table.form, day=table.as_of)
