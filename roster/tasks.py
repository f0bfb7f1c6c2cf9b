"""Tasks of the roster. A message carries a primary key only; the row is the queue (docs/adr/0004)."""

from celery import shared_task

from roster.actions.submissions import discard_expired, process_roster


@shared_task
def read_roster(pk: int) -> None:
    """Read one waiting roster."""
    process_roster(pk)


@shared_task
def discard_held_rows() -> None:
    """Discard the held rows and the unreadable files of rosters whose retention has ended."""
    discard_expired()
