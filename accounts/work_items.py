"""The codes and accounts that wait for a user."""

from datetime import timedelta

from django.db.models import F

from accounts.filters import ENDING_DAYS, IDLE_DAYS, Unused, ending_accounts, unused_accounts
from accounts.models import PasswordLink, User
from foundation.web.work_items import Kind, list_url


def waiting(user: User) -> list[Kind]:
    """Return the codes that the user passes on; for the system administrator also accounts to look at.

    These are the accounts that end soon and those that are not used. Those that were never used have no known day.
    """
    work = []
    if user.has_perm("accounts.view_passwordcode"):
        codes = PasswordLink.objects.with_code_for(user)
        work.append(Kind("待告知的验证码", list_url("accounts:code_list"), codes, since="made_at"))
    if user.has_perm("accounts.change_user"):
        accounts = User.objects.annotate(idle_since=F("last_login") + timedelta(days=IDLE_DAYS + 1))
        ending = User.objects.filter(ending_accounts()).annotate(
            ending_since=F("ends_on") - timedelta(days=ENDING_DAYS)
        )
        url = list_url("admin:accounts_user_changelist", ending="soon")
        work.append(Kind("即将到期的账号", url, ending, since="ending_since", due_on="ends_on"))
        work += [
            Kind(
                f"{kind.label}的账号",
                list_url("admin:accounts_user_changelist", unused=kind.value),
                accounts.filter(unused_accounts(kind)),
                since="idle_since",
            )
            for kind in Unused
        ]
    return work
