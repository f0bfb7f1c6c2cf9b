"""名单报送: receive, read and compare rosters (domain loop, 1; plan §2); confirmations.py confirms them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import compress
from typing import NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.models import Department, User
from audit.types import EventType
from foundation.denials import ActionDenied
from foundation.postgres.copy import NULL
from roster.difference import Difference, RosterEnterprise, compare
from roster.models import Certification, Enterprise, RosterHeading, RosterRemoval, RosterSubmission, Transfer
from spreadsheets.checking import Context, Known, run_checks, sort_problems
from spreadsheets.checks import ROSTER_CHECKS
from spreadsheets.columns import DETAILS, ROSTER_COLUMNS
from spreadsheets.name_parts import take_names_apart
from spreadsheets.other_lists import check_certifying_office, check_roster, check_stated_day
from spreadsheets.previews import sheet_previews
from spreadsheets.problems import Problem
from spreadsheets.roster_age import check_age
from spreadsheets.roster_usccs import join_by_customs_code
from spreadsheets.rows import CellEdit, Layout, Table
from spreadsheets.sheets import Sheet
from uploads.actions import (
    leased,
    lock_if_current,
    note_progress,
    parse_sheets,
    read_sheets,
    read_with_cell_edits,
    read_with_layout,
    receive_file,
    save_previews,
    save_result,
    withdraw_file,
)
from uploads.headings import delete_heading, known_headings
from uploads.models import Mode, Step
from uploads.redaction import discard_expired_held

# The details of a certification of which none is known.
NO_DETAILS = ("",) * len(DETAILS)


def receive_roster(*, upload: UploadedFile, mode: str, as_of: date, by: User) -> tuple[RosterSubmission, bool]:
    """Store a roster unchanged; the same bytes of the same office lead to the earlier submission.

    Returns the submission and whether it is new. Raises ActionDenied for an impossible as-of day.
    """
    return receive_file(
        RosterSubmission(office=by.own_department, mode=mode, as_of=as_of, uploaded_by=by),
        upload=upload,
        event=EventType.ROSTER_RECEIVED,
    )


def process_roster(pk: int) -> None:
    """Read, parse, check, compare and save one waiting roster."""
    with leased(RosterSubmission, pk) as submission:
        if submission is None:
            return
        sheets = read_sheets(submission)
        save_previews(submission, sheet_previews(sheets))
        read = parse_sheets(
            submission, sheets, ROSTER_COLUMNS, known_headings=known_headings(submission.office.heading_aliases)
        )
        table, parts = take_names_apart(read, ROSTER_COLUMNS)
        # Read before the roster in force: what changes it meanwhile has the file compared once more.
        base = Base(RosterSubmission.objects.newest_confirmed(), Transfer.objects.newest_settled())
        context = _context(submission, table)
        table = _with_known_fields(join_by_customs_code(table, context.uscc_of), context.known)
        details = _known_details(submission.office)
        table = _with_known_details(table, details)
        of_file = _problems_of_file(submission, table, context)
        problems = sort_problems([*of_file, *parts, *run_checks(table, ROSTER_CHECKS, context)])
        note_progress(submission, Step.COMPARING)
        _save_comparison(submission, sheets, table, problems, base=base, details=details, elsewhere=_elsewhere(context))


def discard_expired() -> None:
    """Discard the held rows whose retention has ended, and withdraw the rosters that nobody could read within theirs.

    A withdrawn roster keeps no file, and the office may send the same bytes again.
    """
    discard_expired_held(RosterSubmission)
    for submission in RosterSubmission.objects.expired_unreadable():
        # An officer may have had it read again or withdrawn it a moment ago.
        with suppress(ActionDenied):
            withdraw_file(submission=submission, by=None)


class Base(NamedTuple):
    """The last changes of any roster in force: the newest confirmed roster and the transfer that was settled last."""

    roster: RosterSubmission | None
    transfer: Transfer | None


def _elsewhere(context: Context) -> set[str]:
    """Return the USCCs of the enterprises in the file that are on the roster of another office."""
    return {uscc for uscc, known in context.known.items() if known.office not in ("", context.office)}


def _problems_of_file(submission: RosterSubmission, table: Table, context: Context) -> Iterator[Problem]:
    """Yield the problems of the file as a whole: another file than intended, or an old one."""
    own = context.office
    offices = Department.objects.filter(is_customs=True).exclude(pk=submission.office_id)
    others = list(offices.values_list("name", flat=True))
    certified_by = [known.office if (known := context.known.get(uscc)) else "" for uscc in table.column("uscc")]
    yield from check_certifying_office(certified_by, own=own)
    yield from check_roster(table, submission.filename, own=own, others=others)
    yield from check_stated_day(table, submission.filename, submission.as_of)
    confirmed = RosterSubmission.objects.confirmed().filter(office=submission.office).order_by("-confirmed_at")
    earlier = list(confirmed.values_list("mode", "as_of"))
    yield from check_age(
        submission.as_of,
        today=context.today,
        newest=earlier[0][1] if earlier else None,
        earlier=[as_of for mode, as_of in earlier if mode == submission.mode],
    )


def _save_comparison(
    submission: RosterSubmission,
    sheets: Sequence[Sheet],
    table: Table,
    problems: Sequence[Problem],
    *,
    base: Base,
    details: Mapping[str, Sequence[str]],
    elsewhere: set[str],
) -> None:
    """Compare the good rows with the roster in force, and save rows, problems and differences in one transaction.

    Nothing is saved of a file that was withdrawn, or that another worker took over.
    """
    with transaction.atomic():
        locked = lock_if_current(submission)
        if locked is None:
            return
        refused = {problem.line for problem in problems if problem.severity == "error"}
        good = [line not in refused for line in table.lines]
        enterprises = _enterprises(table)
        unsure = [enterprise for enterprise, is_good in zip(enterprises, good, strict=True) if not is_good]
        locked.base, locked.base_transfer = base
        difference = _compare(locked, list(compress(enterprises, good)), unsure, elsewhere)
        stated = zip(*map(table.column, DETAILS), strict=True)
        changes = _as_saved(difference, list(compress(stated, good)), details)
        kinds, before = zip(*(next(changes) if is_good else ("", NULL) for is_good in good), strict=True)
        save_result(
            locked, table, problems, sheets=sheets, columns=ROSTER_COLUMNS, extra={"kind": kinds, "before": before}
        )


def _context(submission: RosterSubmission, table: Table) -> Context:
    """Return what the checks need about the enterprises in the file, found by USCC or by customs code."""
    usccs, codes = table.column("uscc"), table.column("customs_code")
    uncoded = [code for uscc, code in zip(usccs, codes, strict=True) if not uscc]
    named = Enterprise.objects.named(usccs=usccs, customs_codes=uncoded)
    certified = Certification.objects.open().filter(enterprise=OuterRef("pk")).values("office__name")
    enterprises = named.values_list(
        "uscc", "name", "customs_code", "address", Subquery(certified), "registration_number"
    )
    known = {
        uscc: Known(name, code, address, office or "", number)
        for uscc, name, code, address, office, number in enterprises
    }
    return Context(
        today=timezone.localdate(),
        as_of=submission.as_of,
        office=submission.office.name,
        known=known,
        uscc_of={enterprise.customs_code: uscc for uscc, enterprise in known.items() if enterprise.customs_code},
        offices=_offices_by_code(),
    )


def _offices_by_code() -> dict[str, str]:
    """Return prefix of a customs code → name of the office that issues such codes."""
    offices = Department.objects.active().filter(is_customs=True).values_list("customs_code_prefixes", "name")
    return {prefix: name for prefixes, name in offices for prefix in prefixes}


def in_force(office: Department) -> dict[str, RosterEnterprise]:
    """Return USCC → the enterprise on the roster in force of the office."""
    open_ones = Certification.objects.open().filter(office=office).order_by("pk")
    fields = ("uscc", "name", "customs_code", "address", "registration_number")
    return {
        uscc: RosterEnterprise(uscc, name, customs_code, certified_on.isoformat(), address, number)
        for uscc, name, customs_code, address, number, certified_on in open_ones.values_list(
            *(f"enterprise__{field}" for field in fields), "certified_on"
        )
    }


def _with_known_fields(table: Table, known: Mapping[str, Known]) -> Table:
    """Fill in the known addresses and registration numbers where the file does not have the column."""
    usccs = table.column("uscc")
    added = {
        field: [getattr(known[uscc], field) if uscc in known else "" for uscc in usccs]
        for field in ("address", "registration_number")
        if field not in table.columns
    }
    return replace(table, cells={**table.cells, **added})


def _known_details(office: Department) -> dict[str, tuple[str, ...]]:
    """Return USCC → the details (DETAILS) of its certification by the office, of those of which any is known."""
    certifications = Certification.objects.open().filter(office=office).with_details()
    rows = certifications.values_list("enterprise__uscc", *(f"row__{key}" for key in DETAILS))
    return {uscc: tuple(texts) for uscc, *texts in rows}


def _with_known_details(table: Table, details: Mapping[str, Sequence[str]]) -> Table:
    """Fill in what is known of the certifications of the office where the file does not have the column."""
    usccs = table.column("uscc")
    filled = {
        key: [details.get(uscc, NO_DETAILS)[place] for uscc in usccs]
        for place, key in enumerate(DETAILS)
        if details and key not in table.columns
    }
    return replace(table, cells={**table.cells, **filled})


def _enterprises(table: Table) -> list[RosterEnterprise]:
    """Return the enterprise of each row."""
    return list(map(RosterEnterprise, *map(table.column, RosterEnterprise._fields)))


def _compare(
    submission: RosterSubmission,
    enterprises: Sequence[RosterEnterprise],
    unsure: Sequence[RosterEnterprise],
    elsewhere: set[str],
) -> Difference:
    """Compare the good rows with the roster in force; save the removed enterprises and the base of the comparison."""
    whole = submission.mode == Mode.FULL
    requested = Transfer.objects.waiting().filter(from_office=submission.office)
    leaving = set(requested.values_list("certification__enterprise__uscc", flat=True))
    difference = compare(
        enterprises, in_force(submission.office), whole=whole, unsure=unsure, elsewhere=elsewhere, leaving=leaving
    )
    submission.removals.all().delete()
    RosterRemoval.objects.bulk_create(
        (RosterRemoval(submission=submission, **enterprise._asdict()) for enterprise in difference.removed),
        batch_size=2000,
    )
    submission.save(update_fields=["base", "base_transfer"])
    return difference


def _as_saved(
    difference: Difference, stated: Sequence[tuple[str, ...]], details: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str]]:
    """Yield kind and, of a changed enterprise, the enterprise before with its details (JSON), of each row.

    An enterprise of which the row states (`stated`) other details than the known ones (`details`) is changed as well.
    """
    for kind, before, texts in zip(difference.kinds, difference.before, stated, strict=True):
        known = tuple(details.get(before.uscc, NO_DETAILS)) if before else NO_DETAILS
        if before is None or (kind == "unchanged" and texts == known):
            yield kind, NULL
        else:
            earlier = before._asdict() | dict(zip(DETAILS, known, strict=True))
            yield "changed", json.dumps(earlier, ensure_ascii=False)


def set_layout(*, submission: RosterSubmission, layout: Layout, by: User) -> RosterSubmission:
    """Have a roster read again with the layout, and keep its headings as those of the office.

    Raises ActionDenied unless the roster is checked or failed.
    """
    return read_with_layout(
        submission=submission,
        layout=layout,
        aliases=submission.office.heading_aliases,
        event=EventType.ROSTER_LAYOUT_SET,
        by=by,
    )


def edit_cells(*, submission: RosterSubmission, cell_edits: Sequence[CellEdit], by: User) -> RosterSubmission:
    """Have a roster read again with these cell edits. Raises ActionDenied unless the roster is checked or failed."""
    return read_with_cell_edits(
        submission=submission, cell_edits=cell_edits, event=EventType.ROSTER_CELLS_EDITED, by=by
    )


def forget_heading(*, alias: RosterHeading, by: User) -> None:
    """Forget a heading that was mapped to a column."""
    delete_heading(alias, event=EventType.ROSTER_HEADING_DELETED, by=by)
