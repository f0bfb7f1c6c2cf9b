"""How often a mailbox gets mails, the states of a mail, and why one was not sent."""

from django.db.models import TextChoices

from foundation.postgres.states import Transitions


class Frequency(TextChoices):
    """How often a mailbox gets mails."""

    DAILY = "daily", "每日汇总，有期限的即时发送"
    NEVER = "never", "不发送"


class MailState(TextChoices):
    """The state of a mail; the mail server has taken one that is sent."""

    WAITING = "waiting", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "未能发送"


MAIL_TRANSITIONS: Transitions = {
    MailState.WAITING: (MailState.SENT, MailState.FAILED),
    MailState.SENT: (),
    # A person has it sent again.
    MailState.FAILED: (MailState.WAITING,),
}


class Fault(TextChoices):
    """Why an attempt failed; the server's own sentence is kept beside it."""

    REFUSED = "refused", "邮件服务器拒收"
    NO_ANSWER = "no_answer", "邮件服务器没有应答"
    AWAY = "away", "不能使用邮件服务器"
