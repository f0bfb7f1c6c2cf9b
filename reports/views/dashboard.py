"""数据看板, the same on a big screen, and the public page of what the platform promises to do in time."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from operator import attrgetter
from typing import NamedTuple

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import public, requires
from exports.lists import downloadable
from exports.tables import Table
from foundation.web.actions import run_action
from foundation.web.lists import refuse_list, refuses_unknown
from reports.actions.dashboard import request_count
from reports.board.clock import make_clock
from reports.board.links import Reader
from reports.board.page import Board, make_board
from reports.forms import BigScreenForm, SpanForm
from reports.models import DashboardFigures
from reports.spans import ChosenSpan

# ECharts, which is installed from npm; where npm is missing, the tables stand alone (docs/adr/0020).
CHARTS = "charts/echarts.js"


@dataclass(frozen=True)
class BoardTable(Table):
    """The matrix as a list, with the last count and the dashboard that is made from it; None before the first one.

    `span` is what is chosen; None where that is wrong.
    """

    span: ChosenSpan | None = None
    counted: DashboardFigures | None = None
    board: Board | None = None


class Applied(NamedTuple):
    """A department, a measure of it, and how often it was applied."""

    department: str
    measure: str
    number: int


COLUMNS = {"单位": attrgetter("department"), "措施": attrgetter("measure"), "实施次数": attrgetter("number")}


def _applied(board: Board) -> Iterator[Applied]:
    measures = [measure for section in board.matrix.sections for measure in section.measures]
    for row in board.matrix.rows:
        for measure, cell in zip(measures, row.cells, strict=True):
            if cell.count:
                yield Applied(row.name, measure["title"], cell.count.number)


def _matrix(request: HttpRequest) -> BoardTable:
    form = SpanForm(request.GET)
    span = form.span if form.is_valid() else None
    counted = DashboardFigures.objects.first() if span else None
    board = make_board(counted.figures, span, Reader(request.user)) if counted and span else None
    rows = list(_applied(board)) if board else []
    return BoardTable("措施实施统计", rows, COLUMNS, form, span=span, counted=counted, board=board)


@require_safe
@requires("reports.view_dashboard")
@downloadable(_matrix)
def dashboard(request: HttpRequest, table: BoardTable) -> HttpResponse:
    """Show the figures of a span as they were last counted; the file has those of the matrix.

    Wrong days are shown again with what is wrong.
    """
    if "period" in table.form.errors:
        return refuse_list(request, table.form, list_name="数据看板")
    context = {
        "counted": table.counted,
        "board": table.board,
        "table": table,
        "span": table.span,
        "charts": CHARTS if finders.find(CHARTS) else "",
    }
    status = HTTPStatus.OK if table.span else HTTPStatus.BAD_REQUEST
    return render(request, "reports/dashboard.html", context, status=status)


@require_POST
@requires("reports.view_dashboard")
def dashboard_count(request: HttpRequest) -> HttpResponse:
    """Have a worker count the figures again, and show the same span."""
    run_action(request, request_count, "已开始重新统计，通常几秒钟完成。请稍后刷新本页。")
    form = SpanForm(request.GET)
    return redirect(f"{reverse('reports:dashboard')}?{form.span.query}" if form.is_valid() else "reports:dashboard")


@require_safe
@requires("reports.view_dashboard")
@refuses_unknown("大屏", filter_form=BigScreenForm)
def big_screen(request: HttpRequest) -> HttpResponse:
    """Show the same figures on a screen on the wall, which loads them again by itself."""
    form = BigScreenForm(request.GET)
    form.full_clean()
    counted = DashboardFigures.objects.first()
    context = {
        "counted": counted,
        "board": make_board(counted.figures, form.span, Reader(request.user, is_linked=False)) if counted else None,
        "form": form,
        "charts": CHARTS if finders.find(CHARTS) else "",
    }
    return render(request, "reports/big_screen.html", context)


@require_safe
@public
def public_clock(request: HttpRequest) -> HttpResponse:
    """Show how soon the platform notifies, how soon departments follow, and how old the lists are; no enterprise."""
    counted = DashboardFigures.objects.first()
    context = {"counted": counted, "clock": make_clock(counted.figures) if counted else None}
    return render(request, "reports/public_clock.html", context)
