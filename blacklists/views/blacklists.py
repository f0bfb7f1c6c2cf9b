"""“黑名单”: the blacklists and their entries."""

from operator import attrgetter, methodcaller

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from blacklists.filters import EntryFilter, ImportFilter
from blacklists.forms import BlacklistsShownForm, DeclarationForm
from blacklists.models import Blacklist, BlacklistEntry, BlacklistFeed, BlacklistImport
from exports.lists import downloadable, render_list
from exports.tables import Table
from foundation.web.forms import parameters
from foundation.web.lists import paginate
from spreadsheets.words_for_none import ENDLESS

IMPORT_COLUMNS = {
    "文件": attrgetter("filename"),
    "领域": attrgetter("blacklist.name"),
    "方式": methodcaller("get_mode_display"),
    "程序送来": lambda submission: "是" if submission.automatic else "",
    "截至日期": attrgetter("as_of"),
    "上传人": attrgetter("uploaded_by.full_name"),
    "上传时间": attrgetter("uploaded_at"),
    "行数": attrgetter("rows_total"),
    "状态": methodcaller("get_status_display"),
    "SHA-256": attrgetter("sha256"),
}


def _imports(request: HttpRequest) -> Table:
    imports = BlacklistImport.objects.select_related("blacklist", "uploaded_by").defer("reading")
    shown = ImportFilter(request.GET, queryset=imports)
    return Table("“黑名单”导入记录", shown.qs, IMPORT_COLUMNS, shown, rows_move=True)


@require_safe
@requires("blacklists.view_blacklist")
@downloadable(_imports, also=BlacklistsShownForm.base_fields)
def blacklist_list(request: HttpRequest, table: Table) -> HttpResponse:
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
    return render_list(
        request,
        "blacklists/blacklist_list.html",
        table,
        blacklists=[blacklist for blacklist in blacklists if blacklist.is_stale(on=today) or not only_stale],
        only_stale=only_stale,
        only_proposed=only_proposed,
        feeds_with_alerts=BlacklistFeed.objects.with_alerts(),
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


def _entries(request: HttpRequest, code: str) -> Table:
    blacklist = get_object_or_404(Blacklist, code=code)
    shown = EntryFilter(request.GET, queryset=blacklist.entries.select_related("row__submission"))
    return Table(blacklist.name, shown.qs, ENTRY_COLUMNS, shown)


@require_safe
@requires("blacklists.view_blacklist")
@downloadable(_entries)
def blacklist_detail(request: HttpRequest, table: Table, code: str) -> HttpResponse:
    """Show one blacklist and its entries."""
    return _show(request, table, code, DeclarationForm())


def show_refused_declaration(request: HttpRequest, code: str, form: DeclarationForm) -> HttpResponse:
    """Show the blacklist with the form of a declaration that was refused."""
    return _show(request, _entries(request, code), code, form)


def _show(request: HttpRequest, table: Table, code: str, form: DeclarationForm) -> HttpResponse:
    blacklist = get_object_or_404(Blacklist.objects.with_newest().select_related("unused_declared_by"), code=code)
    return render_list(
        request,
        "blacklists/blacklist_detail.html",
        table,
        blacklist=blacklist,
        today=timezone.localdate(),
        feeds=blacklist.feeds.with_related(),
        feeds_with_alerts=blacklist.feeds.with_alerts(),
        declaration_form=form,
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
