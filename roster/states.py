"""The states of a transfer between two customs offices, and the statuses of the rules of an office."""

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


class RulesStatus(TextChoices):
    """What rules (名单管理办法) are on a day."""

    IN_FORCE = "in_force", "现行"
    PLANNED = "planned", "即将施行"
    FORMER = "former", "已停止施行"
    WITHDRAWN = "withdrawn", "已撤下"
