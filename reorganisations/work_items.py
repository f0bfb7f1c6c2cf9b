"""The reorganisations that wait for a second system administrator, or for their day."""

from accounts.models import User
from foundation.web.work_items import Kind, list_url
from reorganisations.models import Reorganisation
from reorganisations.states import ReorganisationState


def waiting(user: User) -> list[Kind]:
    """Return the proposals of other administrators, and what was approved and is not carried out."""
    if not user.has_perm("reorganisations.change_reorganisation"):
        return []
    listed = "admin:reorganisations_reorganisation_changelist"
    proposed = Reorganisation.objects.to_approve(user)
    approved = Reorganisation.objects.filter(state=ReorganisationState.APPROVED)
    return [
        Kind("待复核的机构变动", list_url(listed, approval="mine"), proposed, since="approval__proposed_at"),
        Kind(
            "待施行的机构变动",
            list_url(listed, state__exact="approved"),
            approved,
            since="approval__decided_at",
            due_on="day",
        ),
    ]
