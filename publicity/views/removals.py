"""请向搜索引擎提交删除: the pages that are gone after a loss, for the credit administrator."""

from functools import partial
from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from exports.lists import downloadable, render_list
from exports.tables import Columns, Table
from foundation.web.actions import run_action
from foundation.web.confirmations import Confirmation
from foundation.web.lists import redirect_to_list
from publicity.actions.removals import submit_removal
from publicity.filters import RemovalFilter
from publicity.models import Publication
from publicity.removals import gone_paths, gone_publications


def _removals(request: HttpRequest) -> Table:
    columns: Columns = {
        "企业": attrgetter("enterprise.name"),
        "网址": lambda publication: "\n".join(map(request.build_absolute_uri, gone_paths(publication))),
        "移出时间": attrgetter("left_at"),
        "提交时间": attrgetter("removal_submitted_at"),
        "提交人": attrgetter("removal_submitted_by"),
    }
    chosen = RemovalFilter(request.GET, queryset=gone_publications(), request=request)
    return Table("请向搜索引擎提交删除", chosen.qs, columns, chosen)


@require_safe
@requires("publicity.add_publication")
@downloadable(_removals)
def removal_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the pages that are gone, with the day, and whether their deletion was submitted to search engines."""
    return render_list(request, "publicity/removal_list.html", table)


@require_POST
@requires("publicity.add_publication")
def removal_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the deletion of the pages of an enterprise was submitted."""
    publication = get_object_or_404(Publication.objects.select_related("enterprise"), pk=pk)
    run_action(request, partial(submit_removal, publication=publication, by=request.user), _submitted)
    return redirect_to_list(request, "publicity:removal_list")


def _submitted(publication: Publication) -> Confirmation:
    return Confirmation(f"已登记：{publication}的网页已提交搜索引擎删除", follows=["此后不再列为待提交"])
