"""The work on hits, match policy and screenings that waits for a person."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from approvals.models import Approval
from foundation.postgres.composed import Parameter
from foundation.web.work_items import Kind, Rows, WorkItem, list_url
from screening.models import MatchPolicy, Revocation, Screening, ScreeningHit, Suspension
from screening.models.hits import Wait, waits_for_user

HIT_LABELS = {
    Wait.DECISION: "待核实的疑似命中",
    Wait.APPROVAL: "待复核的结论",
    Wait.NUMBER_REVIEW: "已生效而待复核的命中",
}


def waiting(user: User) -> Sequence[WorkItem | Kind]:
    """Return restorations and liftings to approve, or hits to decide, policy changes to approve, failed screenings."""
    if user.has_perm("screening.revoke_enterprise"):
        return _ends(user)
    if not user.has_perm("screening.decide_screeninghit"):
        return []
    failed_url = list_url("screening:screening_list", failed="true")
    return [
        *_hits(user),
        _policy(user),
        Kind("失败的交叉比对", failed_url, Rows(Screening.objects.with_failure), since="created_at"),
    ]


def _hits(user: User) -> list[Kind]:
    """Return the hits that wait for the user, each in one item. Past its term a hit makes its enterprise pending."""
    since = {Wait.APPROVAL: "approval__proposed_at"}
    due_on = {Wait.DECISION: "due_on", Wait.APPROVAL: "due_on"}
    return [
        Kind(
            label,
            list_url("screening:hit_list", waits=wait, mine="true"),
            Rows(_hits_waiting, (user.pk,), (wait,)),
            since=since.get(wait, "screening__created_at"),
            due_on=due_on.get(wait, ""),
        )
        for wait, label in HIT_LABELS.items()
    ]


def _hits_waiting(user: Parameter, wait: Wait) -> QuerySet[ScreeningHit]:
    return ScreeningHit.objects.filter(waits_for_user(wait, user, on=timezone.localdate()))


def _policy(user: User) -> Kind:
    proposed = Rows(_proposed_policy, (user.pk,))
    return Kind("待您复核的比对规则修改", reverse("screening:match_policy"), proposed, since="approval__proposed_at")


def _proposed_policy(user: Parameter) -> QuerySet[MatchPolicy]:
    """Return the policy where another user proposed a change of it."""
    return MatchPolicy.objects.filter(approval__isnull=False).exclude(approval__proposed_by=user)


def _proposed_on(approval: Approval | None) -> date | None:
    """Return the day on which the change was proposed; None without one."""
    return timezone.localdate(approval.proposed_at) if approval else None


def _ends(user: User) -> list[WorkItem]:
    """Return an item for each restoration and lifting that another officer of the office proposed; there are few."""
    ends: list[tuple[str, str, Iterable[Revocation | Suspension]]] = [
        ("恢复资格", "screening:revocation_restore", Revocation.objects.to_approve(user)),
        ("解除暂停", "screening:suspension_lift", Suspension.objects.to_approve(user)),
    ]
    return [
        WorkItem(
            label=f"待您复核的{noun}：{measure.enterprise}",
            count=1,
            url=reverse(address, args=[measure.pk]),
            since=_proposed_on(measure.approval),
        )
        for noun, address, measures in ends
        for measure in measures
    ]
