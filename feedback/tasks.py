"""Background tasks of feedback."""

from celery import shared_task

from feedback.actions import digests, follow, lookups, months, reminders, terms
from feedback.models import LookupBatch


@shared_task
def notify_standing_changes() -> None:
    """Send notices and stop advice for the standings that have not been processed (settings.STANDING_FOLLOWERS)."""
    follow.notify_standing_changes()


@shared_task
def notify_missed_losses() -> None:
    """Send the notices and the stop advice that a lost standing still lacks, because a fact arrived later."""
    follow.notify_missed_losses()


@shared_task
def recount_terms() -> None:
    """Count open terms again by the calendar in force (settings.CALENDAR_FOLLOWERS)."""
    terms.recount_terms()


@shared_task
def remind_of_advice() -> None:
    """Send the reminders of unanswered stop advice that are due, each once."""
    reminders.remind_of_advice()


@shared_task
def send_digests() -> None:
    """Send the digests of the last week and of the month, each once."""
    digests.send_weekly_digests()
    digests.send_monthly_digests()


@shared_task
def open_months() -> None:
    """Ask every department to confirm the months that are over."""
    months.open_months()


@shared_task
def answer_lookup(pk: int) -> None:
    """Answer a look-up of many that waits."""
    lookups.answer_lookup(pk)


@shared_task
def send_waiting_lookups() -> None:
    """Send every waiting look-up again, because a worker or the broker may have lost its message."""
    for pk in LookupBatch.objects.waiting().order_by("pk").values_list("pk", flat=True):
        answer_lookup.delay(pk)


@shared_task
def erase_lookup_texts() -> None:
    """Erase the typed texts of look-ups whose retention has ended."""
    lookups.erase_texts()
