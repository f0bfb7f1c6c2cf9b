"""Tasks of the webhooks. A message carries a primary key only; the row is the queue (docs/adr/0004)."""

from celery import shared_task

from webhooks.actions import deliveries, events
from webhooks.models import Delivery, Endpoint


@shared_task
def record_events() -> None:
    """Record the events of new standings (settings.STANDING_FOLLOWERS), and have workers send what is due."""
    events.record_events()
    for pk in Endpoint.objects.due().order_by("pk").values_list("pk", flat=True):
        deliver.delay(pk)


@shared_task
def delete_outdated() -> None:
    """Delete the deliveries whose retention has ended."""
    Delivery.objects.outdated().delete()


@shared_task
def deliver(pk: int) -> None:
    """Send what is due to one endpoint."""
    deliveries.deliver(pk)
