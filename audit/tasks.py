"""Tasks of the audit log."""

from celery import shared_task

from audit import chain


@shared_task
def close_batch() -> None:
    """Close the committed events of the last minute into a batch of the chain."""
    chain.close_batch()
