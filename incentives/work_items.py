"""The changes of measures that wait for a second system administrator."""

from accounts.models import User
from foundation.web.work_items import Kind, list_url
from incentives.models import Measure


def waiting(user: User) -> list[Kind]:
    """Return the measures of which another administrator proposed a change."""
    if not user.has_perm("incentives.change_measure"):
        return []
    url = list_url("admin:incentives_measure_changelist", change="mine")
    return [Kind("待复核的措施变动", url, Measure.objects.to_approve(user), since="approval__proposed_at")]
