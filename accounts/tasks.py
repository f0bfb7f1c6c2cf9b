"""Tasks of the accounts."""

from celery import shared_task

from accounts import lock_out
from accounts.sessions import SessionStore


@shared_task
def clear_sessions() -> None:
    """Delete the sessions that have expired."""
    SessionStore.clear_expired()


@shared_task
def erase_failures() -> None:
    """Erase the failed attempts to sign in that are no longer counted."""
    lock_out.erase_outdated()
