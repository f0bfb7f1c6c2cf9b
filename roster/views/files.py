"""What the pages of every uploaded table share."""

from typing import Any

from django.http import FileResponse, HttpRequest

from accounts.lists import page_of
from roster.models.files import FileSubmission

PROBLEM_ROWS_SHOWN = 200


def original_file(submission: FileSubmission) -> FileResponse:
    """The bytes as they came, always as a download."""
    return FileResponse(
        submission.file.open("rb"),
        as_attachment=True,
        filename=submission.filename,
        content_type="application/octet-stream",
    )


def rows_with_problems(submission: FileSubmission) -> list[Any]:
    """The first rows about which something is to be said, in the order of the file."""
    return list(submission.rows.exclude(problems=[])[:PROBLEM_ROWS_SHOWN])


def file_context(request: HttpRequest, submission: FileSubmission) -> dict[str, Any]:
    """What the page of a file shows, whoever's it is."""
    return {
        "submission": submission,
        "problem_rows": rows_with_problems(submission),
        "problem_row_count": submission.rows.exclude(problems=[]).count(),
        "page": page_of(request, submission.rows.all()) if submission.is_checked else None,
    }
