"""Recording audit events: called by actions, inside their transaction."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import Model

from audit.models import AuditEvent
from audit.requests import current_request
from audit.types import EventType
from free_text.guard import needed_numbers

Changes = Mapping[str, tuple[object, object]]
"""Field of the target → its values before and after."""


class Actor(Protocol):
    """The user who acted (accounts.User, which this package must not import)."""

    pk: Any
    username: Any
    department: Any


def record(
    type: EventType,
    *,
    target: Model,
    data: Mapping[str, object] | None = None,
    changes: Changes | None = None,
    by: Actor | None,
) -> AuditEvent:
    """Record one event.

    `data` has English keys, whose Chinese titles are in audit/wording.py. `changes` has the values of fields before
    and after; a field whose values are equal is left out. Model instances are stored as their text, dates and times
    in ISO 8601. `by` is None where the platform itself acted. The phone and card numbers that the person stated to be
    needed in the texts of the request are named by their places.
    """
    event = _event(type, target=target, data=data or {}, changes=changes or {}, by=by)
    event.save()
    return event


def record_each(type: EventType, *, targets: Iterable[tuple[Model, Changes]], by: Actor | None) -> None:
    """Record one event of the type for each target and its changed fields, in one statement."""
    AuditEvent.objects.bulk_create(
        _event(type, target=target, data={}, changes=changed, by=by) for target, changed in targets
    )


def _event(
    type: EventType, *, target: Model, data: Mapping[str, object], changes: Changes, by: Actor | None
) -> AuditEvent:
    request = current_request()
    if numbers := needed_numbers():
        data = {**data, "needed_numbers": numbers}
    return AuditEvent(
        type=type,
        actor_id=by.pk if by else None,
        actor_username=by.username if by else "",
        actor_name=str(by) if by else "",
        actor_department=str(by.department or "") if by else "",
        target_label=target._meta.label,
        target_key=str(target.pk),
        target_text=str(target)[:200],
        data={key: _plain(value) for key, value in data.items()},
        changes={
            field: [_plain(before), _plain(after)] for field, (before, after) in changes.items() if before != after
        },
        address=request.address,
        request_id=request.request_id,
    )


def changed_fields(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """Return the fields whose values differ, with both values; before is None for a field that `before` lacks."""
    return {field: (before.get(field), value) for field, value in after.items() if before.get(field) != value}


def _plain(value: object) -> object:
    """Return the value in a form that JSON can store."""
    if value is None or isinstance(value, bool | int | float | str):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, Model):
        return [_plain(inner) for inner in value]
    return str(value)
