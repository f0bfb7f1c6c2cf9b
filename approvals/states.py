"""The states of approvals."""

from django.db.models import TextChoices

from foundation.postgres.states import Transitions


class ApprovalState(TextChoices):
    """Whether a proposed change is pending, and how it ended."""

    PENDING = "pending", "待复核"
    APPROVED = "approved", "复核同意"
    REJECTED = "rejected", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"
    SUPERSEDED = "superseded", "已失效"


APPROVAL_TRANSITIONS: Transitions = {
    ApprovalState.PENDING: (
        ApprovalState.APPROVED,
        ApprovalState.REJECTED,
        ApprovalState.WITHDRAWN,
        ApprovalState.SUPERSEDED,
    ),
    ApprovalState.APPROVED: (),
    ApprovalState.REJECTED: (),
    ApprovalState.WITHDRAWN: (),
    ApprovalState.SUPERSEDED: (),
}
