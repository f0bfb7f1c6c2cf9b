"""Set the mailboxes of departments."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import changed_fields, record
from audit.types import EventType
from mailing.models import Mailbox
from mailing.states import Frequency

SETTINGS = ("department", "address", "frequency")


@transaction.atomic
def create_mailbox(*, mailbox: Mailbox, by: User) -> Mailbox:
    """Store the new mailbox; it is told of the notices that are sent from now on."""
    mailbox.created_by = by
    mailbox.save()
    record(EventType.MAILBOX_CREATED, target=mailbox, changes=changed_fields({}, _settings_of(mailbox)), by=by)
    return mailbox


@transaction.atomic
def change_mailbox(*, mailbox: Mailbox, by: User) -> Mailbox:
    """Store the changed settings. Mails that wait go to the new address.

    A mailbox to which mails are sent again is told of the notices that are sent from then on.
    """
    stored = Mailbox.objects.select_for_update(of=("self",)).get(pk=mailbox.pk)
    if stored.frequency == Frequency.NEVER != mailbox.frequency:
        mailbox.since = timezone.now()
    mailbox.save(update_fields=[*SETTINGS, "since"])
    changes = changed_fields(_settings_of(stored), _settings_of(mailbox))
    record(EventType.MAILBOX_CHANGED, target=mailbox, changes=changes, by=by)
    return mailbox


def _settings_of(mailbox: Mailbox) -> dict[str, object]:
    return {name: getattr(mailbox, name) for name in SETTINGS}
