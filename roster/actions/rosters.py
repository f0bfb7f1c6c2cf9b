"""名单报送: receive, process, compare, confirm (domain loop, 1 and 2; plan §2)."""

from collections.abc import Iterable
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import Department, User
from roster.actions.files import (
    mark_checked,
    note_progress,
    process_file,
    read_table,
    receive_file,
    save_result,
    still_ours,
)
from roster.actions.standings import reassess
from roster.intake.checks import ROSTER_CHECKS, Context, run_checks
from roster.intake.diff import Change, Firm, compare
from roster.intake.rows import ROSTER_COLUMNS, Row
from roster.models import Certification, Enterprise, RosterChange, RosterRow, RosterSubmission, Screening
from roster.models.files import Mode, Step
from roster.models.screenings import Trigger
from roster.policies import RosterMoved, check_may_confirm_roster
from roster.states import SubmissionState


def receive_roster(*, upload: UploadedFile, mode: str, as_of: date, by: User) -> tuple[RosterSubmission, bool]:
    """Keep a roster as it came; the same bytes of the same office lead to the earlier submission.

    Returns the submission and whether it is new.
    """
    return receive_file(
        RosterSubmission(office=by.own_department, mode=mode, as_of=as_of, uploaded_by=by),
        upload=upload,
        verb="上传名单",
    )


def process_roster(pk: int) -> None:
    """Read, understand, check and compare one waiting roster; a worker's job."""
    process_file(RosterSubmission, pk, work=_read_and_compare)


def _read_and_compare(submission: RosterSubmission) -> None:
    table = read_table(submission, ROSTER_COLUMNS)
    others = Certification.objects.open().exclude(office=submission.office)
    context = Context(
        today=timezone.localdate(),
        other_office=dict(others.values_list("enterprise__uscc", "office__name")),
        as_of=submission.as_of,
    )
    problems = run_checks(table, ROSTER_CHECKS, context)
    note_progress(submission, Step.COMPARING)
    with transaction.atomic():
        ours = still_ours(submission)
        if ours is None:
            return
        save_result(ours, table, problems, columns=ROSTER_COLUMNS, rows_model=RosterRow)
        _save_difference(ours)
        mark_checked(ours, problems)


def _firm(certification: Certification) -> Firm:
    enterprise = certification.enterprise
    return Firm(
        uscc=enterprise.uscc,
        name=enterprise.name,
        customs_code=enterprise.customs_code,
        certified_on=certification.certified_on.isoformat(),
        address=enterprise.address,
    )


def _save_difference(submission: RosterSubmission) -> None:
    """Compare the saved rows with the roster in force and keep the difference, and what it was compared with."""
    in_force = Certification.objects.open().filter(office=submission.office).select_related("enterprise")
    rows = {row.line: row for row in submission.rows.all() if not row.is_refused}
    changes = compare(
        (Row(line=row.line, cells=row.cells, raw=row.raw) for row in rows.values()),
        {certification.enterprise.uscc: _firm(certification) for certification in in_force},
        whole=submission.mode == Mode.FULL,
    )
    submission.changes.all().delete()
    RosterChange.objects.bulk_create((_change(submission, change, rows) for change in changes), batch_size=2000)
    submission.base = RosterSubmission.objects.newest_confirmed()
    submission.save(update_fields=["base"])


def _change(submission: RosterSubmission, change: Change, rows: dict[int, RosterRow]) -> RosterChange:
    return RosterChange(
        submission=submission,
        kind=change.kind,
        uscc=change.uscc,
        before=change.before.as_dict() if change.before else None,
        after=change.after.as_dict() if change.after else None,
        fields=list(change.fields),
        row=rows[change.line] if change.line is not None else None,
    )


def confirm_roster(*, submission: RosterSubmission, leaving_confirmed: bool, by: User) -> RosterSubmission:
    """Put into force exactly what was shown, all or nothing, and ask for the cross-check it needs.

    Raises ActionDenied; RosterMoved when another roster was confirmed since the preview, in which case the
    difference is computed again for the next look.
    """
    try:
        return _confirm(submission.pk, leaving_confirmed, by)
    except RosterMoved:
        with transaction.atomic():
            _save_difference(RosterSubmission.objects.select_for_update().get(pk=submission.pk))
        raise


@transaction.atomic
def _confirm(pk: int, leaving_confirmed: bool, by: User) -> RosterSubmission:
    # One confirmation at a time, whichever office: a firm stands on one roster only.
    list(Department.objects.filter(is_customs=True).order_by("pk").select_for_update())
    submission: RosterSubmission = RosterSubmission.objects.select_for_update(of=("self",)).get(pk=pk)
    changes = list(submission.changes.select_related("row"))
    leaving = [change for change in changes if change.kind == "leaving"]
    check_may_confirm_roster(
        submission,
        newest=RosterSubmission.objects.newest_confirmed(),
        leaving=len(leaving),
        leaving_confirmed=leaving_confirmed,
    )
    # Locked in one order, as reassess and the cross-check do.
    moving = [change.uscc for change in changes if change.kind != "unchanged"]
    list(Enterprise.objects.filter(uscc__in=moving).order_by("pk").select_for_update())
    joined = _apply_joining(submission, [c for c in changes if c.kind == "joining"])
    changed = _apply_changed(submission, [c for c in changes if c.kind == "changed"])
    left = _apply_leaving(submission, leaving)
    submission.status = SubmissionState.CONFIRMED
    submission.confirmed_by = by
    submission.confirmed_at = timezone.now()
    submission.save(update_fields=["status", "confirmed_by", "confirmed_at"])
    reassess(enterprise_ids=[*joined, *changed, *left])
    if joined or changed:
        Screening.objects.create(trigger=Trigger.ROSTER, submission=submission)
    record(
        "确认名单",
        target=submission,
        detail={"新增": len(joined), "变更": len(changed), "退出": len(left)},
        by=by,
    )
    return submission


def _said(change: RosterChange) -> Firm:
    """What the file says of the firm."""
    return Firm(**(change.after or {}))


def _take_over(enterprise: Enterprise, firm: Firm) -> Enterprise:
    enterprise.rename(firm.name)
    enterprise.customs_code = firm.customs_code
    enterprise.address = firm.address
    return enterprise


def _save_firms(changes: Iterable[RosterChange]) -> dict[str, Enterprise]:
    """Write what the rows say of the firms themselves; USCC → enterprise, new ones created."""
    said = {change.uscc: _said(change) for change in changes}
    known = {e.uscc: e for e in Enterprise.objects.filter(uscc__in=list(said))}
    Enterprise.objects.bulk_create(
        (_take_over(Enterprise(uscc=uscc), firm) for uscc, firm in said.items() if uscc not in known),
        batch_size=2000,
    )
    Enterprise.objects.bulk_update(
        [_take_over(enterprise, said[uscc]) for uscc, enterprise in known.items()],
        ["name", "name_key", "bigrams", "customs_code", "address"],
        batch_size=1000,
    )
    return {e.uscc: e for e in Enterprise.objects.filter(uscc__in=list(said))}


def _apply_joining(submission: RosterSubmission, changes: list[RosterChange]) -> list[int]:
    firms = _save_firms(changes)
    Certification.objects.bulk_create(
        (
            Certification(
                enterprise=firms[change.uscc],
                office=submission.office,
                certified_on=date.fromisoformat(_said(change).certified_on),
                row=change.row,
            )
            for change in changes
        ),
        batch_size=2000,
    )
    return [firm.pk for firm in firms.values()]


def _apply_changed(submission: RosterSubmission, changes: list[RosterChange]) -> list[int]:
    """Changed firms are compared anew: what the blacklists were compared with is no longer what the firm is."""
    firms = _save_firms(changes)
    certifications = {c.enterprise_id: c for c in Certification.objects.open().filter(enterprise__in=firms.values())}
    saved = []
    for change in changes:
        certification = certifications[firms[change.uscc].pk]
        certification.certified_on = date.fromisoformat(_said(change).certified_on)
        assert change.row is not None
        certification.row = change.row
        if "name" in change.fields:
            certification.screened_by = None
        saved.append(certification)
    Certification.objects.bulk_update(saved, ["certified_on", "row", "screened_by"], batch_size=1000)
    return [firm.pk for firm in firms.values()]


def _apply_leaving(submission: RosterSubmission, changes: list[RosterChange]) -> list[int]:
    leaving = Certification.objects.open().filter(
        office=submission.office, enterprise__uscc__in=[change.uscc for change in changes]
    )
    ids = list(leaving.values_list("enterprise_id", flat=True))
    leaving.update(until=submission.as_of, closed_by=submission)
    return ids
