"""Give the recorded events their numbers, and make their deliveries; record those of the standings."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery

from foundation.jobs.leases import advisory_lock
from foundation.postgres.copy import copy_columns
from screening.models import Standing
from webhooks.models import Delivery, Endpoint, Event, FollowedStanding
from webhooks.states import kind_of_change

# The standings, or the events, of one transaction.
BATCH = 10_000
NUMBER = """
    UPDATE webhooks_event SET number = following.number FROM (
        SELECT id, (SELECT COALESCE(max(number), 0) FROM webhooks_event) + row_number() OVER (ORDER BY id) AS number
        FROM webhooks_event WHERE number IS NULL ORDER BY id LIMIT %s
    ) following WHERE webhooks_event.id = following.id RETURNING webhooks_event.id
"""


def record_events() -> int:
    """Record the events of new standings; give every new event its number and its deliveries; return how many.

    One worker at a time does it. Another one returns at once; what it was called for is done here or by the next sweep.
    """
    count = 0
    with advisory_lock(Event._meta.label) as acquired:
        while acquired and _record_standings():
            pass
        while acquired and (batch := _number_batch()):
            count += batch
    return count


@transaction.atomic
def _record_standings() -> int:
    """Record the events of standings that have not been followed; return how many standings."""
    earlier = Standing.objects.were_current().filter(enterprise=OuterRef("enterprise"), pk__lt=OuterRef("pk"))
    before = Subquery(earlier.order_by("-pk").values("state")[:1])
    new = Standing.objects.filter(followed__isnull=True).select_related("enterprise").annotate(before=before)
    standings = list(new.order_by("pk")[:BATCH])
    copy_columns(FollowedStanding, {"standing": (str(standing.pk) for standing in standings)})
    Event.objects.bulk_create(filter(None, map(_event_of, standings)))
    return len(standings)


def _event_of(standing: Standing) -> Event | None:
    """Return the event of the standing, which has the state `before` it; None for no event."""
    # A row that only corrects the past was never the current standing.
    if standing.end_known_at == standing.known_at:
        return None
    kind = kind_of_change(standing.before, standing.state)  # type: ignore[attr-defined]
    data = {
        "uscc": standing.enterprise.uscc,
        "name": standing.enterprise.name,
        "state": standing.state,
        "since": standing.since.isoformat(),
    }
    about = {"subject": data["uscc"], "data": data}
    return Event(kind=kind, **about, occurred_at=standing.known_at) if kind else None


@transaction.atomic
def _number_batch() -> int:
    """Give the next events their numbers, and create their deliveries; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBER, [BATCH])
        numbered = [pk for (pk,) in cursor.fetchall()]
    if not numbered:
        return 0
    events = list(Event.objects.filter(pk__any_of=numbered).defer("data"))
    for endpoint in Endpoint.objects.active():
        create_deliveries(endpoint, (event for event in events if event.concerns(endpoint.department_id)))
    return len(numbered)


def create_deliveries(endpoint: Endpoint, events: Iterable[Event]) -> int:
    """Create the deliveries of those events that the endpoint wants and does not have yet; return how many it wants.

    The department of the endpoint may see the events.
    """
    wanted = [
        Delivery(endpoint=endpoint, event=event, kind=event.kind, message_id=event.message_id)
        for event in events
        if event.kind in endpoint.kinds
    ]
    Delivery.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=1000)
    return len(wanted)
