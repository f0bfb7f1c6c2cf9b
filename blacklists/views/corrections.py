"""Correct how an import was read: its layout, single cells; download the marked workbook; forget a heading."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from blacklists.actions.corrections import edit_cells, forget_heading, set_layout
from blacklists.models import BlacklistHeading
from blacklists.views.imports import import_of
from foundation.web.actions import run_action
from foundation.web.bodies import Body, takes
from uploads.views import marked_file, post_cell_edits, post_layout


@takes(Body.ROWS)
@require_POST
@requires("blacklists.add_blacklistimport")
def import_layout(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the file read again with another sheet or layout, or show other lines of it."""
    query = post_layout(request, import_of(pk), set_layout, scope="该领域")
    return redirect(reverse("blacklists:import_detail", args=[pk]) + query)


@takes(Body.ROWS)
@require_POST
@requires("blacklists.add_blacklistimport")
def import_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct cells on the page, and have the file checked again."""
    post_cell_edits(request, import_of(pk), edit_cells)
    return redirect("blacklists:import_detail", pk)


@require_POST
@requires("blacklists.add_blacklistimport")
def heading_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a heading that was mapped to a column for the files of a blacklist."""
    alias = get_object_or_404(BlacklistHeading.objects.select_related("blacklist"), pk=pk)
    forget = partial(forget_heading, alias=alias, by=request.user)
    run_action(request, forget, f"已忘记表头“{alias.heading}”，以后的文件不再照此识别。")
    return redirect("blacklists:blacklist_detail", alias.blacklist.code)


@require_safe
@requires("blacklists.view_blacklist")
def import_marked(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download the table with its problem cells coloured; 404 for a file that was not read, which may name persons."""
    submission = import_of(pk)
    if not (submission.file and submission.was_read):
        raise Http404
    return marked_file(request, submission, back_url=reverse("blacklists:import_detail", args=[pk]))
