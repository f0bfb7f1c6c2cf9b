"""Correct how a roster was read: its layout, single cells; download the marked workbook or the whole material."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from foundation.web.bodies import Body, takes
from roster.actions.submissions import edit_cells, set_layout
from roster.downloads import bundle_of
from roster.views.submissions import own_submission
from uploads.views import (
    file_of_set_aside_rows,
    marked_file,
    post_as_of,
    post_cell_edits,
    post_layout,
    post_row_decision,
    record_download,
)


@takes(Body.ROWS)
@require_POST
@requires("roster.add_rostersubmission")
def submission_layout(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the file read again with another sheet or layout, or show other lines of it."""
    query = post_layout(request, own_submission(request, pk), set_layout, scope="本关")
    return redirect(reverse("roster:submission_detail", args=[pk]) + query)


@takes(Body.ROWS)
@require_POST
@requires("roster.add_rostersubmission")
def submission_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct cells on the page, and have the file checked again."""
    post_cell_edits(request, own_submission(request, pk), edit_cells)
    return redirect("roster:submission_detail", pk)


@takes(Body.ROWS)
@require_POST
@requires("roster.add_rostersubmission")
def submission_decide_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide whether rows are enterprises, and have the file read again."""
    post_row_decision(request, own_submission(request, pk))
    return redirect("roster:submission_detail", pk)


@takes(Body.ROWS)
@require_POST
@requires("roster.add_rostersubmission")
def submission_as_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the as-of day, and have the file read again."""
    post_as_of(request, own_submission(request, pk))
    return redirect("roster:submission_detail", pk)


@require_safe
@requires("roster.view_rostersubmission")
def submission_set_aside(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download all rows that are no enterprises, with their reasons."""
    submission = own_submission(request, pk)
    return file_of_set_aside_rows(request, submission, back_url=reverse("roster:submission_detail", args=[pk]))


@require_safe
@requires("roster.view_rostersubmission")
def submission_marked(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download the uploaded table with its problem cells coloured, to be corrected and uploaded again."""
    return marked_file(request, own_submission(request, pk), back_url=reverse("roster:submission_detail", args=[pk]))


@require_safe
@requires("roster.view_rostersubmission")
def submission_bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """Download the file, how it was read, its problems and the versions of the software as one .zip."""
    submission = own_submission(request, pk)
    response = HttpResponse(bundle_of(submission), content_type="application/zip")
    record_download(request, submission, "bundle")
    response["Content-Disposition"] = content_disposition_header(True, f"报送{submission.pk}全部材料.zip")
    return response
