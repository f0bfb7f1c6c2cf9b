"""What happens to the work of a person who leaves or moves (docs/security.md, «Leaving»)."""

from collections.abc import Iterator

from django.utils import timezone

from accounts.models import ApiToken, User
from approvals.models import Approval


def leaving_notes(user: User) -> Iterator[str]:
    """Yield the sentences on the open work, the colleagues stood in for, the proposals and the tokens of the account.

    All work belongs to the department: every account of it with the same role sees it and does it. What was given to
    the person (交办) is unassigned from then on.
    """
    owner = f"{user.department or '平台'}（{user.get_role_display()}）"
    others = User.objects.filter(department=user.department_id, role=user.role, is_active=True).exclude(pk=user.pk)
    if count := others.count():
        yield f"待办事项属于{owner}，不属于个人；账号停用或调离后，由其余{count}个账号继续办理。"
    else:
        yield f"待办事项属于{owner}，此外没有启用的账号可以办理；停用或调离前，请先安排接替的账号。"
    if count := user.assignments.of_open_work().count():
        yield f"交由本人办理、尚未办结的{count}项，停用或调离时改回未分派。"
    absences = user.stood_in_absences.not_over().select_related("user").order_by("since", "pk")
    if names := "、".join(dict.fromkeys(str(absence.user) for absence in absences)):
        yield f"本人是{names}外出期间的代办人，停用或调离后不再代办，请本单位另行安排。"
    if count := Approval.objects.pending().filter(proposed_by=user).count():
        yield f"本人提出、尚待复核的{count}项仍然有效，由他人同意或者退回。"
    tokens = ApiToken.objects.filter(user=user, revoked_at=None, expires_on__gte=timezone.localdate())
    if names := "、".join(tokens.values_list("name", flat=True)):
        yield f"名下的接口令牌（{names}）随账号停用而失效，随账号调动而用于新单位；请先撤销，或者由接替的账号换发。"
