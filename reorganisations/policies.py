"""Whether a reorganisation is possible now. A check raises ActionDenied with the message that the page shows."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from accounts.models import Department, User
from approvals.models import Approval
from approvals.policies import check_not_own, check_own, check_proposal_shown
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from reorganisations.models import Reorganisation
from reorganisations.states import DepartmentAct

# A later day has a typing error in the year.
LONGEST_NOTICE = timedelta(days=3 * 365)
NOUN, SECOND = "变动", "系统管理员"


def check_may_propose(reorganisation: Reorganisation) -> None:
    """Require that the act is possible, and that no other one of the department is undone."""
    if other := Reorganisation.objects.undone().filter(department=reorganisation.department).first():
        raise ActionDenied(f"{other.department}另有{other.get_state_display()}的变动（{other}），请先办结。")
    check_possible(reorganisation)


def check_possible(reorganisation: Reorganisation) -> None:
    """Require a document, a day within three years, and what the act itself requires."""
    if not reorganisation.document_number.strip():
        raise ActionDenied("请填写所依据的文件及文号。")
    if reorganisation.day > timezone.localdate() + LONGEST_NOTICE:
        raise ActionDenied(f"施行日期{chinese_date(reorganisation.day)}在三年以后，请改正施行日期后再提交。")
    CHECKS[DepartmentAct(reorganisation.act)](reorganisation)


def _check_rename(reorganisation: Reorganisation) -> None:
    """Require a name that no department has, from a day after the last change of the name."""
    department, name = reorganisation.department, reorganisation.content["name"]
    if name == department.name:
        raise ActionDenied(f"新名称与现名称{name}相同，没有可更改的内容。")
    _check_name(name)
    if department.former_names:
        last = date.fromisoformat(department.former_names[-1]["until"])
        if reorganisation.day <= last:
            raise ActionDenied(f"施行日期须晚于上次更名的日期{chinese_date(last)}，请改正施行日期后再提交。")


def _check_name(name: str) -> None:
    """Require a name that no department has."""
    if not name.strip():
        raise ActionDenied("请填写名称。")
    if Department.objects.filter(name=name).exists():
        raise ActionDenied(f"已有名称为{name}的成员单位，请改用其他名称。")


CHECKS: dict[DepartmentAct, Callable[[Reorganisation], None]] = {DepartmentAct.RENAME: _check_rename}


def check_may_approve(reorganisation: Reorganisation, *, expected_version: str, user: User) -> Approval:
    """Return the pending approval; require that the page showed it, another user, and that the act is possible."""
    approval = check_proposal_shown(reorganisation.approval, expected_version=expected_version, noun=NOUN)
    check_not_own(approval, user, noun=NOUN, second=SECOND)
    check_possible(reorganisation)
    return approval


def check_may_reject(reorganisation: Reorganisation, *, reason: str, user: User) -> Approval:
    """Return the approval of one that is not carried out; require a reason, and for an approved one its proposer."""
    if reorganisation.approval is None or not (reorganisation.is_proposed or reorganisation.is_approved):
        raise ActionDenied(f"该变动{reorganisation.get_state_display()}，不能再退回或撤回。")
    if not reason.strip():
        raise ActionDenied("请填写理由。")
    if reorganisation.is_approved:
        check_own(reorganisation.approval, user, noun=NOUN)
    return reorganisation.approval
