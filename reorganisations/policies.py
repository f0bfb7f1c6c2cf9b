"""Whether a reorganisation is possible now. A check raises ActionDenied with the message that the page shows."""

from collections.abc import Callable, Iterable
from datetime import date

from django.utils import timezone

from accounts.department_acts import DepartmentAct
from accounts.models import Department, User
from accounts.permissions import Role
from approvals.models import Approval
from approvals.policies import check_not_own, check_own, check_proposal_shown
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from incentives.models import Measure, MeasureChange
from incentives.policies import check_may_propose as check_may_change_measure
from incentives.policies import check_not_far
from incentives.states import MeasureAct
from reorganisations.holdings import holdings_of, moved_accounts, moved_measures
from reorganisations.models import Reorganisation

# A day before the first plan was signed has a typing error in the year.
EARLIEST_DAY = date(2019, 1, 1)
NOUN, SECOND = "变动", "系统管理员"


def check_may_propose(reorganisation: Reorganisation) -> None:
    """Require that the act is possible, and that no other one of its departments is undone."""
    for department in filter(None, (reorganisation.department, reorganisation.target)):
        others = Reorganisation.objects.undone()
        if other := (others.filter(department=department) | others.filter(target=department)).first():
            raise ActionDenied(f"{department}另有{other.get_state_display()}的变动（{other}），请先办结。")
    check_possible(reorganisation)


def check_possible(reorganisation: Reorganisation) -> None:
    """Require a document, a possible day, departments that are not closed, and what the act requires.

    A day is possible from the year of the first plan until three years from now.
    """
    if not reorganisation.document_number.strip():
        raise ActionDenied("请填写所依据的文件及文号。")
    if reorganisation.day < EARLIEST_DAY:
        raise ActionDenied(f"施行日期不能早于{chinese_date(EARLIEST_DAY)}，请改正施行日期后再提交。")
    check_not_far(reorganisation.day)
    for department in filter(None, (reorganisation.department, reorganisation.target)):
        if department.closed_on:
            raise ActionDenied(f"{department}已于{chinese_date(department.closed_on)}撤销，不能再作变动。")
    CHECKS[DepartmentAct(reorganisation.act)](reorganisation)


def _check_rename(reorganisation: Reorganisation) -> None:
    """Require a name that no department has, from a day after the last change of the name."""
    department, name = reorganisation.source, reorganisation.content["name"]
    if name == department.name:
        raise ActionDenied(f"新名称与现名称{name}相同，没有可更改的内容。")
    _check_name(name)
    if department.former_names:
        last = date.fromisoformat(department.former_names[-1]["until"])
        if reorganisation.day <= last:
            raise ActionDenied(f"施行日期须晚于上次更名的日期{chinese_date(last)}，请改正施行日期后再提交。")


def _check_establishment(reorganisation: Reorganisation) -> None:
    """Require a name and a code that no department has."""
    _check_name(reorganisation.content["name"])
    if known := Department.objects.filter(code=reorganisation.content["code"]).first():
        raise ActionDenied(f"代码{known.code}是{known}的，请改用其他代码。")


def _check_name(name: str) -> None:
    if not name.strip():
        raise ActionDenied("请填写名称。")
    if Department.objects.filter(name=name).exists():
        raise ActionDenied(f"已有名称为{name}的成员单位，请改用其他名称。")


def _check_transfer(reorganisation: Reorganisation) -> None:
    """Require another department, and that something of what is transferred still belongs to this one."""
    department = reorganisation.source
    if reorganisation.target == department:
        raise ActionDenied(f"承接单位不能是{department}自己，请改选其他单位。")
    _check_parts(reorganisation)
    measures, accounts = moved_measures(reorganisation), moved_accounts(reorganisation)
    if not (measures or accounts or reorganisation.content["work"]):
        raise ActionDenied(
            f"到{chinese_date(reorganisation.day)}，所选的措施和账号都已不属于{department}，没有可以划转的内容。"
        )


def _check_split(reorganisation: Reorganisation) -> None:
    _check_establishment(reorganisation)
    _check_parts(reorganisation)


def _check_parts(reorganisation: Reorganisation) -> None:
    """Require that something is chosen, and that the other department may have what of it is moved."""
    content = reorganisation.content
    if not (content["measures"] or content["accounts"] or content["work"]):
        raise ActionDenied("请勾选划转的措施、账号或未办结的事项。")
    check_accounts(reorganisation, moved_accounts(reorganisation))
    check_measures(reorganisation, moved_measures(reorganisation))


def _check_merger(reorganisation: Reorganisation) -> None:
    """Require another department to which all accounts and measures may belong, and one that may be closed."""
    department = reorganisation.source
    if reorganisation.target == department:
        raise ActionDenied(f"承接单位不能是{department}自己，请改选其他单位。")
    _check_may_end(department)
    check_accounts(reorganisation, moved_accounts(reorganisation))
    check_measures(reorganisation, moved_measures(reorganisation))


def _check_closure(reorganisation: Reorganisation) -> None:
    """Require that nothing is left with the department."""
    department = reorganisation.source
    _check_may_end(department)
    if left := holdings_of(department):
        raise ActionDenied(f"{department}还有{'、'.join(map(str, left))}，请先划转或办结，或者改办并入。")


def _check_may_end(department: Department) -> None:
    """Require a department that does not lead, and a customs office without enterprises."""
    if department.is_lead:
        raise ActionDenied(f"{department}是牵头单位，不能撤销或并入其他单位。")
    if department.certifications.open().exists():
        raise ActionDenied(f"{department}的名单上还有企业，请先由承接的海关报送名单、办理移交。")


def check_accounts(reorganisation: Reorganisation, users: Iterable[User]) -> None:
    """Require accounts whose roles the target may have; a new department is neither a customs office nor leads."""
    target = reorganisation.target
    for user in users:
        if user.role == Role.CUSTOMS and not (target and target.is_customs):
            raise ActionDenied(f"{user}是海关经办，只能划转到海关，请先在账号页面改正角色或停用账号。")
        if user.role == Role.CREDIT:
            raise ActionDenied(f"{user}是信用管理，只能属于牵头单位，请先在账号页面改正角色或停用账号。")


def check_measures(reorganisation: Reorganisation, measures: Iterable[Measure]) -> None:
    """Require measures that may be amended from the day on."""
    for measure in measures:
        change = change_of(reorganisation, measure)
        check_may_change_measure(measure, change, expected_version=str(measure.newest.pk))


def change_of(reorganisation: Reorganisation, measure: Measure) -> MeasureChange:
    """Return the amendment that puts the target in the place of the department among those responsible."""
    content = measure.newest.content
    source, target = reorganisation.source.code, reorganisation.target
    to = target.code if target else reorganisation.content["code"]
    replaced = dict.fromkeys(to if code == source else code for code in content["departments"])
    return MeasureChange(
        act=MeasureAct.AMEND,
        in_force_from=reorganisation.day.isoformat(),
        legal_basis=reorganisation.document_number,
        content={**content, "departments": list(replaced)},
    )


CHECKS: dict[DepartmentAct, Callable[[Reorganisation], None]] = {
    DepartmentAct.RENAME: _check_rename,
    DepartmentAct.TRANSFER: _check_transfer,
    DepartmentAct.SPLIT: _check_split,
    DepartmentAct.MERGE: _check_merger,
    DepartmentAct.CLOSE: _check_closure,
    DepartmentAct.ESTABLISH: _check_establishment,
}


def check_may_approve(reorganisation: Reorganisation, *, expected_version: str, user: User) -> Approval:
    """Return the pending approval; require that the page showed it, another user, and that the act is possible."""
    approval = check_proposal_shown(reorganisation.approval, expected_version=expected_version, noun=NOUN)
    check_not_own(approval, user, noun=NOUN, second=SECOND)
    check_possible(reorganisation)
    return approval


def check_may_reject(reorganisation: Reorganisation, *, reason: str, user: User) -> Approval:
    """Return the approval of one that is not carried out; require a reason, and before its day its proposer.

    Once the day of an approved one has come, every system administrator may take it back: it could not be carried out.
    """
    if reorganisation.approval is None or not (reorganisation.is_proposed or reorganisation.is_approved):
        raise ActionDenied(f"该变动{reorganisation.get_state_display()}，不能再退回或撤回。")
    if not reason.strip():
        raise ActionDenied("请填写理由。")
    if reorganisation.is_approved and reorganisation.day > timezone.localdate():
        check_own(reorganisation.approval, user, noun=NOUN)
    return reorganisation.approval
