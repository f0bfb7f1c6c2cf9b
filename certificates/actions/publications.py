"""Add what is published and withdrawn (名单公布、撤下) to the log. The acts themselves know nothing of the log."""

import secrets

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils import timezone

from certificates.log import append, lock_log
from certificates.models import EntryKind, LogEntry
from certificates.proofs.statements import SALT_LENGTH
from publicity.models import Publication

# Kind of entry → field of Publication that has its moment.
MOMENTS = {EntryKind.PUBLISHED: "published_at", EntryKind.WITHDRAWN: "withdrawn_at"}
# Entries of a kind in one transaction. Whoever issues a certificate waits for its end.
MOST_ENTRIES = 100


@transaction.atomic
def log_publications() -> int:
    """Add an entry for each publication and withdrawal without one, at most MOST_ENTRIES of a kind; return how many."""
    lock_log()
    added = 0
    for kind, field in MOMENTS.items():
        entries = LogEntry.objects.filter(kind=kind, number=Cast(OuterRef("pk"), CharField()))
        missing = Publication.objects.filter(~Exists(entries), **{f"{field}__isnull": False}).order_by(field, "pk")
        for pk, moment in missing.values_list("pk", field)[:MOST_ENTRIES]:
            salt, day = secrets.token_bytes(SALT_LENGTH), timezone.localdate(moment)
            append(kind=kind, number=str(pk), day=day, salt=salt)
            added += 1
    return added
