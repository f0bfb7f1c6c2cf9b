"""Tasks of the screenings. A message carries a primary key only; the row is the queue (docs/adr/0004)."""

from celery import shared_task
from django.utils import timezone

from blacklists.models import BlacklistFeed, BlacklistImport
from blacklists.tasks import pull_feed, read_import
from exports.models import Export
from exports.tasks import make_export
from roster.models import RosterSubmission
from roster.tasks import read_roster
from screening.actions.finishing import finish_screening
from screening.actions.screenings import chunks_to_send, plan_screening, run_chunk
from screening.actions.standings import reassess
from screening.actions.sweeps import note_sweep
from screening.models import Screening, ScreeningHit


@shared_task
def screen(pk: int) -> None:
    """Plan a waiting screening; run a single chunk here, send several to workers; finish it if all are done."""
    chunks = plan_screening(pk)
    if len(chunks) == 1:
        run_chunk(chunks[0])
    else:
        for chunk in chunks_to_send(chunks):
            screen_chunk.delay(chunk)
    finish_screening(pk)


@shared_task(acks_late=True)
def screen_chunk(pk: int) -> None:
    """Run one waiting chunk; the task that runs the last one finishes the screening."""
    finish_screening(run_chunk(pk))


@shared_task
def sweep() -> None:
    """Send every waiting row again, because a worker or the broker may have lost its message."""
    for task, rows in (
        (read_roster, RosterSubmission.objects.waiting()),
        (read_import, BlacklistImport.objects.waiting()),
        (screen, Screening.objects.unfinished()),
        (pull_feed, BlacklistFeed.objects.due()),
        (make_export, Export.objects.waiting()),
    ):
        for pk in rows.order_by("pk").values_list("pk", flat=True):
            task.delay(pk)
    note_sweep()


@shared_task
def reassess_due() -> None:
    """Reassess enterprises with a hit whose effect has changed by the date since they were last assessed.

    Its entry is listed, removed or expired by now, or its deadline has passed.
    """
    today = timezone.localdate()
    reassess(enterprise_ids=ScreeningHit.objects.with_date_passed(on=today).values_list("enterprise_id", flat=True))
