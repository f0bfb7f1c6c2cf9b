"""企业移交: request, agree to, decline and withdraw the transfer of an enterprise between two customs offices."""

from collections.abc import Sequence
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import Changes, record_each
from audit.types import EventType
from roster.actions.locks import lock_offices
from roster.actions.staging import StagedRow, write_rows
from roster.models import Certification, Enterprise, RosterRow, RosterSubmission, Transfer
from roster.policies import check_may_agree, check_may_withdraw_transfer
from roster.signals import enterprises_transferred
from roster.states import TransferState


def request_transfers(submission: RosterSubmission, by: User) -> None:
    """Request the transfer of each enterprise on the roster of another office; a request that waits gets the new row.

    Called by the confirmation of the roster, which has locked the offices.
    """
    rows = {row.uscc: row for row in submission.rows.filter(kind="transfer")}
    if not rows:
        return
    waiting = Transfer.objects.waiting().filter(to_office=submission.office, certification__enterprise__uscc__in=rows)
    repeated = list(waiting.select_related("certification__enterprise").select_for_update(of=("self",)))
    for transfer in repeated:
        transfer.row = rows.pop(transfer.enterprise.uscc)
    Transfer.objects.bulk_update(repeated, ["row"], batch_size=1000)
    certified = Certification.objects.open().filter(enterprise__uscc__in=rows).select_related("enterprise", "office")
    requested = Transfer.objects.bulk_create(
        Transfer(
            certification=certification,
            from_office=certification.office,
            to_office=submission.office,
            row=rows[certification.enterprise.uscc],
            requested_by=by,
        )
        for certification in certified.order_by("pk")
    )
    record_each(EventType.TRANSFER_REQUESTED, targets=[(transfer, {}) for transfer in requested], by=by)


def withdraw_abandoned(submission: RosterSubmission, by: User) -> None:
    """Withdraw the requests of the office for enterprises that its new whole roster does not name."""
    abandoned = Transfer.objects.abandoned_by(submission).select_related(*SHOWN).select_for_update(of=("self",))
    _settle(list(abandoned), TransferState.WITHDRAWN, by=by, submission=submission)


@transaction.atomic
def agree_to_transfer(*, transfer: Transfer, by: User) -> None:
    """Move the enterprise to the roster of the receiving office. Raises ActionDenied."""
    locked = _lock(transfer)
    check_may_agree(locked, by)
    move([locked], submission=None, by=by)


@transaction.atomic
def decline_transfer(*, transfer: Transfer, reason: str, by: User) -> None:
    """Leave the enterprise where it is, with a reason for the other office. Raises ActionDenied."""
    locked = _lock(transfer)
    check_may_agree(locked, by)
    _settle([locked], TransferState.DECLINED, reason=reason, by=by)


@transaction.atomic
def withdraw_transfer(*, transfer: Transfer, reason: str, by: User) -> None:
    """Take back a request of one's own office, with a reason. Raises ActionDenied."""
    locked = _lock(transfer)
    check_may_withdraw_transfer(locked, by)
    _settle([locked], TransferState.WITHDRAWN, reason=reason, by=by)


SHOWN = ("certification__enterprise", "certification__office", "from_office", "to_office")


def _lock(transfer: Transfer) -> Transfer:
    lock_offices()
    locked: Transfer = Transfer.objects.select_related(*SHOWN).select_for_update(of=("self",)).get(pk=transfer.pk)
    return locked


def move(transfers: Sequence[Transfer], *, submission: RosterSubmission | None, by: User) -> None:
    """Move the enterprises to the receiving offices, with the content of the receiving rows, and announce it.

    The open certification changes its office in place, so an enterprise keeps its standing, its hits and its
    screenings. `submission` is the roster of the former office that dropped them, None for a consent on the page.
    """
    pks = [transfer.pk for transfer in transfers]
    moved = Transfer.objects.filter(pk__in=pks).select_related(*SHOWN, "row__submission").order_by("row__submission")
    for receiving, group in groupby(moved, key=lambda transfer: transfer.row.submission):
        _move_to(receiving, list(group), submission=submission, by=by)


def _move_to(
    receiving: RosterSubmission, transfers: list[Transfer], *, submission: RosterSubmission | None, by: User
) -> None:
    enterprises = {transfer.enterprise.pk for transfer in transfers}
    list(Enterprise.objects.filter(pk__in=enterprises).order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    written = write_rows(receiving, [_staged(transfer.row, transfer.enterprise) for transfer in transfers])
    for transfer in transfers:
        transfer.certified_on_before = transfer.certification.certified_on
    _settle(transfers, TransferState.DONE, submission=submission, by=by)
    enterprises_transferred.send(
        sender=Transfer, submission=receiving, enterprises=enterprises, reidentified=written.reidentified
    )


def _staged(row: RosterRow, known: Enterprise) -> StagedRow:
    before = {
        "name": known.name,
        "customs_code": known.customs_code,
        "registration_number": known.registration_number,
    }
    values = {field: getattr(row, field) for field in StagedRow._fields} | {"kind": "changed", "before": before}
    return StagedRow(**values)


def _settle(
    transfers: list[Transfer],
    state: TransferState,
    *,
    by: User,
    reason: str = "",
    submission: RosterSubmission | None = None,
) -> None:
    """Set the final state, and record one event for each transfer."""
    now = timezone.now()
    for transfer in transfers:
        transfer.state, transfer.reason = state, reason
        transfer.settled_by, transfer.settled_at, transfer.settled_with = by, now, submission
    fields = ["state", "reason", "settled_by", "settled_at", "settled_with", "certified_on_before"]
    Transfer.objects.bulk_update(transfers, fields, batch_size=1000)
    if state == TransferState.DONE:
        moved = [(transfer.certification, _changes_of_certification(transfer)) for transfer in transfers]
        record_each(EventType.TRANSFER_AGREED, targets=moved, by=by)
    else:
        refused = [(transfer, _changes_of_request(transfer)) for transfer in transfers]
        record_each(REFUSALS[state], targets=refused, by=by)


REFUSALS = {
    TransferState.DECLINED: EventType.TRANSFER_DECLINED,
    TransferState.WITHDRAWN: EventType.TRANSFER_WITHDRAWN,
}


def _changes_of_certification(transfer: Transfer) -> Changes:
    return {
        "office": (transfer.from_office, transfer.to_office),
        "certified_on": (transfer.certification.certified_on.isoformat(), transfer.row.certified_on),
    }


def _changes_of_request(transfer: Transfer) -> Changes:
    return {"state": (TransferState.WAITING, transfer.state), "reason": ("", transfer.reason)}
