"""The work on blacklists that waits for a person."""

from django.utils import timezone

from accounts.models import User
from blacklists.filters import APPROVAL
from blacklists.models import Blacklist, BlacklistImport
from foundation.web.work_items import WorkItem, list_url
from uploads.states import SubmissionState


def waiting(user: User) -> list[WorkItem]:
    """Return the blacklists without a recent update, imports to confirm, and proposals of others to approve."""
    if not user.has_perm("blacklists.change_blacklist"):
        return []
    stale = Blacklist.objects.stale(on=timezone.localdate())
    to_confirm, to_approve = BlacklistImport.objects.to_confirm(), BlacklistImport.objects.to_approve(user)
    proposed = Blacklist.objects.with_proposal_to_approve(user)
    imports_url = list_url("blacklists:blacklist_list", status=SubmissionState.CHECKED) + "#imports"
    approvals_url = list_url("blacklists:blacklist_list", status=APPROVAL[0]) + "#imports"
    proposed_url = list_url("blacklists:blacklist_list", proposed="true")
    return [
        WorkItem("逾期未更新的“黑名单”", len(stale), list_url("blacklists:blacklist_list", stale="true")),
        WorkItem("待确认的“黑名单”导入", to_confirm.count(), imports_url),
        WorkItem("待您复核的“黑名单”导入", to_approve.count(), approvals_url),
        WorkItem("待您复核的“黑名单”效力变更", proposed.count(), proposed_url),
    ]
