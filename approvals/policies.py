"""Whether an act on an approval is possible now. A check raises ActionDenied with the message that the page shows.

`noun` is the word of the subject's pages for what is proposed, such as 结论 or 修改.
"""

from django.db.models import Model

from accounts.models import User
from approvals.models import Approval
from foundation.denials import ActionDenied

NOUN = "提议"


def check_nothing_pending(subject: Model, *, noun: str = NOUN) -> None:
    """Require that no change of the subject is pending: a second one would refer to values that may change."""
    pending = Approval.objects.of_subject(subject).pending().select_related("proposed_by").first()
    if pending:
        raise ActionDenied(f"{pending.proposed_by}提出的{noun}还待第二人复核，请先同意、退回或撤回，再作其他{noun}。")


def check_pending(approval: Approval, *, noun: str = NOUN) -> None:
    """Require that the approval is pending."""
    if not approval.is_pending:
        raise ActionDenied(f"没有待复核的{noun}，可能已由他人处理。")


def check_proposal_shown(approval: Approval | None, *, expected_version: str, noun: str) -> Approval:
    """Return the approval; require that it is pending and that the page showed it: `expected_version` is its key."""
    if approval is None or not approval.is_pending:
        raise ActionDenied(f"没有待复核的{noun}，可能已由他人处理。")
    if str(approval.pk) != expected_version:
        raise ActionDenied(f"您打开页面之后，待复核的{noun}已换成另一份，请核对后再处理。")
    return approval


def check_not_own(approval: Approval, user: User, *, noun: str = NOUN, second: str = "信用管理人员") -> None:
    """Require another user than the proposer, for an approval or a rejection; `second` is the word for such a user."""
    if approval.proposed_by_id == user.pk:
        raise ActionDenied(f"{noun}是您本人提出的，须由另一名{second}复核。")


def check_own(approval: Approval, user: User, *, noun: str = NOUN) -> None:
    """Require the proposer, for a withdrawal."""
    if approval.proposed_by_id != user.pk:
        raise ActionDenied(f"{noun}是{approval.proposed_by}提出的，只能由其本人撤回。")
