"""Abstract models of uploaded tables: the submission of the file, its headings, rows and problems."""

from uploads.models.rows import FileProblem, FileRow, HeadingAlias
from uploads.models.submissions import (
    HELD_RETENTION,
    UNSETTLED,
    FileSubmission,
    FileSubmissionQuerySet,
    Mode,
    Step,
    clean_filename,
    stored_name,
)

__all__ = [
    "HELD_RETENTION",
    "UNSETTLED",
    "FileProblem",
    "FileRow",
    "FileSubmission",
    "FileSubmissionQuerySet",
    "HeadingAlias",
    "Mode",
    "Step",
    "clean_filename",
    "stored_name",
]
