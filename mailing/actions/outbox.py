"""Fill the outbox: a mail at once about the notices that have a term, and on working days a digest of the others."""

from collections.abc import Iterable
from datetime import date, time

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from feedback.models import Notice
from feedback.models.receipts import UNREAD, have_term
from mailing.models import Mail, Mailbox, MailedNotice
from workdays.years import is_working_day

# Digests are sent from this time on.
DIGEST_FROM = time(8)


def fill_outbox() -> int:
    """Make the mails that are due to every mailbox; return how many. Without a mail server there are none.

    Two workers at once do no harm: each notice is in one mail to a mailbox (notice_mailed_once).
    """
    if not settings.MAIL_IN_USE:
        return 0
    mailboxes = Mailbox.objects.active().select_related("department").order_by("pk")
    return sum(_fill(mailbox) for mailbox in mailboxes)


@transaction.atomic
def _fill(mailbox: Mailbox) -> int:
    mailbox = Mailbox.objects.select_for_update(of=("self",)).select_related("department").get(pk=mailbox.pk)
    today = timezone.localdate()
    made = _mail_about(mailbox, have_term(_not_mailed(mailbox), mailbox.department), digest_of=None)
    if is_digest_due() and not mailbox.mails.filter(digest_of=today).exists():
        made += _mail_about(mailbox, _not_mailed(mailbox), digest_of=today)
    return made


def is_digest_due() -> bool:
    """Whether it is a working day, and no longer early in the morning."""
    now = timezone.localtime()
    return is_working_day(now.date()) and now.time() >= DIGEST_FROM


def _not_mailed(mailbox: Mailbox) -> QuerySet[Notice]:
    """The unread notices that the mailbox has not been told of."""
    mailed = MailedNotice.objects.filter(mailbox=mailbox, notice=OuterRef("pk"))
    notices = Notice.objects.filter(UNREAD, department=mailbox.department, sent_at__gte=mailbox.since)
    return notices.exclude(Exists(mailed)).order_by("pk")


def _mail_about(mailbox: Mailbox, notices: Iterable[Notice], *, digest_of: date | None) -> int:
    listed = list(notices)
    if not listed:
        return 0
    mail = Mail.objects.create(mailbox=mailbox, digest_of=digest_of)
    MailedNotice.objects.bulk_create(MailedNotice(mailbox=mailbox, notice=notice, mail=mail) for notice in listed)
    return 1
