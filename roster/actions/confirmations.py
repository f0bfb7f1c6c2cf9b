"""Confirm a roster: put exactly the difference that was shown into force, all or nothing (domain loop, 2; plan §2)."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from foundation.collector import without_collector
from roster.actions.locks import lock_offices
from roster.actions.staging import StagedRow, write_rows
from roster.actions.transfers import move, request_transfers, withdraw_abandoned
from roster.models import Certification, Enterprise, RosterSubmission, Transfer
from roster.policies import RosterChanged, RosterConfirmation, check_may_confirm_roster
from roster.signals import roster_confirmed
from uploads.actions import wait_again
from uploads.redaction import discard_held_rows
from uploads.states import SubmissionState


def confirm_roster(*, submission: RosterSubmission, confirmation: RosterConfirmation, by: User) -> RosterSubmission:
    """Put exactly the difference that was shown into force, all or nothing, and announce it (roster_confirmed).

    Raises ActionDenied; RosterChanged when another roster was confirmed since the preview: the file then waits to be
    checked and compared once more, and can be confirmed afterwards.
    """
    try:
        with without_collector():
            return _confirm(submission.pk, confirmation, by)
    except RosterChanged:
        with transaction.atomic():
            wait_again(RosterSubmission.objects.select_for_update(of=("self",)).get(pk=submission.pk))
        raise


@transaction.atomic
def _confirm(pk: int, confirmation: RosterConfirmation, by: User) -> RosterSubmission:
    lock_offices()
    submission: RosterSubmission = RosterSubmission.objects.select_for_update(of=("self",)).get(pk=pk)
    removals = list(submission.removals.all())
    check_may_confirm_roster(
        submission,
        newest=RosterSubmission.objects.newest_confirmed(),
        newest_transfer=Transfer.objects.newest_settled(),
        removals=removals,
        in_force=Certification.objects.open().filter(office=submission.office).count(),
        confirmation=confirmation,
    )
    for removal in removals:
        removal.reason = confirmation.reasons[removal.uscc]
    submission.removals.bulk_update(removals, ["reason"], batch_size=1000)
    released = list(Transfer.objects.released_by(submission).select_for_update(of=("self",)))
    going = [removal.uscc for removal in removals]
    _lock_enterprises(submission, going, released)
    rows = submission.rows.filter(kind__in=["added", "changed"]).values_list(*StagedRow._fields)
    written = write_rows(submission, list(map(StagedRow._make, rows)))
    removed = _close_certifications(submission, going)
    submission.status = SubmissionState.CONFIRMED
    submission.confirmed_by = by
    submission.confirmed_at = timezone.now()
    submission.save(update_fields=["status", "confirmed_by", "confirmed_at"])
    discard_held_rows(submission)
    roster_confirmed.send(
        sender=RosterSubmission,
        submission=submission,
        added=written.added,
        changed=written.changed,
        removed=set(removed),
        reidentified=written.reidentified,
    )
    record(
        EventType.ROSTER_CONFIRMED,
        target=submission,
        data={"added": len(written.added), "changed": len(written.changed), "removed": len(removed)},
        by=by,
    )
    withdraw_abandoned(submission, by)
    request_transfers(submission, by)
    move(released, submission=submission, by=by)
    return submission


def _lock_enterprises(submission: RosterSubmission, going: list[str], released: list[Transfer]) -> None:
    """Lock the enterprises that the roster changes, in the order of primary keys, as reassessment and screening do."""
    moving = submission.rows.filter(kind__in=["added", "changed"]).values("uscc")
    transferred = [transfer.certification_id for transfer in released]
    enterprises = Enterprise.objects.filter(
        Q(uscc__in=moving)
        | Q(uscc__in=going)
        | Q(pk__in=Certification.objects.filter(pk__in=transferred).values("enterprise"))
    )
    list(enterprises.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))


def _close_certifications(submission: RosterSubmission, usccs: list[str]) -> list[int]:
    removal = Certification.objects.open().filter(office=submission.office, enterprise__uscc__in=usccs)
    ids = list(removal.values_list("enterprise_id", flat=True))
    removal.update(until=submission.as_of, closed_by=submission)
    return ids
