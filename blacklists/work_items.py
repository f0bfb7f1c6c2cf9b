"""The work on blacklists that waits for a person."""

from django.utils import timezone

from accounts.models import User
from blacklists.models import Blacklist, BlacklistImport
from foundation.web.work_items import WorkItem, list_url
from uploads.states import SubmissionState


def waiting(user: User) -> list[WorkItem]:
    """Blacklists without a recent update, and imports to confirm."""
    if not user.has_perm("blacklists.change_blacklist"):
        return []
    stale = Blacklist.objects.stale(on=timezone.localdate())
    to_confirm = BlacklistImport.objects.filter(status=SubmissionState.CHECKED)
    imports_url = list_url("blacklists:blacklist_list", status=SubmissionState.CHECKED) + "#imports"
    return [
        WorkItem("逾期未更新的“黑名单”", len(stale), list_url("blacklists:blacklist_list", stale="true")),
        WorkItem("待确认的“黑名单”导入", to_confirm.count(), imports_url),
    ]
