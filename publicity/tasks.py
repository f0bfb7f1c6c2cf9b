"""Background tasks of publicity."""

from celery import shared_task

from publicity.actions import bulletins, objections, open_data
from publicity.models import content_changes


@shared_task
def publish_due() -> None:
    """Publish the bulletin whose time has come."""
    bulletins.publish_due()


@shared_task
def publish_returned() -> None:
    """Publish the enterprises that have their standing back (settings.STANDING_FOLLOWERS)."""
    bulletins.publish_returned()


@shared_task
def recount_objections() -> None:
    """Count the terms of objections again by the calendar in force (settings.CALENDAR_FOLLOWERS)."""
    objections.recount_objections()


@shared_task
def hand_over_objections() -> None:
    """Let the office that succeeded a closed one answer the objections that wait for it."""
    objections.hand_over_objections()


@shared_task
def erase_objectors() -> None:
    """Erase name, contact and evidence of the objectors whose time has ended."""
    objections.erase_objectors()


@shared_task
def erase_challenges() -> None:
    """Erase the used challenges that nobody can send again."""
    objections.erase_challenges()


@shared_task
def settle_changes() -> None:
    """Add up the changes of public pages, so that few rows are counted for each page."""
    content_changes.settle_changes()


@shared_task
def make_open_data() -> None:
    """Make the files of open data that hold other rows than the public sees now."""
    open_data.make_files()
