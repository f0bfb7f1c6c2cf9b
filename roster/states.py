"""The states of a transfer between two customs offices."""

from django.db.models import TextChoices

from foundation.postgres.states import Transitions


class TransferState(TextChoices):
    """The state of a transfer (企业移交), which the receiving office requests and the certifying office agrees to."""

    WAITING = "waiting", "待对方海关同意"
    DONE = "done", "已移交"
    DECLINED = "declined", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


TRANSFER_TRANSITIONS: Transitions = {
    TransferState.WAITING: (TransferState.DONE, TransferState.DECLINED, TransferState.WITHDRAWN),
    TransferState.DONE: (),
    TransferState.DECLINED: (),
    TransferState.WITHDRAWN: (),
}
