"""Tasks of the screenings. A message carries a primary key only; the row is the queue (docs/adr/0004)."""

from celery import shared_task
from django.utils import timezone

from blacklists.models import BlacklistFeed, BlacklistImport
from blacklists.tasks import pull_feed, read_import
from roster.models import RosterSubmission
from roster.tasks import read_roster
from screening.actions.finishing import finish_screening
from screening.actions.screenings import chunks_to_send, plan_screening, run_chunk
from screening.actions.standings import reassess
from screening.actions.sweeps import note_sweep
from screening.models import Screening, ScreeningHit


@shared_task
def screen(pk: int) -> None:
    """Take a waiting run as far as it goes: one chunk at once, many to whoever is free."""
    chunks = plan_screening(pk)
    if len(chunks) == 1:
        run_chunk(chunks[0])
    else:
        for chunk in chunks_to_send(chunks):
            screen_chunk.delay(chunk)
    finish_screening(pk)


@shared_task(acks_late=True)
def screen_chunk(pk: int) -> None:
    """Do one waiting chunk; whoever does the last one ends the run."""
    finish_screening(run_chunk(pk))


@shared_task
def sweep() -> None:
    """Send every waiting row again: whatever a dead worker or a dead broker lost is found here."""
    for task, rows in (
        (read_roster, RosterSubmission.objects.waiting()),
        (read_import, BlacklistImport.objects.waiting()),
        (screen, Screening.objects.waiting()),
        (pull_feed, BlacklistFeed.objects.due()),
    ):
        for pk in rows.order_by("pk").values_list("pk", flat=True):
            task.delay(pk)
    note_sweep()


@shared_task
def reassess_due() -> None:
    """Draw the consequence of days reached: entries listed or expired, terms of possible matches over."""
    today = timezone.localdate()
    reassess(enterprise_ids=ScreeningHit.objects.with_date_passed(on=today).values_list("enterprise_id", flat=True))
