"""Tasks of the departments' desk."""

from celery import shared_task

from feedback.actions import follow


@shared_task
def notify_standing_changes() -> None:
    """Send notices and stop advice for every standing that has not been followed yet (settings.STANDING_FOLLOWERS)."""
    follow.notify_standing_changes()
