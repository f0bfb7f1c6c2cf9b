"""Filters of the accounts in the admin."""

from datetime import timedelta

from django.db.models import Q, TextChoices
from django.utils import timezone

# An active account that has not signed in for so many days is shown to the system administrator.
IDLE_DAYS = 90
# So many days before its last day, an account is shown to the system administrator.
ENDING_DAYS = 14


class Unused(TextChoices):
    """How an active account is not used."""

    IDLE = "idle", f"超过{IDLE_DAYS}天未登录"
    NEVER = "never", "从未登录"


def unused_accounts(kind: str) -> Q:
    """Return the condition of the active accounts that are not used in this way; each is in one kind at most."""
    if kind == Unused.NEVER:
        return Q(is_active=True, last_login__isnull=True)
    return Q(is_active=True, last_login__date__lt=timezone.localdate() - timedelta(days=IDLE_DAYS))


def ending_accounts() -> Q:
    """Return the condition of the active accounts whose last day is within 14 days, or has passed."""
    return Q(is_active=True, ends_on__lte=timezone.localdate() + timedelta(days=ENDING_DAYS))
