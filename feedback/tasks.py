"""What workers do for feedback: follow standings, at once when one was written and again at every sweep."""

from typing import Any

from celery import shared_task
from django.dispatch import receiver

from feedback.actions import follow
from roster.actions.standings import standings_written
from roster.tasks import kick


@shared_task
def follow_standings() -> None:
    """Notices and stop advice for every standing row not followed yet."""
    follow.follow_standings()


@receiver(standings_written)
def follow_soon(sender: Any, **kwargs: Any) -> None:
    """A standing was written: do not wait for the sweep."""
    kick(follow_standings)
