"""Background tasks of certificates."""

from celery import shared_task

from certificates.actions.checkpoints import sign_checkpoint_of_today


@shared_task
def sign_checkpoint() -> None:
    """Sign the checkpoint of today, once."""
    sign_checkpoint_of_today()
