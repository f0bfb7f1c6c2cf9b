"""Shared parts of the pages of uploaded tables."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.web.lists import paginate
from uploads.filters import problem_filter
from uploads.models import FileSubmission

PROBLEMS_SHOWN = 200


def original_file(submission: FileSubmission) -> FileResponse:
    """Return the original bytes, always as a download."""
    return FileResponse(
        submission.file.open("rb"),
        as_attachment=True,
        filename=submission.filename,
        content_type="application/octet-stream",
    )


def file_context(request: HttpRequest, submission: FileSubmission) -> dict[str, Any]:
    """Return the context that the page of every uploaded file needs."""
    shown = problem_filter(request.GET, submission)
    return {
        "submission": submission,
        "problem_filter": shown,
        "problems": shown.qs[:PROBLEMS_SHOWN],
        "problems_found": shown.qs.count(),
        "page": paginate(request, submission.rows.all()) if submission.is_checked else None,
    }


def show_progress(request: HttpRequest, submission: FileSubmission) -> HttpResponse:
    """Render the progress of reading; the page requests it again until the file is read."""
    response = render(request, "uploads/_progress.html", {"submission": submission, "progress_url": request.path})
    if not submission.is_waiting:
        response["HX-Refresh"] = "true"
    return response
