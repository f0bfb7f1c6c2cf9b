"""The work on blacklists that waits for a person."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from blacklists.filters import APPROVAL
from blacklists.models import Blacklist, BlacklistImport
from foundation.web.work_items import Kind, Rows, WorkItem, list_url
from uploads.states import SubmissionState


def waiting(user: User) -> list[WorkItem | Kind]:
    """Return the blacklists without a recent update, imports to confirm, and proposals of others to approve."""
    if not user.has_perm("blacklists.change_blacklist"):
        return []
    proposed = Rows(Blacklist.objects.with_proposal_to_approve, (user.pk,))
    proposed_url = list_url("blacklists:blacklist_list", proposed="true")
    return [
        _stale(),
        *_imports(user),
        Kind("待您复核的“黑名单”效力变更", proposed_url, proposed, since="approval__proposed_at"),
    ]


def _stale() -> WorkItem:
    """Return the item of the blacklists without a recent update; one without any data has no term."""
    stale = Blacklist.objects.stale(on=timezone.localdate())
    terms = [each.newest + timedelta(days=each.update_habit) for each in stale if each.newest and each.update_habit]
    return WorkItem(
        label="逾期未更新的“黑名单”",
        count=len(stale),
        url=list_url("blacklists:blacklist_list", stale="true"),
        since=min(terms, default=None),
        due_on=min(terms, default=None),
        late_count=len(stale),
    )


def _imports(user: User) -> list[Kind]:
    """Return the imports that wait for the user, or that no worker could read."""
    proposed = Rows(BlacklistImport.objects.to_approve, (user.pk,))
    return [
        Kind(label, f"{list_url('blacklists:blacklist_list', status=status)}#imports", rows, since)
        for label, status, since, rows in (
            ("待确认的“黑名单”导入", SubmissionState.CHECKED, "uploaded_at", Rows(_to_confirm)),
            ("待您复核的“黑名单”导入", APPROVAL[0], "approval__proposed_at", proposed),
            ("未能处理的“黑名单”导入", SubmissionState.FAILED, "uploaded_at", Rows(_failed)),
        )
    ]


def _to_confirm() -> QuerySet[BlacklistImport]:
    return BlacklistImport.objects.filter(status=SubmissionState.CHECKED, approval__isnull=True)


def _failed() -> QuerySet[BlacklistImport]:
    return BlacklistImport.objects.filter(status=SubmissionState.FAILED)
