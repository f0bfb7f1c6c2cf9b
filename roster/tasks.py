"""What workers do. A message carries a primary key and no more; the row is the queue (docs/adr/0004)."""

import logging

from celery import Task, shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from roster.actions.blacklists import process_import
from roster.actions.feeds import pull_feed as pull
from roster.actions.rosters import process_roster
from roster.actions.screenings import chunks_to_send, finish_screening, plan_screening, run_chunk
from roster.actions.standings import reassess
from roster.actions.stripping import discard_forgotten
from roster.actions.sweeps import note_sweep
from roster.models import BlacklistFeed, BlacklistImport, RosterSubmission, Screening, ScreeningHit

logger = logging.getLogger(__name__)


@shared_task
def read_roster(pk: int) -> None:
    """Read one waiting roster."""
    process_roster(pk)


@shared_task
def read_import(pk: int) -> None:
    """Read one waiting blacklist file; one that a program sent may have asked for a cross-check."""
    if (following := process_import(pk)) is not None:
        kick(read_import, following)
    kick(screen_waiting)


@shared_task
def pull_feed(pk: int) -> None:
    """Pull one due feed, and have read what it brought."""
    if brought := pull(pk):
        kick(read_import, brought.pk)


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
def screen_waiting() -> None:
    """Take every waiting run as far as it goes, the oldest first."""
    for pk in Screening.objects.waiting().order_by("pk").values_list("pk", flat=True):
        screen(pk)


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
    reassess(enterprise_ids=ScreeningHit.objects.reached(on=today).values_list("enterprise_id", flat=True))


@shared_task
def discard_unread_files() -> None:
    """Discard the files that could not be read and that nobody saw to."""
    discard_forgotten()


def kick(task: Task, pk: int | None = None) -> None:
    """Send a task after commit. A broker that is down delays the work until the next sweep and harms nothing."""

    def send() -> None:
        try:
            task.delay(*([] if pk is None else [pk]))
        except OperationalError as error:
            logger.warning("%s %s waits for the next sweep: %s", task.name, pk or "", error)

    transaction.on_commit(send)
