"""Checks of assignments (交办). Each raises ActionDenied with the message that the page shows."""

from django.utils import timezone

from accounts.models import Department, User
from feedback.models import ViolationReport
from feedback.models.assignments import Assignable, current_assignment
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from screening.policies import competent_office


def office_in_charge(work: Assignable) -> Department | None:
    """Return the department that does the work now: of a report the customs office that decides it (plan §3)."""
    if isinstance(work, ViolationReport):
        return competent_office(work.enterprise)
    in_charge: Department = work.application.in_charge
    return in_charge


def check_may_assign_any(work: Assignable, by: User) -> None:
    """Require open work of the user's department."""
    if (in_charge := office_in_charge(work)) != by.department:
        raise ActionDenied(f"该项由{in_charge}办理，{by.department}不能交办。")
    if not work.is_open:
        raise ActionDenied(f"该项现为“{work.get_state_display()}”，无须再交办。")


def check_may_assign(work: Assignable, assignee: User, *, expected_version: str, by: User) -> None:
    """Require open work of the user's department, assigned as the page showed it, and another clerk of it."""
    check_may_assign_any(work, by)
    if assignee.department != by.department:
        raise ActionDenied(f"{assignee}不是{by.department}的人员，请选择本单位的人员。")
    if not assignee.is_active or assignee.has_ended:
        raise ActionDenied(f"{assignee}的账号已停用，请选择其他人员。")
    current = current_assignment(work)
    if version_of(work) != expected_version:
        who = f"{current.assigned_by}交由{current.assignee}办理" if current else "改为未分派"
        raise ActionDenied(f"该项刚才已{who}，请核对后再办。")
    if current and current.assignee == assignee:
        day = chinese_date(timezone.localdate(current.assigned_at))
        raise ActionDenied(f"该项自{day}起已由{assignee}办理，无须再交办。")


def version_of(work: Assignable) -> str:
    """Return the key of the work's assignment; "" where it has none."""
    current = current_assignment(work)
    return str(current.pk) if current else ""
