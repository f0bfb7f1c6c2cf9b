"""POSTs of the system administrator about mailboxes and mails."""

from collections.abc import Iterator

from mailing.models import Mail, Mailbox
from mailing.states import MailState
from tests.audit.city import Act, City


def mail_acts(city: City) -> Iterator[Act]:
    typed = {"department": city.clerk.department_id, "address": "bgs@tax.gov.example", "frequency": "daily"}
    yield "admin:mailing_mailbox_add", lambda: city.post(city.system, "admin:mailing_mailbox_add", typed)
    mailbox = Mailbox.objects.get()
    never = {**typed, "frequency": "never"}
    yield (
        "admin:mailing_mailbox_change",
        lambda: city.post(city.system, "admin:mailing_mailbox_change", never, mailbox.pk),
    )
    mail = Mail.objects.create(mailbox=mailbox, state=MailState.FAILED)
    again = {"action": "send_again", "_selected_action": mail.pk}
    yield "admin:mailing_mail_changelist", lambda: city.post(city.system, "admin:mailing_mail_changelist", again)
