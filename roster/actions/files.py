"""What every uploaded table goes through: kept, taken by one worker, read, checked, or given up with a sentence."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from accounts.audit import record
from accounts.models import User
from roster.actions.claims import GIVEN_UP, row_lock
from roster.intake.checks import NATURAL_PERSON, Problem
from roster.intake.headers import Column
from roster.intake.rows import Row, Table, reading_of, understand
from roster.intake.sheets import SheetError, read_file
from roster.models.files import MAX_ATTEMPTS, FileSubmission, Step, clean_filename
from roster.policies import check_may_withdraw
from roster.states import SubmissionState

Submission = TypeVar("Submission", bound=FileSubmission)


def sha256_of(upload: UploadedFile) -> str:
    """The SHA-256 of the uploaded bytes, in hexadecimal."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def receive_file(submission: Submission, *, upload: UploadedFile, verb: str) -> tuple[Submission, bool]:
    """Keep an uploaded file as it came; returns the submission and whether it is new.

    The unsaved `submission` says whose it is; the same bytes of the same owner lead to the earlier one.
    """
    submission.sha256 = sha256_of(upload)
    earlier = type(submission).objects.same_bytes(submission)
    if found := earlier.first():
        return found, False
    submission.file = upload
    submission.filename = clean_filename(upload.name or "")
    try:
        with transaction.atomic():
            submission.save()
            record(verb, target=submission, detail={"sha256": submission.sha256}, by=submission.uploaded_by)
    except IntegrityError:
        # The same file was sent twice at the same moment.
        submission.file.storage.delete(submission.file.name)
        return earlier.get(), False
    return submission, True


def process_file(model: type[Submission], pk: int, *, work: Callable[[Submission], None]) -> None:
    """Let this worker, and no other, do the work on a waiting file; each start counts as an attempt.

    A file that cannot be read fails with its sentence; one whose worker died three times is given up.
    """
    with row_lock(f"{model._meta.label}:{pk}") as held:
        if not held:
            return
        submission: Any = model.objects.get(pk=pk)
        if not submission.is_waiting:
            return
        submission.attempts += 1
        submission.status = SubmissionState.PROCESSING
        submission.save(update_fields=["attempts", "status"])
        if submission.attempts > MAX_ATTEMPTS:
            fail_file(submission, GIVEN_UP)
            return
        try:
            work(submission)
        except SheetError as error:
            fail_file(submission, error.sentence)


def fail_file(submission: FileSubmission, sentence: str) -> None:
    """End the reading with the sentence that the file's page shows."""
    submission.status = SubmissionState.FAILED
    submission.failure = sentence
    submission.save(update_fields=["status", "failure"])


def note_progress(submission: FileSubmission, step: Step, **counts: int) -> None:
    """Tell the page how far the work is; seen at once, outside the transaction of the results."""
    type(submission).objects.filter(pk=submission.pk).update(step=step, **counts)


def read_table(submission: FileSubmission, columns: Sequence[Column]) -> Table:
    """Read the stored bytes, in a child process, and understand them; raises SheetError."""
    note_progress(submission, Step.READING)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet"
        with submission.file.open("rb") as stored, path.open("wb") as copy:
            shutil.copyfileobj(stored, copy)
        sheets = read_file(path)
    note_progress(submission, Step.UNDERSTANDING)
    table = understand(sheets, columns)
    note_progress(submission, Step.CHECKING, rows_total=len(table.rows))
    return table


def still_ours(submission: Submission) -> Submission | None:
    """Lock the row for saving results; None if another worker has taken the file over meanwhile."""
    locked = cast(Submission, type(submission).objects.select_for_update().get(pk=submission.pk))
    if locked.status != SubmissionState.PROCESSING or locked.attempts != submission.attempts:
        return None
    return locked


def save_result(
    submission: FileSubmission,
    table: Table,
    problems: Sequence[Problem],
    *,
    columns: Sequence[Column],
    rows_model: type[Any],
) -> None:
    """Replace the file's rows by those of the table, each with its problems, and keep how they were read.

    Of a natural person's row only the line is kept.
    """
    by_line: dict[int, list[dict[str, object]]] = {}
    for problem in problems:
        by_line.setdefault(problem.line, []).append(problem.as_dict())
    private = {problem.line for problem in problems if problem.code == NATURAL_PERSON}
    rows = [Row(row.line, {}, {}) if row.line in private else row for row in table.rows]
    submission.rows.all().delete()
    rows_model.objects.bulk_create(
        (
            rows_model(
                submission=submission,
                line=row.line,
                raw=row.raw,
                cells=row.cells,
                problems=by_line.get(row.line, []),
            )
            for row in rows
        ),
        batch_size=2000,
    )
    submission.reading = reading_of(replace(table, rows=rows), columns)
    submission.save(update_fields=["reading"])


def mark_checked(submission: FileSubmission, problems: Iterable[Problem]) -> None:
    """The file is read and checked; a person decides now."""
    submission.status = SubmissionState.CHECKED
    submission.step = Step.DONE
    submission.rows_done = submission.rows_total
    submission.refused_count = sum(problem.severity == "refuse" for problem in problems)
    submission.save(update_fields=["status", "step", "rows_done", "refused_count"])


@transaction.atomic
def withdraw_file(*, submission: Submission, by: User) -> Submission:
    """Take a file back before it is confirmed; the record and the bytes stay."""
    locked = cast(Submission, type(submission).objects.select_for_update().get(pk=submission.pk))
    check_may_withdraw(locked)
    locked.status = SubmissionState.WITHDRAWN
    locked.save(update_fields=["status"])
    record(f"撤回{locked._meta.verbose_name}", target=locked, by=by)
    return locked
