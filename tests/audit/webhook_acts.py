"""POSTs of the system administrator about endpoints and deliveries."""

from collections.abc import Iterator

from django.utils import timezone

from tests.audit.city import Act, City
from tests.factories import make_certified
from webhooks.actions.events import record_events
from webhooks.models import Delivery, Endpoint
from webhooks.states import DeliveryState


def webhook_acts(city: City) -> Iterator[Act]:
    settings = {
        **{"department": city.clerk.department_id, "name": "办税系统", "address": "https://systems.example/hook"},
        **{"kinds": ["standing.gained"], "enabled": "on"},
    }
    yield "admin:webhooks_endpoint_add", lambda: city.post(city.system, "admin:webhooks_endpoint_add", settings)
    pk = Endpoint.objects.get().pk
    changed = {**settings, "kinds": ["standing.gained", "standing.lost"]}
    yield (
        "admin:webhooks_endpoint_change",
        lambda: city.post(city.system, "admin:webhooks_endpoint_change", changed, pk),
    )
    yield "webhooks:key_exchange", lambda: city.post(city.system, "webhooks:key_exchange", {}, pk)
    yield "webhooks:endpoint_test", lambda: city.post(city.system, "webhooks:endpoint_test", {}, pk)
    Delivery.objects.update(state=DeliveryState.DEAD)
    yield "webhooks:deliveries_again", lambda: city.post(city.system, "webhooks:deliveries_again", {}, pk)
    make_certified()
    record_events()
    today = {"since": timezone.localdate().isoformat()}
    yield "webhooks:deliveries_since", lambda: city.post(city.system, "webhooks:deliveries_since", today, pk)
