"""“黑名单”: the sectors, their entries, and the files they come in."""

import re
from operator import attrgetter

from django.contrib import messages
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import requires
from accounts.lists import page_of, show_list
from accounts.policies import ActionDenied
from roster.actions.blacklists import confirm_import, receive_import, withdraw_import
from roster.filters import EntryFilter, ImportFilter
from roster.forms import ImportForm
from roster.models import Blacklist, BlacklistEntry, BlacklistFeed, BlacklistImport
from roster.tasks import kick, read_import, screen_waiting
from roster.views.files import file_context, original_file, show_progress


def _import(pk: int) -> BlacklistImport:
    imports = BlacklistImport.objects.select_related("blacklist", "uploaded_by", "confirmed_by")
    return get_object_or_404(imports, pk=pk)


@requires("roster.view_blacklist")
def blacklist_list(request: HttpRequest) -> HttpResponse:
    """The sectors, or with `?stale=true` those whose data is overdue, and the newest files."""
    live = BlacklistEntry.objects.not_ended(on=timezone.localdate()).order_by()
    counts = live.filter(blacklist=OuterRef("pk")).values("blacklist").annotate(count=Count("pk")).values("count")
    blacklists = list(Blacklist.objects.with_newest().annotate(live_count=Coalesce(Subquery(counts), 0)))
    only_stale = "stale" in request.GET
    shown = ImportFilter(request.GET, queryset=BlacklistImport.objects.select_related("blacklist", "uploaded_by"))
    return render(
        request,
        "roster/blacklist_list.html",
        {
            "blacklists": [one for one in blacklists if one.stale_sentence or not only_stale],
            "only_stale": only_stale,
            "page": page_of(request, shown.qs),
            "filter": shown,
            "troubled": BlacklistFeed.objects.troubled(),
        },
    )


HITS_SHOWN = 50
ENTRY_COLUMNS = {
    "主体名称": attrgetter("name"),
    "统一社会信用代码": attrgetter("uscc"),
    "组织机构代码": attrgetter("org_code"),
    "工商注册号": attrgetter("registration_number"),
    "纳税人识别号": attrgetter("tax_number"),
    "海关注册编码": attrgetter("customs_code"),
    "来源编号": attrgetter("source_id"),
    "文号或案号": attrgetter("document_number"),
    "认定部门": attrgetter("authority"),
    "事由": attrgetter("basis"),
    "列入日期": attrgetter("listed_on"),
    "有效期止": attrgetter("expires_on"),
    "移出日期": attrgetter("removed_on"),
    "来源文件": attrgetter("row.submission.filename"),
    "行": attrgetter("row.line"),
}


@requires("roster.view_blacklist")
def blacklist_detail(request: HttpRequest, code: str) -> HttpResponseBase:
    """One sector's entries."""
    blacklist = get_object_or_404(Blacklist.objects.with_newest(), code=code)
    shown = EntryFilter(request.GET, queryset=blacklist.entries.select_related("row__submission"))
    return show_list(
        request,
        "roster/blacklist_detail.html",
        shown.qs,
        name=blacklist.name,
        columns=ENTRY_COLUMNS,
        filter=shown,
        blacklist=blacklist,
        today=timezone.localdate(),
        feeds=blacklist.feeds.with_all(),
        troubled=blacklist.feeds.troubled(),
        versions=blacklist.events.order_by("-pgh_id"),
    )


@requires("roster.view_blacklist")
def entry_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: what it says now, what it said before, from which rows, and whom it hit."""
    entries = BlacklistEntry.objects.select_related("blacklist", "row__submission", "touched_by", "ended_by")
    entry = get_object_or_404(entries, pk=pk)
    versions = entry.events.select_related("row__submission").order_by("-pgh_id")
    return render(
        request,
        "roster/entry_detail.html",
        {
            "entry": entry,
            "versions": page_of(request, versions),
            "hits": entry.hits.select_related("enterprise").order_by("-holds", "pk")[:HITS_SHOWN],
        },
    )


@requires("roster.add_blacklistimport")
def import_create(request: HttpRequest) -> HttpResponse:
    """Upload a sector's file."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        submission, is_new = receive_import(
            blacklist=form.cleaned_data["blacklist"],
            upload=form.cleaned_data["file"],
            mode=form.cleaned_data["mode"],
            as_of=form.cleaned_data["as_of"],
            by=request.user,
        )
        if is_new:
            kick(read_import, submission.pk)
        else:
            messages.info(request, "这份文件与此前上传的内容完全相同，已为您打开那一次导入。")
        return redirect("roster:import_detail", submission.pk)
    return render(request, "roster/import_form.html", {"form": form})


@requires("roster.view_blacklist")
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: how far it is, its problems, what to do next."""
    submission = _import(pk)
    context = {**file_context(request, submission), "screenings": submission.screenings.all()}
    return render(request, "roster/import_detail.html", context)


@requires("roster.view_blacklist")
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the worker is; the page asks for it again until there is nothing more to wait for."""
    return show_progress(request, _import(pk))


@require_POST
@requires("roster.add_blacklistimport")
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the good rows into the list."""
    said = request.POST.get("ended_count", "")
    ended_count = int(said) if re.fullmatch(r"[0-9]{1,9}", said) else None
    try:
        confirm_import(submission=_import(pk), ended_count=ended_count, by=request.user)
    except ActionDenied as denied:
        messages.error(request, denied.sentence)
    else:
        kick(screen_waiting)
        messages.success(request, "已导入，正在与在册企业交叉比对。")
    return redirect("roster:import_detail", pk)


@require_POST
@requires("roster.add_blacklistimport")
def import_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file back before it is confirmed."""
    withdraw_import(submission=_import(pk), by=request.user)
    messages.success(request, "已撤回，“黑名单”没有改变。")
    return redirect("roster:import_detail", pk)


@requires("roster.view_blacklist")
def import_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file as it came."""
    submission = _import(pk)
    if not submission.file:
        raise Http404
    return original_file(submission)
