"""Uploaded tables: receive, lease to one worker, read, save the result or the failure, withdraw, read again."""

import hashlib
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from itertools import repeat
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import User
from approvals.actions import supersede
from audit.recording import record
from audit.types import EventType
from foundation.collector import without_collector
from foundation.jobs.enqueue import enqueue
from foundation.jobs.leases import MAX_ATTEMPTS, advisory_lock
from foundation.postgres.copy import copy_columns, delete_of
from spreadsheets.column_notes import notes_on_ignored_columns
from spreadsheets.columns import Column
from spreadsheets.file_reading import read_file
from spreadsheets.personal_data import cut_sheets
from spreadsheets.problems import SEVERITY_LABELS, Problem
from spreadsheets.rows import CellEdit, Layout, Table, apply_cell_edits, parse_table, reading_report
from spreadsheets.sheets import Sheet, SheetError
from spreadsheets.table_parts import join_parts
from uploads.headings import remember_headings
from uploads.models import FileSubmission, Step, clean_filename
from uploads.policies import (
    check_as_of,
    check_may_change_as_of,
    check_may_decide_rows,
    check_may_read_again,
    check_may_withdraw,
)
from uploads.redaction import discard_held_rows, discard_unread, kept_sheets, private_lines, redact_personal_data
from uploads.states import RowDecision, SubmissionState

# One encoder for all: json.dumps would create one for each problem.
AS_JSON = json.JSONEncoder(ensure_ascii=False).encode

Submission = TypeVar("Submission", bound=FileSubmission)


class Cancelled(Exception):
    """The file was withdrawn, or another worker took it over, while this worker processed it."""


def sha256_of(upload: UploadedFile) -> str:
    """Return the SHA-256 of the uploaded bytes, in hexadecimal."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def receive_file(submission: Submission, *, upload: UploadedFile, event: EventType) -> tuple[Submission, bool]:
    """Store an uploaded file unchanged; return the submission and whether it is new.

    The unsaved `submission` has owner, mode and day; the same bytes of the same owner lead to the earlier submission.
    Raises ActionDenied for an impossible as-of day.
    """
    check_as_of(submission.as_of)
    submission.sha256 = sha256_of(upload)
    earlier = type(submission).objects.same_bytes(submission)
    if found := earlier.first():
        return found, False
    submission.file = upload
    submission.filename = clean_filename(upload.name or "")
    try:
        with transaction.atomic():
            submission.save()
            record(event, target=submission, data={"sha256": submission.sha256}, by=submission.uploaded_by)
    except IntegrityError:
        # The same file was sent twice at the same moment.
        submission.file.storage.delete(submission.file.name)
        return earlier.get(), False
    enqueue(submission.read_task, submission.pk)
    return submission, True


@contextmanager
def leased(model: type[Submission], pk: int) -> Iterator[Submission | None]:
    """Lease a waiting file to this worker until the block ends; yield it, or None where there is nothing to do.

    The lease is an advisory lock, which a killed worker loses at once. Each lease counts as an attempt; after
    MAX_ATTEMPTS attempts without a result the file is given up. Cancelled ends the block without a result; SheetError
    fails the file.
    """
    with advisory_lock(f"{model._meta.label}:{pk}") as acquired:
        submission = _start_attempt(model, pk) if acquired else None
        try:
            with without_collector():
                yield submission
        except Cancelled:
            return
        except SheetError as error:
            fail_file(cast(Submission, submission), error)


def _start_attempt(model: type[Submission], pk: int) -> Submission | None:
    """Count one more attempt at a waiting file; None for one that is not waiting, or is given up."""
    start = {"attempts": F("attempts") + 1, "status": SubmissionState.PROCESSING}
    if not model.objects.waiting().filter(pk=pk).update(**start):
        return None
    submission = model.objects.get(pk=pk)
    if submission.attempts > MAX_ATTEMPTS:
        fail_file(submission, SheetError("given_up", attempts=MAX_ATTEMPTS))
        return None
    return submission


@transaction.atomic
def fail_file(submission: FileSubmission, error: SheetError) -> None:
    """Set the file to failed, with the code and parameters of the error."""
    if locked := lock_if_current(submission):
        locked.status = SubmissionState.FAILED
        locked.failure_code, locked.failure_params = error.code, error.params
        locked.save(update_fields=["status", "failure_code", "failure_params"])


def note_progress(submission: FileSubmission, step: Step, **counts: int) -> None:
    """Save the progress for the page; committed at once, outside the transaction of the results.

    Raises Cancelled if the file was withdrawn or taken over by another worker.
    """
    read = type(submission).objects.filter(pk=submission.pk, status=SubmissionState.PROCESSING)
    if not read.filter(attempts=submission.attempts).update(step=step, **counts):
        raise Cancelled


def stored_sheets(submission: FileSubmission) -> list[Sheet]:
    """Return the sheets of the stored file, which a child process opens, with each table in one piece.

    They have no personal data except in rows about natural persons. Raises SheetError.
    """
    if sheets := kept_sheets(submission):
        return sheets
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet"
        with submission.file.open("rb") as stored, path.open("wb") as copy:
            shutil.copyfileobj(stored, copy)
        sheets = join_parts(read_file(path, max_bytes=settings.UPLOAD_MAX_BYTES), submission.columns)
    return cut_sheets(sheets)


def read_sheets(submission: FileSubmission) -> list[Sheet]:
    """Return the sheets of the stored bytes, as the first step of a worker; raises SheetError."""
    note_progress(submission, Step.READING)
    return stored_sheets(submission)


def save_previews(submission: FileSubmission, previews: Sequence[Mapping[str, Any]]) -> None:
    """Store the first lines of each sheet, as sheet_previews gives them.

    The page shows them to the person who sets the layout of the file, also of one without a recognised header.
    """
    submission.reading = {"sheets": previews}
    submission.save(update_fields=["reading"])


def parse_sheets(
    submission: FileSubmission,
    sheets: Sequence[Sheet],
    columns: Sequence[Column],
    *,
    known_headings: Mapping[str, str] | None = None,
) -> Table:
    """Parse the table in the sheets with the layout, row decisions and cell edits of the submission.

    `known_headings` are headings that officers of the office mapped to columns: title_key → key of the column. Raises
    SheetError, after personal data was removed from the stored file.
    """
    note_progress(submission, Step.UNDERSTANDING)
    try:
        table = _parsed(submission, sheets, columns, known_headings)
    except SheetError:
        with transaction.atomic():
            redact_personal_data(submission, sheets)
        raise
    note_progress(submission, Step.CHECKING, rows_total=len(table.lines))
    return table


def _parsed(
    submission: FileSubmission,
    sheets: Sequence[Sheet],
    columns: Sequence[Column],
    known_headings: Mapping[str, str] | None,
) -> Table:
    layout = Layout(**submission.layout) if submission.layout else None
    decisions = dict(submission.decided_rows)
    parsed = parse_table(sheets, columns, layout=layout, known_headings=known_headings, row_decisions=decisions)
    return apply_cell_edits(parsed, submission.cell_edits)


def lock_if_current(submission: Submission) -> Submission | None:
    """Lock the row for saving results; None if it was withdrawn or another worker has taken it over meanwhile."""
    locked = type(submission).objects.select_for_update(of=("self",)).get(pk=submission.pk)
    if locked.status != SubmissionState.PROCESSING or locked.attempts != submission.attempts:
        return None
    return locked


def save_result(
    submission: FileSubmission,
    table: Table,
    problems: Sequence[Problem],
    *,
    sheets: Sequence[Sheet],
    columns: Sequence[Column],
    extra: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> None:
    """Replace the rows and problems of the file by those of the table, save the reading report, set it to checked.

    The stored file is replaced by one without personal data where it has any; `sheets` are those that were read.

    `extra` is field → one text per row, for further fields of the rows. Of a row that is or may be about a natural
    person only the line number is stored.
    """
    refused = {problem.line for problem in problems if problem.severity == "error"}
    lines = private_lines(table, problems)
    if any(lines):
        table = table.without(lines.persons | lines.held)
    for earlier in (submission.rows, submission.problems):
        delete_of(earlier.model, submission.pk)
    owner = str(submission.pk)
    copy_columns(
        submission.rows.model,
        {
            "submission": repeat(owner, len(table.lines)),
            "line": map(str, table.lines),
            "raw": table.joined_rows,
            "is_refused": ("t" if line in refused else "f" for line in table.lines),
            **{column.key: table.column(column.key) for column in columns},
            **extra,
        },
    )
    save_problems(submission, problems)
    counts = Counter(problem.severity for problem in problems)
    table.notes.extend(notes_on_ignored_columns(table))
    submission.reading |= reading_report(table, columns, refused=refused)
    submission.status = SubmissionState.CHECKED
    submission.step = Step.DONE
    submission.error_count, submission.confirm_count, submission.notice_count = (
        counts[severity] for severity in SEVERITY_LABELS
    )
    submission.save(update_fields=["reading", "status", "step", "error_count", "confirm_count", "notice_count"])
    redact_personal_data(submission, sheets, table=table, lines=lines)


def save_problems(submission: FileSubmission, problems: Sequence[Problem]) -> None:
    """Add the problems to the file; the caller updates the counts of the submission."""
    texts = (name for name in Problem._fields if name != "params")
    copy_columns(
        submission.problems.model,
        {
            "submission": repeat(str(submission.pk), len(problems)),
            **{name: [str(getattr(problem, name)) for problem in problems] for name in texts},
            "params": [AS_JSON(problem.params) for problem in problems],
        },
    )


@transaction.atomic
def withdraw_file(*, submission: Submission, by: User | None) -> Submission:
    """Withdraw a file before it is confirmed; record and bytes stay, and a worker that reads it stops.

    The bytes of a file that was never read may name natural persons, and are deleted. `by` is None where a newer file
    replaced it, or nobody needed an unreadable one. Raises ActionDenied.
    """
    locked = type(submission).objects.select_for_update(of=("self",)).get(pk=submission.pk)
    check_may_withdraw(locked)
    supersede_approval(locked)
    locked.status = SubmissionState.WITHDRAWN
    locked.save(update_fields=["status"])
    discard_held_rows(locked)
    if not locked.was_read:
        discard_unread(locked)
    record(locked.withdrawn_event, target=locked, by=by)
    return locked


def wait_again(locked: FileSubmission) -> None:
    """Set a locked file back to received and send it to a worker; its attempts and failure are cleared.

    A proposed confirmation is closed: it was about the earlier reading.
    """
    supersede_approval(locked)
    locked.status = SubmissionState.RECEIVED
    locked.step = Step.WAITING
    locked.attempts = 0
    locked.failure_code, locked.failure_params = "", {}
    corrections = ["as_of", "layout", "cell_edits", "row_decisions"]
    state = ["status", "step", "attempts", "failure_code", "failure_params"]
    locked.save(update_fields=[*corrections, *state])
    enqueue(locked.read_task, locked.pk)


def supersede_approval(locked: FileSubmission) -> None:
    """Close the proposed confirmation of a locked file, where there is one."""
    if locked.approval_id:
        supersede(approval_ids=[locked.approval_id])
        locked.approval_id = None
        # A list in the call would be checked by mypy, to which the abstract model has no such field.
        fields = ["approval"]
        locked.save(update_fields=fields)


@transaction.atomic
def read_with_layout(*, submission: Submission, layout: Layout, aliases: Any, event: EventType, by: User) -> Submission:
    """Have a file read again with the layout that a person set, and record it as an audit event of type `event`.

    Its headings are remembered in `aliases`, the related manager of the owner of the file. Earlier cell edits are
    dropped, because they refer to lines and columns of the earlier reading; decisions on rows are kept where the sheet
    is the same. Raises ActionDenied unless the file is checked or failed.
    """
    locked = _lock_to_read_again(submission)
    earlier = Layout(**locked.layout) if locked.layout else None
    remember_headings(aliases, locked.reading.get("sheets", ()), layout, earlier=earlier, by=by)
    locked.layout, locked.cell_edits = asdict(layout), []
    if locked.reading.get("sheet") != layout.sheet:
        locked.row_decisions = {}
    wait_again(locked)
    record(event, target=locked, data=_layout_data(layout), by=by)
    return locked


@transaction.atomic
def read_with_cell_edits(
    *, submission: Submission, cell_edits: Sequence[CellEdit], event: EventType, by: User
) -> Submission:
    """Have a file read again with these cell edits after the earlier ones, and record them as an event of type `event`.

    Raises ActionDenied unless the file is checked or failed.
    """
    locked = _lock_to_read_again(submission)
    locked.cell_edits = [*locked.cell_edits, *(edit._asdict() for edit in cell_edits)]
    wait_again(locked)
    edits = [{"line": edit.line, "field": edit.key, "text": edit.text} for edit in cell_edits]
    record(event, target=locked, data={"cell_edits": edits}, by=by)
    return locked


@transaction.atomic
def decide_rows(*, submission: Submission, lines: Collection[int], decision: RowDecision, by: User) -> Submission:
    """Have a file read again with the decision whether these lines are enterprises; record it as an audit event.

    Raises ActionDenied for a line that the decision does not change, and unless the file is checked or failed.
    """
    locked = _lock_to_read_again(submission)
    check_may_decide_rows(locked, lines, decision)
    kept = {line: is_enterprise for line, is_enterprise in locked.row_decisions.items() if int(line) not in lines}
    if decision != RowDecision.WITHDRAWN:
        kept |= {str(line): decision == RowDecision.ENTERPRISE for line in lines}
    locked.row_decisions = kept
    wait_again(locked)
    data = {"lines": sorted(lines), "row_decision": decision.value}
    record(locked.rows_decided_event, target=locked, data=data, by=by)
    return locked


@transaction.atomic
def change_as_of(*, submission: Submission, as_of: date, by: User) -> Submission:
    """Have a file read again with another as-of day, on which its checks depend, and record the change.

    Raises ActionDenied for the same or an impossible day, and unless the file is checked or failed.
    """
    locked = _lock_to_read_again(submission)
    check_may_change_as_of(locked, as_of)
    before, locked.as_of = locked.as_of, as_of
    wait_again(locked)
    record(locked.as_of_event, target=locked, changes={"as_of": (before, as_of)}, by=by)
    return locked


def _lock_to_read_again(submission: Submission) -> Submission:
    """Lock the file's row; raises ActionDenied unless the file is checked or failed."""
    locked = type(submission).objects.select_for_update(of=("self",)).get(pk=submission.pk)
    check_may_read_again(locked)
    return locked


def _layout_data(layout: Layout) -> dict[str, object]:
    """Return the layout that a person set, for the audit: the sheet and, if given, the header line and the columns."""
    if not layout.columns:
        return {"sheet": layout.sheet}
    return {"sheet": layout.sheet, "header_line": layout.header_line, "columns": dict(layout.columns)}
