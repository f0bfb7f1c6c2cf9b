"""Tasks of the accounts."""

from celery import shared_task

from accounts import lock_out
from accounts.actions import switch_off_ended
from accounts.sessions import SessionStore


@shared_task
def switch_off_ended_accounts() -> None:
    """Switch off the accounts whose last day has passed."""
    switch_off_ended()


@shared_task
def clear_sessions() -> None:
    """Delete the sessions that have expired."""
    SessionStore.clear_expired()


@shared_task
def erase_failures() -> None:
    """Erase the failed attempts to sign in that are no longer counted."""
    lock_out.erase_outdated()
