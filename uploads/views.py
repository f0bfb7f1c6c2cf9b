"""What the pages of every uploaded table share."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.web.lists import paginate
from uploads.filters import problem_filter
from uploads.models import FileSubmission

PROBLEMS_SHOWN = 200


def original_file(submission: FileSubmission) -> FileResponse:
    """The bytes as they came, always as a download."""
    return FileResponse(
        submission.file.open("rb"),
        as_attachment=True,
        filename=submission.filename,
        content_type="application/octet-stream",
    )


def file_context(request: HttpRequest, submission: FileSubmission) -> dict[str, Any]:
    """What the page of a file shows, whoever's it is."""
    shown = problem_filter(request.GET, submission)
    return {
        "submission": submission,
        "problem_filter": shown,
        "problems": shown.qs[:PROBLEMS_SHOWN],
        "problems_found": shown.qs.count(),
        "page": paginate(request, submission.rows.all()) if submission.is_checked else None,
    }


def show_progress(request: HttpRequest, submission: FileSubmission) -> HttpResponse:
    """How far the worker is; the page asks for it again until there is nothing more to wait for."""
    response = render(request, "uploads/_progress.html", {"submission": submission, "progress_url": request.path})
    if not submission.is_waiting:
        response["HX-Refresh"] = "true"
    return response
