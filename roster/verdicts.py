"""The answer on the page of a roster: its rows may be in force while a transfer still waits for the other office."""

from collections.abc import Iterable

from foundation.web.verdicts import Verdict
from roster.states import TransferState
from roster.transfer_rows import TransferRow


def verdict_of_transfers(transfers: Iterable[TransferRow]) -> Verdict | None:
    """Return the answer for a confirmed roster of these transfers; None where none of them waits."""
    waiting = sum(transfer.state == TransferState.WAITING for transfer in transfers)
    if not waiting:
        return None
    return Verdict(
        "wait", f"已确认生效，另有{waiting}家待对方海关同意移交", "对方海关同意之前，这些企业不列入本关名单。"
    )
