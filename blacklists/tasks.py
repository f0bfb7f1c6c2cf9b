"""Tasks of the blacklists. A message carries a primary key only; the row is the queue (docs/adr/0004)."""

from celery import shared_task

from blacklists.actions.feeds import pull_feed as pull
from blacklists.actions.imports import process_import
from blacklists.actions.redaction import discard_expired
from foundation.jobs.enqueue import enqueue


@shared_task
def read_import(pk: int) -> None:
    """Read one waiting import, then enqueue the next waiting one of the same blacklist."""
    if (following := process_import(pk)) is not None:
        enqueue("blacklists.tasks.read_import", following)


@shared_task
def pull_feed(pk: int) -> None:
    """Pull one due feed."""
    pull(pk)


@shared_task
def discard_unread_files() -> None:
    """Discard the unreadable files and held rows whose retention has ended."""
    discard_expired()
