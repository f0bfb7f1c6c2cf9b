"""Files of imports that may name natural persons and that nobody reads any more are discarded."""

from django.db import transaction

from audit.recording import record
from audit.types import EventType
from blacklists.models import BlacklistImport, ParsedTable
from uploads.redaction import discard_expired_held, discard_held_rows, discard_unread


def discard_parsed() -> None:
    """Discard the parsed tables of the imports that no worker has to read any more."""
    ParsedTable.objects.exclude(submission__in=BlacklistImport.objects.waiting()).delete()


def discard_expired() -> None:
    """Discard the unreadable files and held rows whose retention has ended, and the files that a killed worker left."""
    discard_parsed()
    discard_expired_held(BlacklistImport)
    for pk in BlacklistImport.objects.expired_unreadable().values_list("pk", flat=True):
        _discard_expired(pk)


@transaction.atomic
def _discard_expired(pk: int) -> None:
    # A person may have withdrawn it a moment ago.
    still = BlacklistImport.objects.expired_unreadable().select_for_update(of=("self",)).filter(pk=pk).first()
    if still:
        discard_unread(still)
        discard_held_rows(still)
        record(EventType.IMPORT_DISCARDED, target=still, data={"sha256": still.sha256}, by=None)
