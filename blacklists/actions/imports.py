"""“黑名单”: receive, process and confirm a sector's file (plan §3)."""

from collections.abc import Sequence
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from blacklists.actions.entries import (
    Effect,
    apply_entries,
    effect_of_entries,
    ended_entries,
    staged_entries,
    superseded_rows,
)
from blacklists.actions.redaction import discard_unread, redact_personal_data
from blacklists.models import Blacklist, BlacklistEntry, BlacklistImport
from blacklists.policies import check_day_has_come, check_end_count_confirmed, check_may_confirm_by_itself
from blacklists.signals import entries_changed
from foundation.collector import without_collector
from foundation.denials import ActionDenied
from foundation.postgres.copy import check_keys_at_once
from spreadsheets.checks import NATURAL_PERSON, SUPERSEDED, Context, Problem
from spreadsheets.columns import BLACKLIST_COLUMNS
from spreadsheets.entry_checks import check_entries, superseded
from spreadsheets.rows import Table
from spreadsheets.sheets import Sheet, SheetError
from uploads.actions import (
    leased,
    note_progress,
    parse_sheets,
    read_sheets,
    receive_file,
    save_problems,
    save_result,
    still_ours,
    withdraw_file,
)
from uploads.models import Step
from uploads.policies import check_is_checked
from uploads.states import SubmissionState

# So many of the entries that a file ends are named on its page.
EXAMPLES = 50


def receive_import(
    *, blacklist: Blacklist, upload: UploadedFile, mode: str, as_of: date, automatic: bool = False, by: User
) -> tuple[BlacklistImport, bool]:
    """Keep a sector's file as it came; the same bytes for the same sector lead to the earlier import.

    `automatic`: it comes from a program, and is confirmed by itself once it is read (process_import). Returns the
    import and whether it is new; raises ActionDenied for a day to come.
    """
    check_day_has_come(as_of)
    return receive_file(
        BlacklistImport(blacklist=blacklist, mode=mode, as_of=as_of, automatic=automatic, uploaded_by=by),
        upload=upload,
        verb="接收程序送来的“黑名单”" if automatic else "上传“黑名单”",
    )


def process_import(pk: int) -> int | None:
    """Read, parse, check, compare and save one waiting file. A file that a program sent is confirmed at once.

    Files that programs send of one blacklist take effect in the order of their arrival: a file behind another one
    waits. Returns the primary key of the next one, None where no other waits.
    """
    queue = BlacklistImport.objects.queued_with(pk)
    if queue.filter(pk__lt=pk).exists():
        return None
    with leased(BlacklistImport, pk) as submission:
        if submission:
            sheets = read_sheets(submission)
            table, problems = check_entries(_parse(submission, sheets), Context(today=timezone.localdate()))
            note_progress(submission, Step.COMPARING)
            _compare_and_save(submission, sheets, table, problems)
    return queue.filter(pk__gt=pk).values_list("pk", flat=True).first()


@transaction.atomic
def withdraw_import(*, submission: BlacklistImport, by: User | None) -> BlacklistImport:
    """Take a file back before it is confirmed; one that was never read does not stay. Raises ActionDenied."""
    withdrawn = withdraw_file(submission=submission, by=by)
    if not withdrawn.reading:
        discard_unread(withdrawn)
    return withdrawn


def _parse(submission: BlacklistImport, sheets: Sequence[Sheet]) -> Table:
    """Parse the table in the sheets; raises SheetError, after personal data was removed from the stored file."""
    try:
        return parse_sheets(submission, sheets, BLACKLIST_COLUMNS)
    except SheetError:
        with transaction.atomic():
            redact_personal_data(submission, sheets)
        raise


def _compare_and_save(
    submission: BlacklistImport, sheets: Sequence[Sheet], table: Table, problems: Sequence[Problem]
) -> None:
    """Save rows, problems and effect in one transaction, and confirm in it what a program sent.

    Nothing is saved of a file that was withdrawn, or that another worker took over.
    """
    with transaction.atomic():
        check_keys_at_once()
        ours = still_ours(submission)
        if ours is None:
            return
        save_result(ours, table, problems, columns=BLACKLIST_COLUMNS)
        private = {problem.line for problem in problems if problem.code == NATURAL_PERSON}
        redact_personal_data(ours, sheets, table=table, private=private)
        with staged_entries(ours):
            effect = _note_effect(ours)
        if ours.automatic:
            _confirm_by_itself(ours, effect)


def _note_effect(submission: BlacklistImport) -> Effect:
    """Keep what the file does to its list as it is now, and which rows do nothing because newer data is known."""
    effect = effect_of_entries()
    submission.new_count, submission.changed_count = effect.new, effect.changed
    submission.ended_count, submission.unchanged_count = effect.ended, effect.unchanged
    earlier, _ = submission.problems.filter(code=SUPERSEDED).delete()
    told = [superseded(line, name) for line, name in superseded_rows()]
    save_problems(submission, told)
    submission.notice_count += len(told) - earlier
    submission.ended_examples = ended_entries(EXAMPLES)
    counts = ("new_count", "changed_count", "ended_count", "unchanged_count", "notice_count")
    submission.save(update_fields=[*counts, "ended_examples"])
    return effect


def _live_count(submission: BlacklistImport) -> int:
    """How many entries of the list the file might end."""
    return BlacklistEntry.objects.filter(blacklist=submission.blacklist).not_ended(on=submission.counted_on).count()


def _confirm_by_itself(submission: BlacklistImport, effect: Effect) -> None:
    """Confirm what a program sent in the name of whose token it brought, or say why it waits for a person."""
    confirmed = BlacklistImport.objects.confirmed().filter(blacklist=submission.blacklist)
    newest = confirmed.aggregate(day=Max("as_of"))["day"]
    auto_confirmed_recently = BlacklistImport.objects.auto_confirmed_recently(submission.blacklist_id).aggregate(
        ended=Sum("ended_count")
    )
    try:
        check_may_confirm_by_itself(
            submission,
            live=_live_count(submission),
            newest=newest,
            ended_unseen=auto_confirmed_recently["ended"] or 0,
            not_taken=effect.not_taken,
        )
        confirm_import(submission=submission, by=submission.uploaded_by)
    except ActionDenied as denied:
        submission.hold_reason = denied.message
        submission.save(update_fields=["hold_reason"])


def confirm_import(*, submission: BlacklistImport, ended_count: int | None = None, by: User) -> BlacklistImport:
    """Bring the file's good rows into the list and ask for the cross-check they need.

    New entries count once they are compared; what a whole list no longer names stops counting then, too, so that a
    corrected entry leaves no gap; a removal that a row itself tells counts at once. Refused rows are left out and
    stay listed on the import's page. `ended_count` is what the person says to how many end, where that is asked. Raises
    ActionDenied; what the file would do by then is noted all the same.
    """
    with without_collector():
        try:
            return _confirm(submission.pk, ended_count, by)
        except ActionDenied:
            _note_effect_by_now(submission.pk)
            raise


@transaction.atomic
def _note_effect_by_now(pk: int) -> None:
    submission = BlacklistImport.objects.select_for_update(of=("self",)).select_related("blacklist").get(pk=pk)
    if submission.status == SubmissionState.CHECKED:
        with staged_entries(submission):
            _note_effect(submission)


@transaction.atomic
def _confirm(pk: int, ended_count: int | None, by: User) -> BlacklistImport:
    check_keys_at_once()
    submission: BlacklistImport = BlacklistImport.objects.select_for_update(of=("self",)).get(pk=pk)
    check_is_checked(submission)
    submission.blacklist = Blacklist.objects.select_for_update(no_key=True).get(pk=submission.blacklist_id)
    live = _live_count(submission)
    with staged_entries(submission) as parameters:
        effect = _note_effect(submission)
        check_end_count_confirmed(submission, live=live, ended_count=ended_count)
        apply_entries(parameters)
    submission.status = SubmissionState.CONFIRMED
    submission.confirmed_by = by
    submission.confirmed_at = timezone.now()
    submission.save(update_fields=["status", "confirmed_by", "confirmed_at"])
    entries_changed.send(
        sender=BlacklistImport,
        blacklist_import=submission,
        needs_screening=bool(effect.new or effect.changed),
    )
    record(
        "导入“黑名单”",
        target=submission,
        detail={"新增": effect.new, "变更": effect.changed, "移出": effect.ended, "自动确认": submission.automatic},
        by=by,
    )
    return submission
