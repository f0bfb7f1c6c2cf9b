"""The work on hits, match policy and screenings that waits for a person."""

from django.urls import reverse

from accounts.models import User
from foundation.web.work_items import WorkItem, list_url
from screening.models import MatchPolicy, Screening, ScreeningHit
from screening.models.hits import Wait

HIT_LABELS = {
    Wait.DECISION: "待核实的疑似命中",
    Wait.BLOCKING: "使企业资格待定的疑似命中",
    Wait.APPROVAL: "待您复核的他人结论",
    Wait.REVIEW: "已生效、待复核的命中",
}


def waiting(user: User) -> list[WorkItem]:
    """Return the hits to decide, proposed changes of the match policy to approve, and failed screenings."""
    if not user.has_perm("screening.decide_screeninghit"):
        return []
    counts = ScreeningHit.objects.awaiting(user).waiting_counts()
    hits = [
        WorkItem(label, counts[wait], list_url("screening:hit_list", waits=wait, mine="true"))
        for wait, label in HIT_LABELS.items()
    ]
    proposed = int(MatchPolicy.current().waits_for(user))
    failed = Screening.objects.failed().count()
    return [
        *hits,
        WorkItem("待您复核的比对规则修改", proposed, reverse("screening:match_policy")),
        WorkItem("失败的交叉比对", failed, list_url("screening:screening_list", failed="true")),
    ]
