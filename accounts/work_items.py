"""The accounts that wait for the system administrator."""

from datetime import timedelta

from django.db.models import F

from accounts.filters import IDLE_DAYS, Unused, unused_accounts
from accounts.models import User
from foundation.web.work_items import Kind, list_url


def waiting(user: User) -> list[Kind]:
    """Return the active accounts that are no longer used, and those that never were; the latter have no known day."""
    if not user.has_perm("accounts.change_user"):
        return []
    accounts = User.objects.annotate(idle_since=F("last_login") + timedelta(days=IDLE_DAYS + 1))
    return [
        Kind(
            f"{kind.label}的账号",
            list_url("admin:accounts_user_changelist", unused=kind.value),
            accounts.filter(unused_accounts(kind)),
            since="idle_since",
        )
        for kind in Unused
    ]
