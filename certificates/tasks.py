"""Background tasks of certificates."""

from celery import shared_task

from certificates.actions.checkpoints import sign_checkpoint_of_today
from certificates.actions.cosigning import retire_keys_of_closed_offices
from certificates.actions.publications import log_publications


@shared_task
def sign_checkpoint() -> None:
    """Sign the checkpoint of today, once; closed offices no longer cosign."""
    retire_keys_of_closed_offices()
    sign_checkpoint_of_today()


@shared_task
def record_publications() -> None:
    """Add the publications and withdrawals to the log that it does not have yet."""
    while log_publications():
        continue
