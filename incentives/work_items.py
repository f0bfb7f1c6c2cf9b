"""The changes of measures and of plans that wait for a second system administrator."""

from accounts.models import User
from foundation.web.work_items import Kind, list_url
from incentives.models import ActionPlan, Measure


def waiting(user: User) -> list[Kind]:
    """Return the measures and plans of which another administrator proposed a change."""
    if not user.has_perm("incentives.change_measure"):
        return []
    measures = list_url("admin:incentives_measure_changelist", change="mine")
    plans = ActionPlan.objects.to_approve(user)
    return [
        Kind("待复核的措施变动", measures, Measure.objects.to_approve(user), since="approval__proposed_at"),
        Kind(
            "待复核的行动计划变动",
            list_url("admin:incentives_actionplan_changelist", approval="mine"),
            plans,
            since="approval__proposed_at",
        ),
    ]
