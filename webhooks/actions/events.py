"""Follow the standings: record the event of each, and its deliveries."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import OuterRef, Subquery

from foundation.jobs.leases import advisory_lock
from foundation.postgres.copy import copy_columns
from screening.models import Standing
from webhooks.models import Delivery, Endpoint, StandingEvent
from webhooks.states import kind_of_change

# The standings of one transaction.
BATCH = 10_000


def record_events() -> int:
    """Record the event of every standing that has none yet, and its deliveries; return how many standings.

    One worker at a time does it. Another one returns at once; what it was called for is recorded here or by the next
    sweep.
    """
    count = 0
    with advisory_lock(StandingEvent._meta.label) as acquired:
        while acquired and (batch := _record_batch()):
            count += batch
    return count


@transaction.atomic
def _record_batch() -> int:
    earlier = Standing.objects.were_current().filter(enterprise=OuterRef("enterprise"), pk__lt=OuterRef("pk"))
    before = Subquery(earlier.order_by("-pk").values("state")[:1])
    new = Standing.objects.filter(webhook_event__isnull=True).annotate(before=before).order_by("pk")
    rows = new.values_list("pk", "before", "state", "known_at", "end_known_at")[:BATCH]
    # A row that only corrects the past was never the current standing.
    kinds = {pk: None if end == known else kind_of_change(old, state) for pk, old, state, known, end in rows}
    copy_columns(StandingEvent, {"standing": map(str, kinds), "kind": (kind or "" for kind in kinds.values())})
    for endpoint in Endpoint.objects.active():
        create_deliveries(endpoint, ((pk, kind) for pk, kind in kinds.items() if kind))
    return len(kinds)


def create_deliveries(endpoint: Endpoint, events: Iterable[tuple[int, str]]) -> int:
    """Create the deliveries of those events that the endpoint wants and does not have yet; return how many it wants.

    An event is the key of its standing, and its kind.
    """
    wanted = [Delivery(endpoint=endpoint, event_id=pk, kind=kind) for pk, kind in events if kind in endpoint.kinds]
    Delivery.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=1000)
    return len(wanted)
