"""Writing the audit: called by actions, inside their transaction."""

from django.db.models import Model

from accounts.models import AuditEntry, User


def record(verb: str, *, target: Model, detail: dict[str, object] | None = None, by: User | None) -> AuditEntry:
    """Write one audit entry.

    `verb` is the act in Chinese as a reader of the log wants it; `detail` likewise, JSON-serialisable;
    `by` is None when the platform itself acted.
    """
    return AuditEntry.objects.create(
        by=by,
        verb=verb,
        target_type=str(target._meta.verbose_name),
        target_id=str(target.pk),
        target_label=str(target)[:200],
        detail=detail or {},
    )
