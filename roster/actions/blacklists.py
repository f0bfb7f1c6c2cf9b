"""“黑名单”: receive, process and confirm a sector's file (plan §3)."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from roster.actions.files import (
    note_progress,
    process_file,
    read_sheets,
    receive_file,
    save_result,
    still_ours,
    understand_sheets,
)
from roster.actions.standings import reassess
from roster.crosscheck.names import normalise
from roster.intake.checks import BLACKLIST_CHECKS, Context, run_checks
from roster.intake.columns import BLACKLIST_COLUMNS
from roster.intake.identifiers import clean_org_code, is_valid_org_code, is_valid_uscc
from roster.models import Blacklist, BlacklistEntry, BlacklistImport, BlacklistRow, Screening, ScreeningHit
from roster.models.files import Mode, Step
from roster.models.screenings import Trigger
from roster.policies import check_is_checked
from roster.states import SubmissionState

DAYS = ("listed_on", "expires_on", "removed_on")
CONTENT = ("name", "name_key", "uscc", "org_code", "document_number", "authority", "basis", *DAYS)
CHANGING = (*CONTENT, "row", "touched_by", "ended_by")


def receive_import(
    *, blacklist: Blacklist, upload: UploadedFile, mode: str, as_of: date, by: User
) -> tuple[BlacklistImport, bool]:
    """Keep a sector's file as it came; the same bytes for the same sector lead to the earlier import.

    Returns the import and whether it is new.
    """
    return receive_file(
        BlacklistImport(blacklist=blacklist, mode=mode, as_of=as_of, uploaded_by=by),
        upload=upload,
        verb="上传“黑名单”",
    )


def process_import(pk: int) -> None:
    """Read, understand and check one waiting file, and confirm one that needs no person; a worker's job."""
    process_file(BlacklistImport, pk, work=_read_and_check)
    submission = BlacklistImport.objects.select_related("uploaded_by").get(pk=pk)
    if submission.automatic and submission.is_checked:
        confirm_import(submission=submission, by=submission.uploaded_by)


def _read_and_check(submission: BlacklistImport) -> None:
    table = understand_sheets(submission, read_sheets(submission), BLACKLIST_COLUMNS)
    problems = run_checks(table, BLACKLIST_CHECKS, Context(today=timezone.localdate()))
    note_progress(submission, Step.COMPARING)
    with transaction.atomic():
        ours = still_ours(submission)
        if ours is not None:
            save_result(ours, table, problems, columns=BLACKLIST_COLUMNS)


class Identity(NamedTuple):
    """By what a row's subject is known; "" for what it does not say, or says wrongly."""

    uscc: str
    org_code: str
    name_key: str


def _identity(row: BlacklistRow) -> Identity:
    """An identifier with a wrong check character is no identifier."""
    uscc = row.uscc
    org_code = clean_org_code(row.org_code)
    return Identity(
        uscc if is_valid_uscc(uscc) else "",
        org_code if is_valid_org_code(org_code) else "",
        normalise(row.name),
    )


def _entry(row: BlacklistRow, submission: BlacklistImport) -> BlacklistEntry:
    """What a row says, as an entry."""
    cells = {column.key: getattr(row, column.key) for column in BLACKLIST_COLUMNS}
    uscc, org_code, name_key = _identity(row)
    return BlacklistEntry(
        blacklist=submission.blacklist,
        key="|".join((uscc or org_code or name_key, cells["document_number"])),
        name=cells["name"],
        name_key=name_key,
        uscc=uscc,
        org_code=org_code,
        document_number=cells["document_number"],
        authority=cells["authority"],
        basis=cells["basis"],
        **{day: date.fromisoformat(cells[day]) if cells[day] else None for day in DAYS},
        row=row,
        touched_by=submission,
    )


def _content(entry: BlacklistEntry) -> list[object]:
    return [getattr(entry, field) for field in CONTENT]


def _good_entries(submission: BlacklistImport) -> dict[str, BlacklistEntry]:
    """key → entry of every row that nothing refuses; of two rows for one key the later wins."""
    rows = (row for row in submission.rows.all() if not row.is_refused)
    return {entry.key: entry for entry in (_entry(row, submission) for row in rows)}


@transaction.atomic
def confirm_import(*, submission: BlacklistImport, by: User) -> BlacklistImport:
    """Bring the file's good rows into the list and ask for the cross-check they need.

    New entries count once they are compared; what a whole list no longer names stops counting then, too, so that a
    corrected entry leaves no gap; a removal that a row itself tells counts at once. Refused rows are left out and
    stay listed on the import's page. Raises ActionDenied.
    """
    submission = BlacklistImport.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    check_is_checked(submission)
    Blacklist.objects.select_for_update().get(pk=submission.blacklist_id)
    said = _good_entries(submission)
    known = {entry.key: entry for entry in BlacklistEntry.objects.filter(blacklist=submission.blacklist)}
    new = [entry for key, entry in said.items() if key not in known]
    changed = _take_over_changes(known, said)
    ended = _end_missing(submission, set(said)) if submission.mode == Mode.FULL else 0
    BlacklistEntry.objects.bulk_create(new, batch_size=2000)
    BlacklistEntry.objects.bulk_update(changed, CHANGING, batch_size=1000)
    submission.status = SubmissionState.CONFIRMED
    submission.confirmed_by = by
    submission.confirmed_at = timezone.now()
    submission.save(update_fields=["status", "confirmed_by", "confirmed_at"])
    if new or changed:
        Screening.objects.create(trigger=Trigger.BLACKLIST, blacklist_import=submission)
    reassess(enterprise_ids=_hit_enterprises(submission.blacklist))
    record(
        "导入“黑名单”",
        target=submission,
        detail={"新增": len(new), "变更": len(changed), "移出": ended},
        by=by,
    )
    return submission


def _take_over_changes(known: dict[str, BlacklistEntry], said: dict[str, BlacklistEntry]) -> list[BlacklistEntry]:
    changed = []
    for key in known.keys() & said.keys():
        old, new = known[key], said[key]
        if _content(old) != _content(new):
            for field in CHANGING:
                setattr(old, field, getattr(new, field))
            changed.append(old)
    return changed


def _end_missing(submission: BlacklistImport, said: set[str]) -> int:
    """A whole list ends what it no longer names, as of its day; returns how many.

    A refused row names its subject all the same, and an entry listed after the list's own day is not the list's to
    end.
    """
    refused = [_identity(row) for row in submission.rows.all() if row.is_refused]
    named = (
        Q(uscc__in={identity.uscc for identity in refused if identity.uscc})
        | Q(org_code__in={identity.org_code for identity in refused if identity.org_code})
        | Q(name_key__in={identity.name_key for identity in refused if identity.name_key})
    )
    missing = BlacklistEntry.objects.filter(
        Q(listed_on__isnull=True) | Q(listed_on__lte=submission.as_of), blacklist=submission.blacklist
    )
    missing = missing.not_ended(on=submission.as_of).exclude(key__in=said).exclude(named)
    return missing.update(removed_on=submission.as_of, ended_by=submission)


def _hit_enterprises(blacklist: Blacklist) -> Iterable[int]:
    return ScreeningHit.objects.filter(entry__blacklist=blacklist).values_list("enterprise_id", flat=True)
