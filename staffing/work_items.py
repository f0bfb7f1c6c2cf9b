"""The changes of accounts that wait for a second person."""

from accounts.models import User
from approvals.models import Approval
from foundation.web.work_items import Kind, list_url


def waiting(user: User) -> list[Kind]:
    """Return the changes of accounts that the user may approve or reject."""
    if not user.has_perm("staffing.decide_change"):
        return []
    pending = Approval.objects.pending().filter(subject_type=User._meta.label).exclude(proposed_by=user)
    return [Kind("待复核的账号变动", list_url("staffing:proposal_list"), pending, since="proposed_at")]
