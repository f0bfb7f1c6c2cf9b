"""Tasks of the mails. The row is the queue (docs/adr/0004)."""

from celery import shared_task

from mailing.actions import outbox, sending


@shared_task
def send_mails() -> None:
    """Make the mails that are due, and send what waits."""
    outbox.fill_outbox()
    sending.send_mails()
