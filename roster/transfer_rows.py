"""The transfers that a roster requests, completes or withdraws, for its page and for the API."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from roster.models import Certification, RosterRow, RosterSubmission, Transfer
from roster.models.transfers import TransferQuerySet
from roster.states import TransferState

# The consequence of a confirmation, for a roster that is not confirmed yet.
PLANNED = "planned"


class TransferRow(NamedTuple):
    """One enterprise that moves into (`direction` "in") or out of ("out") the office of a roster.

    `line` is its line in the file, None where the file does not name it; `office` the other office; `state` a
    TransferState or PLANNED; `label` the state for the page; `reason` why the office declined or withdrew the last
    request, "" if it did not; `transfer` the primary key of the request, None where there is none yet.
    """

    direction: str
    line: int | None
    uscc: str
    name: str
    office: str
    state: str
    label: str
    reason: str = ""
    transfer: int | None = None


def transfers_of(submission: RosterSubmission) -> Iterator[TransferRow]:
    """Return the requests of the file in its order, then the transfers that the roster completes or withdraws."""
    return chain(_incoming(submission), _outgoing(submission), _abandoned(submission))


def _incoming(submission: RosterSubmission) -> Iterator[TransferRow]:
    rows = list(submission.rows.filter(kind="transfer"))
    if not rows:
        return
    requests = _requests(submission, rows)
    offices = dict(
        Certification.objects.open()
        .filter(enterprise__uscc__in=[row.uscc for row in rows])
        .values_list("enterprise__uscc", "office__name")
    )
    for row in rows:
        request = requests.get(row.uscc)
        office = request.from_office.name if request else offices.get(row.uscc, "")
        is_planned = not submission.confirmed_at and not (request and request.is_waiting)
        yield TransferRow(
            "in",
            row.line,
            row.uscc,
            row.name,
            office,
            PLANNED if is_planned or not request else request.state,
            "确认名单后请对方海关同意" if is_planned or not request else request.get_state_display(),
            request.reason if request else "",
            request.pk if request else None,
        )


def _requests(submission: RosterSubmission, rows: Iterable[RosterRow]) -> dict[str, Transfer]:
    """USCC → the request of a confirmed roster, which a later roster may have repeated; before that the newest one."""
    requests = Transfer.objects.filter(
        to_office=submission.office_id, certification__enterprise__uscc__in=[row.uscc for row in rows]
    )
    if submission.confirmed_at:
        requests = requests.filter(row__submission_id__gte=submission.pk).order_by("-pk")
    else:
        requests = requests.order_by("pk")
    return {request.enterprise.uscc: request for request in _shown(requests)}


def _outgoing(submission: RosterSubmission) -> Iterator[TransferRow]:
    if submission.confirmed_at:
        transfers = submission.settled_transfers.filter(state=TransferState.DONE)
    else:
        transfers = Transfer.objects.released_by(submission)
    for transfer in _shown(transfers):
        yield _settled(submission, transfer, "out", transfer.to_office.name, "确认名单后移交")


def _abandoned(submission: RosterSubmission) -> Iterator[TransferRow]:
    if submission.confirmed_at:
        transfers = submission.settled_transfers.filter(state=TransferState.WITHDRAWN)
    else:
        transfers = Transfer.objects.abandoned_by(submission)
    for transfer in _shown(transfers):
        yield _settled(submission, transfer, "in", transfer.from_office.name, "名单不再载有，确认后撤回请求")


def _settled(
    submission: RosterSubmission, transfer: Transfer, direction: str, office: str, planned: str
) -> TransferRow:
    return TransferRow(
        direction,
        None,
        transfer.enterprise.uscc,
        transfer.enterprise.name,
        office,
        transfer.state if submission.confirmed_at else PLANNED,
        transfer.get_state_display() if submission.confirmed_at else planned,
        transfer.reason,
        transfer.pk,
    )


def _shown(transfers: TransferQuerySet) -> list[Transfer]:
    return list(transfers.select_related("certification__enterprise", "from_office", "to_office"))
