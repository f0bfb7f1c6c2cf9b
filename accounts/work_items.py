"""The accounts that wait for the system administrator."""

from datetime import timedelta

from django.db.models import F

from accounts.filters import IDLE_DAYS, Unused, unused_accounts
from accounts.models import User
from foundation.web.work_items import Kind, WorkItem, items_of, list_url


def waiting(user: User) -> list[WorkItem]:
    """Return the active accounts that are no longer used, and those that never were; the latter have no known day."""
    if not user.has_perm("accounts.change_user"):
        return []
    accounts = User.objects.annotate(idle_since=F("last_login") + timedelta(days=IDLE_DAYS + 1))
    return items_of(
        accounts,
        *(
            Kind(
                f"{kind.label}的账号",
                list_url("admin:accounts_user_changelist", unused=kind.value),
                since="idle_since",
                condition=unused_accounts(kind),
            )
            for kind in Unused
        ),
    )
