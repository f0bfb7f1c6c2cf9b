"""Background tasks of feedback."""

from celery import shared_task

from feedback.actions import follow, terms


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
