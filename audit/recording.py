"""Recording audit events: called by actions, inside their transaction."""

from typing import Any, Protocol

from django.db.models import Model

from audit.models import AuditEvent


class Actor(Protocol):
    """Who acted: a person who signs in (accounts.User)."""

    pk: Any
    username: Any
    full_name: Any
    department: Any


def record(verb: str, *, target: Model, detail: dict[str, object] | None = None, by: Actor | None) -> AuditEvent:
    """Record one event.

    `verb` is the act in Chinese as a reader of the log wants it; `detail` likewise, JSON-serialisable;
    `by` is None when the platform itself acted.
    """
    return AuditEvent.objects.create(
        actor_id=by.pk if by else None,
        actor_username=by.username if by else "",
        actor_name=str(by) if by else "",
        actor_department=str(by.department or "") if by else "",
        verb=verb,
        target_type=str(target._meta.verbose_name),
        target_id=str(target.pk),
        target_label=str(target)[:200],
        detail=detail or {},
    )
