"""Background tasks of reorganisations."""

from celery import shared_task

from reorganisations.actions import carrying_out


@shared_task
def carry_out_due() -> None:
    """Carry out the approved reorganisations whose day has come."""
    carrying_out.carry_out_due()
