"""“黑名单”: receive, process and confirm the files of blacklists (plan §3)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from blacklists.actions.entries import (
    Effect,
    apply_entries,
    effect_of_entries,
    ended_entries,
    erasing_rows,
    staged_entries,
    superseded_rows,
    unknown_rows,
)
from blacklists.actions.import_approval import approve_confirmation, propose_confirmation
from blacklists.actions.redaction import discard_parsed
from blacklists.models import Blacklist, BlacklistEntry, BlacklistImport, ParsedTable
from blacklists.policies import check_end_count_confirmed, check_no_confirmation_proposed, hold_reason
from blacklists.signals import confirmation_requested, entries_changed, entries_staged
from foundation.collector import without_collector
from foundation.denials import ActionDenied, denial_of
from foundation.postgres.copy import check_keys_at_once
from spreadsheets.checking import Context
from spreadsheets.columns import BLACKLIST_COLUMNS
from spreadsheets.entry_checks import check_entries, erased, superseded, unknown_record
from spreadsheets.other_lists import check_blacklist, check_stated_day
from spreadsheets.personal_data import cut_sheets
from spreadsheets.previews import previews_without_persons
from spreadsheets.problems import FOUND_BY_COMPARISON, PRIVATE, PROBLEM_CODES, Problem, problem_of_file
from spreadsheets.rows import Table
from spreadsheets.sheets import Sheet, SheetError
from uploads.actions import (
    leased,
    lock_if_current,
    note_progress,
    parse_sheets,
    read_sheets,
    receive_file,
    save_previews,
    save_problems,
    save_result,
    withdraw_file,
)
from uploads.headings import known_headings
from uploads.models import Mode, Step
from uploads.policies import check_is_checked, check_problems_verified
from uploads.redaction import discard_held_rows
from uploads.states import SubmissionState

# The number of ended entries that the page of an import names.
EXAMPLES = 50


@transaction.atomic
def receive_import(
    *,
    blacklist: Blacklist,
    upload: UploadedFile,
    mode: str,
    as_of: date,
    rows: Iterable[list[str]] | None = None,
    automatic: bool = False,
    by: User,
) -> tuple[BlacklistImport, bool]:
    """Store a file of a blacklist unchanged; for the same bytes of the same blacklist, return the earlier import.

    `rows` is the table of a pushed body, which the request has parsed already. `automatic`: the file comes from a
    program and is confirmed automatically after it is read (process_import). Returns the import and whether it is new;
    raises ActionDenied for an impossible as-of day.
    """
    submission, is_new = receive_file(
        BlacklistImport(blacklist=blacklist, mode=mode, as_of=as_of, automatic=automatic, uploaded_by=by),
        upload=upload,
        event=EventType.IMPORT_PUSHED if automatic else EventType.IMPORT_UPLOADED,
    )
    if is_new and rows is not None:
        ParsedTable.keep(submission, rows)
    return submission, is_new


def process_import(pk: int) -> int | None:
    """Read, parse, check, compare and save one waiting file; confirm a file that a program sent.

    Files that programs send of one blacklist take effect in the order of their arrival: a file behind another one
    waits. Returns the primary key of the next one, None where no other waits.
    """
    queue = BlacklistImport.objects.queued_with(pk)
    if queue.filter(pk__lt=pk).exists():
        return None
    with leased(BlacklistImport, pk) as submission:
        if submission:
            sheets = _read(submission)
            parsed = _parse(submission, sheets)
            table, problems = check_entries(parsed, Context(today=timezone.localdate()))
            problems = [*_problems_of_file(submission, table), *problems]
            note_progress(submission, Step.COMPARING)
            _compare_and_save(submission, sheets, table, problems)
    discard_parsed()
    return queue.filter(pk__gt=pk).values_list("pk", flat=True).first()


@transaction.atomic
def withdraw_import(*, submission: BlacklistImport, by: User | None) -> BlacklistImport:
    """Withdraw an import before it is confirmed. Raises ActionDenied."""
    withdrawn = withdraw_file(submission=submission, by=by)
    discard_parsed()
    return withdrawn


def _read(submission: BlacklistImport) -> list[Sheet]:
    """Return the sheets of a file, parsed when it was received or read from the stored bytes. Raises SheetError."""
    parsed = ParsedTable.objects.filter(submission=submission).first()
    if parsed is None:
        return read_sheets(submission)
    note_progress(submission, Step.READING)
    return cut_sheets(parsed.sheets)


def _parse(submission: BlacklistImport, sheets: Sequence[Sheet]) -> Table:
    """Parse the table in the sheets; raises SheetError, after personal data was removed from the stored file."""
    # The keys of pushed entries are those of the API, so the headings that people mapped do not apply.
    known = None if submission.is_pushed else known_headings(submission.blacklist.heading_aliases)
    try:
        return parse_sheets(submission, sheets, BLACKLIST_COLUMNS, known_headings=known)
    except SheetError:
        with transaction.atomic():
            save_previews(submission, previews_without_persons(sheets))
        raise


def _problems_of_file(submission: BlacklistImport, table: Table) -> Iterator[Problem]:
    """Yield the problems of the file as a whole: another file than intended, or a full list older than known data."""
    others = list(Blacklist.objects.exclude(pk=submission.blacklist_id).values_list("name", flat=True))
    yield from check_blacklist(table, submission.filename, own=submission.blacklist.name, others=others)
    if not submission.automatic:
        # A program states the day on which it fetched the file.
        yield from check_stated_day(table, submission.filename, submission.as_of)
    newest = BlacklistImport.objects.newest_as_of(submission.blacklist_id)
    if submission.mode == Mode.FULL and newest and submission.as_of < newest:
        days = {"as_of": submission.as_of.isoformat(), "newest": newest.isoformat()}
        yield problem_of_file("older_than_list", days)


def _compare_and_save(
    submission: BlacklistImport, sheets: Sequence[Sheet], table: Table, problems: Sequence[Problem]
) -> None:
    """Save rows, problems and effect in one transaction, which also confirms an import by a program.

    Nothing is saved of a file that was withdrawn, or that another worker took over.
    """
    with transaction.atomic():
        check_keys_at_once()
        locked = lock_if_current(submission)
        if locked is None:
            return
        private = {problem.line for problem in problems if problem.code in PRIVATE}
        previews = previews_without_persons(sheets, table_sheet=table.sheet, private=private)
        locked.reading = {"sheets": previews}
        extra = {"unstated": table.unstated(BLACKLIST_COLUMNS), "part": list(map(str, table.parts))}
        save_result(locked, table, problems, sheets=sheets, columns=BLACKLIST_COLUMNS, extra=extra)
        if locked.automatic:
            _lock_blacklist(locked)
        with staged_entries(locked) as staging:
            effect = _save_effect(locked, staging)
            is_confirmed = locked.automatic and _may_confirm_automatically(locked, effect)
            if is_confirmed:
                apply_entries(staging)
            else:
                entries_staged.send(sender=BlacklistImport, blacklist_import=locked)
        if is_confirmed:
            _complete(locked, effect, by=locked.uploaded_by)


def _lock_blacklist(submission: BlacklistImport) -> None:
    """Lock the blacklist before entries are staged to be applied, so that one file at a time changes its entries."""
    blacklists = Blacklist.objects.select_for_update(no_key=True, of=("self",))
    submission.blacklist = blacklists.get(pk=submission.blacklist_id)


def _save_effect(submission: BlacklistImport, staging: Mapping[str, Any]) -> Effect:
    """Save the effect of the staged entries on the current blacklist, and the problems that the comparison finds."""
    effect = effect_of_entries()
    submission.new_count, submission.changed_count = effect.new, effect.changed
    submission.ended_count, submission.unchanged_count = effect.ended, effect.unchanged
    earlier, _ = submission.problems.filter(code__in=FOUND_BY_COMPARISON).delete()
    erasures = [erased(*row) for row in erasing_rows(staging)]
    submission.erased_count, submission.losing_identifier_count = len(erasures), effect.losing_identifier
    notices = [
        *(superseded(line, name) for line, name in superseded_rows()),
        *(unknown_record(line, source_id) for line, source_id in unknown_rows()),
        *erasures,
    ]
    save_problems(submission, notices)
    submission.notice_count += len(notices) - earlier
    submission.ended_examples = ended_entries(EXAMPLES)
    kinds = ("new", "changed", "ended", "unchanged", "erased", "losing_identifier", "notice")
    counts = [f"{kind}_count" for kind in kinds]
    submission.save(update_fields=[*counts, "ended_examples"])
    return effect


def live_count(submission: BlacklistImport) -> int:
    """Count the entries of the blacklist that the file might end."""
    return BlacklistEntry.objects.filter(blacklist=submission.blacklist).not_ended(on=submission.counted_on).count()


def _may_confirm_automatically(submission: BlacklistImport, effect: Effect) -> bool:
    """Return whether a file that a program sent takes effect without a person; save the reason why it does not."""
    recently = BlacklistImport.objects.auto_confirmed_recently(submission.blacklist_id)
    submission.hold_reason = hold_reason(
        submission,
        live=live_count(submission),
        newest=BlacklistImport.objects.newest_as_of(submission.blacklist_id),
        ended_earlier=recently.aggregate(ended=Sum("ended_count"))["ended"] or 0,
        not_taken=effect.not_taken,
        to_verify=_lines_to_verify(submission),
    )
    submission.save(update_fields=["hold_reason"])
    return submission.hold_reason is None


def _lines_to_verify(submission: BlacklistImport) -> dict[str, list[int]]:
    """Return rule → lines of the problems that a person must verify, in the order of the file; none of refused rows."""
    refused = submission.problems.filter(severity="error").values("line")
    to_verify = submission.problems.filter(severity="confirm").exclude(line__in=refused)
    problems = to_verify.order_by("line", "pk").values_list("code", "line")
    lines: dict[str, list[int]] = {}
    for code, line in problems:
        lines.setdefault(PROBLEM_CODES[code].rule, []).append(line)
    return lines


def confirm_import(
    *,
    submission: BlacklistImport,
    ended_count: int | None = None,
    problems_verified: bool = False,
    reason: str = "",
    by: User,
) -> BlacklistImport:
    """Apply the valid rows of a file to the blacklist and announce it, so that a screening is requested.

    - New entries with the number of an enterprise count at once, others once the import has been screened.
    - An entry that a full list no longer names counts until then, so that a corrected entry leaves no gap. A removal
      that a row states counts at once.
    - Refused rows are left out and stay listed on the import's page.
    - Where a second user has to approve the confirmation (confirmation_requested), it is proposed for `reason` and
      nothing takes effect yet (import_approval).

    `ended_count` is the number of ended entries that the person typed, None for nothing typed. `problems_verified`
    states that the problems to confirm were verified. Raises ActionDenied; the current effect of the file is saved all
    the same.
    """
    check = partial(
        _may_take_effect, ended_count=ended_count, problems_verified=problems_verified, reason=reason, by=by
    )
    return _confirm_staged(submission, check, by=by)


Check = Callable[[BlacklistImport, Effect], bool]


def _confirm_staged(submission: BlacklistImport, check: Check, *, by: User) -> BlacklistImport:
    """Stage the entries of a checked import, save their effect, and apply them where `check` returns True.

    Where `check` raises ActionDenied, the effect is saved all the same.
    """
    with without_collector():
        confirmed, denial = _confirm_in_transaction(submission.pk, check, by)
    if denial:
        raise ActionDenied(denial)
    return confirmed


@transaction.atomic
def _confirm_in_transaction(pk: int, check: Check, by: User) -> tuple[BlacklistImport, str]:
    """Return the import and the denial, "" for none.

    The denial is not raised here, because what was saved would be rolled back.
    """
    check_keys_at_once()
    imports = BlacklistImport.objects.select_related("approval__proposed_by").select_for_update(of=("self",))
    submission: BlacklistImport = imports.get(pk=pk)
    check_is_checked(submission)
    _lock_blacklist(submission)
    takes_effect, denial = False, ""
    with staged_entries(submission) as staging:
        effect = _save_effect(submission, staging)
        try:
            takes_effect = check(submission, effect)
        except ActionDenied as denied:
            denial = denied.message
        if takes_effect:
            apply_entries(staging)
    if takes_effect:
        _complete(submission, effect, by=by)
    return submission, denial


def approve_import(*, submission: BlacklistImport, expected_version: str, by: User) -> BlacklistImport:
    """Approve the proposed confirmation as a second user; the file takes effect as with confirm_import.

    `expected_version` is the key of the approval that the page showed. Raises ActionDenied.
    """
    return _confirm_staged(submission, partial(approve_confirmation, expected_version=expected_version, by=by), by=by)


def _may_take_effect(
    submission: BlacklistImport,
    effect: Effect,
    *,
    ended_count: int | None,
    problems_verified: bool,
    reason: str,
    by: User,
) -> bool:
    """Return whether one person may confirm the staged import; propose the confirmation where two have to."""
    check_no_confirmation_proposed(submission)
    check_problems_verified(submission, is_verified=problems_verified)
    live = live_count(submission)
    if denial := denial_of(partial(check_end_count_confirmed, submission, live=live, ended_count=ended_count)):
        entries_staged.send(sender=BlacklistImport, blacklist_import=submission)
        raise ActionDenied(denial)
    # A signal, because the answer depends on the match policy and the hits, which belong to a higher package.
    ((_, approval_reason),) = confirmation_requested.send(sender=BlacklistImport, blacklist_import=submission)
    if approval_reason:
        propose_confirmation(submission, effect, approval_reason=approval_reason, reason=reason, by=by)
    return not approval_reason


def _complete(submission: BlacklistImport, effect: Effect, *, by: User) -> None:
    """Mark an import whose entries were applied as confirmed, and announce it."""
    submission.status = SubmissionState.CONFIRMED
    submission.confirmed_by = by
    submission.confirmed_at = timezone.now()
    submission.save(update_fields=["status", "confirmed_by", "confirmed_at"])
    discard_held_rows(submission)
    entries_changed.send(
        sender=BlacklistImport,
        blacklist_import=submission,
        needs_screening=bool(effect.new or effect.changed),
    )
    data: dict[str, object] = {"added": effect.new, "changed": effect.changed, "ended": effect.ended}
    data["automatic"] = submission.automatic
    if submission.approval:
        data |= {"basis": submission.approval.reason, "proposed_by": submission.approval.proposed_by}
    record(EventType.IMPORT_CONFIRMED, target=submission, data=data, by=by)
