"""“黑名单”: the blacklists and their entries."""

from operator import attrgetter

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from blacklists.filters import EntryFilter, ImportFilter
from blacklists.forms import BlacklistsShownForm, DeclarationForm, declaration_form_name
from blacklists.models import Blacklist, BlacklistEntry, BlacklistFeed, BlacklistImport
from foundation.web.forms import parameters
from foundation.web.lists import paginate, render_list
from free_text.typed import kept_typed
from spreadsheets.words_for_none import ENDLESS


@require_safe
@requires("blacklists.view_blacklist")
def blacklist_list(request: HttpRequest) -> HttpResponse:
    """List the blacklists and the newest imports.

    `?stale=true` selects the blacklists whose data is overdue, `?proposed=true` those with a switch to approve.
    """
    live = BlacklistEntry.objects.not_ended(on=timezone.localdate()).order_by()
    counts = live.filter(blacklist=OuterRef("pk")).values("blacklist").annotate(count=Count("pk")).values("count")
    chosen = parameters(BlacklistsShownForm(request.GET))
    only_proposed, only_stale = chosen["proposed"], chosen["stale"]
    of_user = Blacklist.objects.with_proposal_to_approve(request.user) if only_proposed else Blacklist.objects.all()
    blacklists = list(of_user.with_newest().annotate(live_count=Coalesce(Subquery(counts), 0)))
    today = timezone.localdate()
    imports = BlacklistImport.objects.select_related("blacklist", "uploaded_by").defer("reading")
    shown = ImportFilter(request.GET, queryset=imports)
    return render(
        request,
        "blacklists/blacklist_list.html",
        {
            "blacklists": [blacklist for blacklist in blacklists if blacklist.is_stale(on=today) or not only_stale],
            "only_stale": only_stale,
            "only_proposed": only_proposed,
            "page": paginate(request, shown.qs),
            "filter": shown,
            "feeds_with_alerts": BlacklistFeed.objects.with_alerts(),
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
    "有效期止": lambda entry: ENDLESS if entry.has_no_end else entry.expires_on,
    "移出日期": attrgetter("removed_on"),
    "来源文件": attrgetter("row.submission.filename"),
    "行": attrgetter("row.line"),
}


@require_safe
@requires("blacklists.view_blacklist")
def blacklist_detail(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show one blacklist and its entries."""
    blacklist = get_object_or_404(Blacklist.objects.with_newest().select_related("unused_declared_by"), code=code)
    shown = EntryFilter(request.GET, queryset=blacklist.entries.select_related("row__submission"))
    return render_list(
        request,
        "blacklists/blacklist_detail.html",
        shown.qs,
        name=blacklist.name,
        columns=ENTRY_COLUMNS,
        filter=shown,
        blacklist=blacklist,
        today=timezone.localdate(),
        feeds=blacklist.feeds.with_related(),
        feeds_with_alerts=blacklist.feeds.with_alerts(),
        declaration_form=DeclarationForm(kept_typed(request, declaration_form_name(code))),
        headings=blacklist.heading_aliases.select_related("set_by"),
        versions=blacklist.events.order_by("-pgh_id"),
    )


@require_safe
@requires("blacklists.view_blacklist")
def entry_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one entry: its content now and before, its rows, and the hits on it."""
    entries = BlacklistEntry.objects.select_related("blacklist", "row__submission", "last_import", "ended_by")
    entry = get_object_or_404(entries, pk=pk)
    versions = entry.events.select_related("row__submission").order_by("-pgh_id")
    return render(
        request,
        "blacklists/entry_detail.html",
        {
            "entry": entry,
            "versions": paginate(request, versions),
            "hits": entry.hits.select_related("enterprise").order_by("-is_current", "pk")[:HITS_SHOWN],
        },
    )
