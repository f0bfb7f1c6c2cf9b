"""The work on hits, match policy and screenings that waits for a person."""

from django.urls import reverse

from accounts.models import User
from foundation.web.work_items import WorkItem, list_url
from screening.models import MatchPolicy, Revocation, Screening, ScreeningHit
from screening.models.hits import Wait

HIT_LABELS = {
    Wait.DECISION: "待核实的疑似命中",
    Wait.BLOCKING: "影响资格的疑似命中",
    Wait.APPROVAL: "待复核的结论",
    Wait.NUMBER_REVIEW: "已生效、待复核的命中",
}


def waiting(user: User) -> list[WorkItem]:
    """Return the restorations to approve, or the hits to decide, policy changes to approve and failed screenings."""
    if user.has_perm("screening.revoke_enterprise"):
        return _restorations(user)
    if not user.has_perm("screening.decide_screeninghit"):
        return []
    counts = ScreeningHit.objects.awaiting(user).waiting_counts()
    hits = [
        WorkItem(label, counts[wait], list_url("screening:hit_list", waits=wait, mine="true"))
        for wait, label in HIT_LABELS.items()
    ]
    proposed = int(MatchPolicy.current().waits_for(user))
    failed = Screening.objects.with_failure().count()
    return [
        *hits,
        WorkItem("待您复核的比对规则修改", proposed, reverse("screening:match_policy")),
        WorkItem("失败的交叉比对", failed, list_url("screening:screening_list", failed="true")),
    ]


def _restorations(user: User) -> list[WorkItem]:
    """Return an item for each restoration that another officer of the office proposed; there are few."""
    revocations = Revocation.objects.to_approve(user)
    return [WorkItem(f"待您复核的恢复资格：{revocation.enterprise}", 1, _url(revocation)) for revocation in revocations]


def _url(revocation: Revocation) -> str:
    return reverse("screening:revocation_restore", args=[revocation.pk])
