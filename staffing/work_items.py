"""The changes of accounts that wait for a second person, and the accounts that a system administrator looks at."""

from datetime import timedelta

from django.db.models import F

from accounts.models import User
from approvals.models import Approval
from foundation.web.work_items import Kind, list_url
from staffing.filters import Unused, ending_accounts, unused_accounts, unused_label
from workdays.site_settings import site_settings


def waiting(user: User) -> list[Kind]:
    """Return the changes of accounts that the user may decide, and the accounts that the user looks at."""
    work = []
    if user.has_perm("staffing.view_unusedaccount"):
        work += _accounts()
    if user.has_perm("staffing.decide_change"):
        pending = Approval.objects.pending().filter(subject_type=User._meta.label).exclude(proposed_by=user)
        work.append(Kind("待复核的账号变动", list_url("staffing:proposal_list"), pending, since="proposed_at"))
    return work


def _accounts() -> list[Kind]:
    """Return the accounts that end soon and those that are not used. Those never used have no known day."""
    site, listed = site_settings(), "admin:accounts_user_changelist"
    ending_since = F("ends_on") - timedelta(days=site.ending_account_days)
    ending = User.objects.filter(ending_accounts()).annotate(ending_since=ending_since)
    accounts = User.objects.annotate(idle_since=F("last_login") + timedelta(days=site.idle_account_days + 1))
    unused = [
        Kind(
            f"{unused_label(kind)}的账号",
            list_url(listed, unused=kind.value),
            accounts.filter(unused_accounts(kind)),
            since="idle_since",
        )
        for kind in Unused
    ]
    ending_soon = list_url(listed, ending="soon")
    return [Kind("即将到期的账号", ending_soon, ending, since="ending_since", due_on="ends_on"), *unused]
