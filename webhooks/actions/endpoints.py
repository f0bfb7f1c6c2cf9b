"""Set endpoints up, exchange their keys, and send what a person asks for."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import changed_fields, record
from audit.types import EventType
from foundation.days import start_of
from foundation.denials import ActionDenied
from foundation.encryption import encrypt_again, key_id
from foundation.jobs.enqueue import enqueue
from webhooks.actions.events import create_deliveries
from webhooks.models import Delivery, DeliveryQuerySet, Endpoint, EndpointKey, Event
from webhooks.policies import check_may_replay, check_may_send
from webhooks.signing import new_secret
from webhooks.states import DeliveryState, EventKind

SETTINGS = ("department", "name", "address", "kinds", "enabled")
# How long the former key signs beside the new one.
FORMER_KEY_VALID = timedelta(days=7)
DELIVER_TASK = "webhooks.tasks.deliver"


@transaction.atomic
def create_endpoint(*, endpoint: Endpoint, by: User) -> str:
    """Store the new endpoint; return the secret of its key, which is shown once."""
    endpoint.created_by = by
    endpoint.save()
    record(EventType.WEBHOOK_CREATED, target=endpoint, changes=changed_fields({}, _settings_of(endpoint)), by=by)
    return _add_key(endpoint)


@transaction.atomic
def change_endpoint(*, endpoint: Endpoint, by: User) -> None:
    """Store the changed settings of the endpoint. Deliveries that wait go to the new address."""
    before = _settings_of(Endpoint.objects.select_for_update(of=("self",)).get(pk=endpoint.pk))
    endpoint.save(update_fields=SETTINGS)
    changes = changed_fields(before, _settings_of(endpoint))
    record(EventType.WEBHOOK_CHANGED, target=endpoint, changes=changes, by=by)


def _settings_of(endpoint: Endpoint) -> dict[str, object]:
    return {name: getattr(endpoint, name) for name in SETTINGS}


@transaction.atomic
def exchange_key(*, endpoint: Endpoint, by: User) -> str:
    """Give the endpoint a new key; return its secret, which is shown once.

    The former key signs for some days more, one that was exchanged before ends at once.
    """
    Endpoint.objects.select_for_update(of=("self",)).get(pk=endpoint.pk)
    now = timezone.now()
    endpoint.keys.filter(expires_at__gt=now).update(expires_at=now)
    endpoint.keys.filter(expires_at=None).update(expires_at=now + FORMER_KEY_VALID)
    record(EventType.WEBHOOK_KEY_EXCHANGED, target=endpoint, by=by)
    return _add_key(endpoint)


def _add_key(endpoint: Endpoint) -> str:
    secret = new_secret()
    key = EndpointKey(endpoint=endpoint, key_id=key_id(secret))
    key.secret = secret
    key.save()
    return secret


@transaction.atomic
def encrypt_secrets_again() -> int:
    """Encrypt the secrets of all keys with the first of DATA_KEYS; return how many. Raises UndecipherableError."""
    keys = list(EndpointKey.objects.select_for_update(of=("self",)))
    for key in keys:
        key.sealed_secret = encrypt_again(key.sealed_secret)
        key.save(update_fields=["sealed_secret"])
    return len(keys)


@transaction.atomic
def send_test(*, endpoint: Endpoint, by: User) -> Delivery:
    """Send a test to the endpoint, once. Raises ActionDenied."""
    check_may_send(endpoint)
    delivery = Delivery.objects.create(endpoint=endpoint, kind=EventKind.TEST)
    record(EventType.WEBHOOK_TESTED, target=endpoint, by=by)
    _send_now(endpoint)
    return delivery


@transaction.atomic
def deliver_dead_again(*, endpoint: Endpoint, delivery: int | None, by: User) -> int:
    """Send dead letters again: the one with this key, or all of the endpoint; return how many. Raises ActionDenied."""
    check_may_send(endpoint)
    dead = endpoint.deliveries.dead()
    count = _wait_again(dead if delivery is None else dead.filter(pk=delivery))
    if not count:
        raise ActionDenied("没有未能送达的投递，可能已由他人重新投递。")
    record(EventType.WEBHOOK_REPEATED, target=endpoint, data={"deliveries": count}, by=by)
    _send_now(endpoint)
    return count


@transaction.atomic
def deliver_since(*, endpoint: Endpoint, since: date, by: User) -> int:
    """Send every event that the endpoint wants from the day `since` on, again or for the first time; return how many.

    Events from before it existed, or while it was disabled, are sent for the first time. Raises ActionDenied.
    """
    check_may_replay(endpoint, since)
    visible = Event.objects.recorded().visible_to(endpoint.department)
    events = visible.filter(occurred_at__gte=start_of(since), kind__in=endpoint.kinds)
    _wait_again(endpoint.deliveries.filter(event__in=events).exclude(state=DeliveryState.WAITING))
    count = create_deliveries(endpoint, events.defer("data"))
    if not count:
        raise ActionDenied("该日以来没有该接口要推送的事件。")
    record(EventType.WEBHOOK_REPEATED, target=endpoint, data={"since": since, "deliveries": count}, by=by)
    _send_now(endpoint)
    return count


def _wait_again(deliveries: DeliveryQuerySet) -> int:
    return deliveries.update(state=DeliveryState.WAITING, attempts=0, next_at=timezone.now(), reason=None)


def _send_now(endpoint: Endpoint) -> None:
    """Have a worker send what is due, also to an endpoint that did not answer a moment ago."""
    Endpoint.objects.filter(pk=endpoint.pk).update(paused_until=None, failures=0)
    enqueue(DELIVER_TASK, endpoint.pk)
