"""Keep files of evidence with the record that they belong to."""

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile

from accounts.models import User
from feedback.models import ApplicationChange, Evidence, MeasureApplication, ReportSupplement, ViolationReport
from uploads.models import clean_filename


def evidence_names(application: MeasureApplication) -> str:
    """Return the names of the files that the application has now, for the audit."""
    return "、".join(application.evidence.attached().values_list("filename", flat=True))


def keep_evidence(
    record: MeasureApplication | ViolationReport,
    files: Iterable[UploadedFile],
    *,
    added_with: ApplicationChange | None = None,
    supplement: ReportSupplement | None = None,
    by: User,
) -> None:
    """Keep the files with the record.

    `added_with` is the change of an application, and `supplement` that of a report, by which they are added later.
    """
    owner = "application" if isinstance(record, MeasureApplication) else "report"
    for file in files:
        Evidence.objects.create(
            **{owner: record},
            file=file,
            filename=clean_filename(file.name or ""),
            added_with=added_with,
            supplement=supplement,
            added_by=by,
        )
