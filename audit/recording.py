"""Recording audit events: called by actions, inside their transaction."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.db.models import Model
from django.utils import timezone

from audit.models import AuditEvent
from audit.requests import current_request
from audit.types import EventKind, EventType, kind_of
from free_text.guard import needed_numbers
from free_text.numbers import cut_personal_numbers

# The model of enterprises, which this package must not import.
ENTERPRISE = "roster.Enterprise"
# The kinds of events that have the purpose for which somebody looks.
LOOKING = (EventKind.VIEW, EventKind.DOWNLOAD)
# The same refusal is recorded once in this time.
REFUSED_AGAIN = timedelta(minutes=1)
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
    target: Model | None,
    data: Mapping[str, object] | None = None,
    changes: Changes | None = None,
    by: Actor | None,
) -> AuditEvent:
    """Record one event. `target` is None where the act has none, such as a look-up of several enterprises.

    `data` has English keys, whose Chinese titles are in audit/wording.py. `changes` has the values of fields before
    and after; a field whose values are equal is left out. Model instances are stored as their text, dates and times
    in ISO 8601. `by` is None where the platform itself acted. The phone and card numbers that the person stated to be
    needed in the texts of the request are named by their places. A view and a download have the purpose of the request.
    """
    event = _event(type, target=target, data=data or {}, changes=changes or {}, by=by)
    event.save()
    return event


def record_read(type: EventType, *, target: Model | None, data: Mapping[str, object] | None = None, by: Actor) -> None:
    """Record that somebody looked or took a file away: what a page that only reads calls before its answer."""
    record(type, target=target, data=data, by=by)


def record_refusal(*, path: str, by: Actor) -> None:
    """Record that a request of a signed-in person was refused; the same one is recorded once a minute.

    The path has no query, and a mark in place of each number of a person.
    """
    path = cut_personal_numbers(path)[:200]
    before = AuditEvent.objects.filter(actor_id=by.pk, kind=EventKind.REFUSED, at__gt=timezone.now() - REFUSED_AGAIN)
    if not before.filter(data__path=path).exists():
        record(EventType.REQUEST_REFUSED, target=None, data={"path": path}, by=by)


def record_each(type: EventType, *, targets: Iterable[tuple[Model, Changes]], by: Actor | None) -> None:
    """Record one event of the type for each target and its changed fields, in one statement."""
    AuditEvent.objects.bulk_create(
        _event(type, target=target, data={}, changes=changed, by=by) for target, changed in targets
    )


def _event(
    type: EventType, *, target: Model | None, data: Mapping[str, object], changes: Changes, by: Actor | None
) -> AuditEvent:
    request = current_request()
    if numbers := needed_numbers():
        data = {**data, "needed_numbers": numbers}
    return AuditEvent(
        type=type,
        kind=kind_of(type),
        actor_id=by.pk if by else None,
        actor_username=by.username if by else "",
        actor_name=str(by) if by else "",
        actor_department=str(by.department or "") if by else "",
        target_label=target._meta.label if target else "",
        target_key=str(target.pk) if target else "",
        target_text=str(target)[:200] if target else "",
        enterprise_id=_enterprise_of(target),
        purpose=request.purpose if kind_of(type) in LOOKING else "",
        data={key: _plain(value) for key, value in data.items()},
        changes={
            field: [_plain(before), _plain(after)] for field, (before, after) in changes.items() if before != after
        },
        address=request.address,
        request_id=request.request_id,
    )


def _enterprise_of(target: Model | None) -> int | None:
    """Return the key of the enterprise that the target is, or has as `enterprise_id`."""
    is_enterprise = target is not None and target._meta.label == ENTERPRISE
    key: int | None = getattr(target, "pk" if is_enterprise else "enterprise_id", None)
    return key


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
