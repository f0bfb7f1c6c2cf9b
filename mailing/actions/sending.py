"""Send mails, in a worker: at least once each, with a growing pause after a failure, until PAUSES ends."""

import time
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from foundation.jobs.leases import advisory_lock
from foundation.jobs.pauses import growing_pause
from foundation.web.middleware import UNSTORABLE
from mailing.models import Mail
from mailing.policies import check_may_send_again
from mailing.states import Fault, MailState
from mailing.wording import subject_of, text_of
from spreadsheets.personal_data import cut_text

# Minutes from one attempt to the next, about a day in all.
PAUSES = (1, 5, 15, 30, 60, 120, 240, 480, 480)
# A worker sends mails for so many seconds. The next task sends the rest.
RUN_SECONDS = 50
ANSWER_LENGTH = 300
UNFIT = "邮箱的域名或单位的名称不能写入邮件，邮件没有发出。请改正后重新发送。"


class Outcome(NamedTuple):
    """How an attempt ended: why it failed ("" after a success), the server's sentence, and whether to try again."""

    fault: str = ""
    answer: str = ""
    is_final: bool = False


def send_mails() -> int:
    """Send the mails that are due, the longest waiting first; return how many the mail server took.

    No transaction is open while a mail is sent. A worker that dies between sending and recording leaves the mail
    waiting, so that it is sent once more with the same Message-ID. The run ends where the server does not answer.
    """
    sent, until = 0, time.monotonic() + RUN_SECONDS
    with advisory_lock(Mail._meta.label) as acquired:
        while acquired and time.monotonic() < until and (mail := start_attempt()):
            outcome = _send(mail)
            end_attempt(mail, outcome)
            sent += not outcome.fault
            if outcome.fault in (Fault.AWAY, Fault.NO_ANSWER):
                break
    return sent


@transaction.atomic
def start_attempt() -> Mail | None:
    """Return the next mail that is due, None without one. It becomes due again after a pause.

    The lock of the mailbox awaits a change of its settings: a mailbox that is being switched off gets no mail.
    """
    due = Mail.objects.due().order_by("next_at", "pk").select_for_update(of=("self", "mailbox"))
    mail = due.select_related("mailbox__department").first()
    if mail:
        mail.attempts += 1
        mail.tried_at = timezone.now()
        mail.next_at = mail.tried_at + growing_pause(mail.attempts, PAUSES)
        mail.save(update_fields=["attempts", "tried_at", "next_at"])
    return mail


def end_attempt(mail: Mail, outcome: Outcome) -> None:
    """Record the outcome; a mail that the server refuses, or whose last attempt fails, has failed."""
    if not outcome.fault:
        mail.state = MailState.SENT
    elif outcome.is_final or mail.attempts > len(PAUSES):
        mail.state = MailState.FAILED
    mail.fault, mail.answer = outcome.fault, outcome.answer
    mail.save(update_fields=["state", "fault", "answer"])


def message_of(mail: Mail) -> EmailMessage:
    """Return the message; its headers say that a program sent it, and which mail of the outbox it is."""
    host = urlsplit(settings.PORTAL_URL).hostname
    headers = {"Message-ID": f"<{mail.message_id}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject_of(mail), text_of(mail), to=[mail.mailbox.address], headers=headers)


def _send(mail: Mail) -> Outcome:
    try:
        message_of(mail).send()
    except SMTPRecipientsRefused as refused:
        ((code, answer),) = refused.recipients.values()
        return _refused(code, answer, is_final=code >= 500)
    except SMTPResponseException as refused:
        # Any other refusal, such as that of the sender or the password, is about the portal, and is corrected there.
        is_final = isinstance(refused, SMTPDataError) and refused.smtp_code >= 500
        return _refused(refused.smtp_code, refused.smtp_error, is_final=is_final)
    except (SMTPException, OSError) as error:
        # smtplib reports a time-out while it waits for an answer as a disconnection.
        is_silent = TimeoutError in (type(error), type(error.__context__))
        return Outcome(Fault.NO_ANSWER if is_silent else Fault.AWAY, _sentence(str(error)))
    except ValueError:
        # No mail can be made of it: a domain that is too long once it is encoded, or a line break in the subject.
        return Outcome(Fault.REFUSED, UNFIT, is_final=True)
    return Outcome()


def _refused(code: int, answer: bytes | str, *, is_final: bool) -> Outcome:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return Outcome(Fault.REFUSED, _sentence(f"{code} {text}"), is_final)


def _sentence(text: str) -> str:
    """Return the beginning of the server's sentence in one line, without personal data."""
    return cut_text(" ".join(UNSTORABLE.sub(" ", text).split()))[:ANSWER_LENGTH]


@transaction.atomic
def send_again(*, mail: Mail, by: User) -> Mail:
    """Have a mail that failed sent again, to the address that its mailbox has now. Raises ActionDenied."""
    mail = Mail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    check_may_send_again(mail)
    mail.state, mail.attempts, mail.next_at = MailState.WAITING, 0, timezone.now()
    mail.save(update_fields=["state", "attempts", "next_at"])
    record(EventType.MAIL_REPEATED, target=mail, by=by)
    return mail
