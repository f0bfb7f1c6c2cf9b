"""Tasks of the files of lists. A message carries a primary key only; the row is the queue (docs/adr/0004)."""

from celery import shared_task

from exports import actions


@shared_task
def make_export(pk: int) -> None:
    """Make the file of a list that somebody asked for."""
    actions.make_export(pk)


@shared_task
def delete_expired_exports() -> None:
    """Delete the files whose time is over."""
    actions.delete_expired_exports()
