"""Fill the outbox: a mail at once about the notices that have a term, and on working days a digest of the others."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from feedback.models import Notice
from feedback.models.receipts import UNREAD, have_term
from mailing.models import Mail, Mailbox, MailedNotice
from workdays.years import is_working_day

# The digest of a day is about the notices sent before this time, and goes from then on.
DIGEST_AT = time(8)


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
    """Make the mails to the mailbox, unless it was switched off meanwhile; return how many."""
    active = Mailbox.objects.active().select_related("department").select_for_update(of=("self",))
    locked = active.filter(pk=mailbox.pk).first()
    if locked is None:
        return 0
    today = timezone.localdate()
    made = _mail_about(locked, have_term(_not_mailed(locked), locked.department), digest_of=None)
    digest_at = timezone.make_aware(datetime.combine(today, DIGEST_AT))
    is_due = is_working_day(today) and timezone.now() >= digest_at
    if is_due and not locked.mails.filter(digest_of=today).exists():
        made += _mail_about(locked, _not_mailed(locked).filter(sent_at__lt=digest_at), digest_of=today)
    return made


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
