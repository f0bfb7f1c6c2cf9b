"""Which changes of an account need a second person, and whether one is possible now; whether an absence is.

A check raises ActionDenied with the message that the page shows.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from accounts.policies import check_administration_kept
from approvals.models import Approval
from approvals.policies import check_not_own, check_nothing_pending, check_proposal_shown
from foundation.denials import ActionDenied
from foundation.encryption import hash_of
from foundation.web.dates import chinese_date
from staffing.models import Absence

# Roles that decide, administer or audit: one person alone gives and takes none of them.
GUARDED_ROLES = frozenset({Role.SYSTEM, Role.CREDIT, Role.CUSTOMS, Role.AUDITOR})
NOUN = "变动"
# The longest absence, in days. One that lasts longer is entered again, or the account is switched off.
LONGEST_ABSENCE = 366


def version_of(user: User) -> str:
    """Return the hash of what a proposal may change in the account."""
    return hash_of(f"{user.role}/{user.department_id or ''}/{user.email}/{user.is_active}/{user.ends_on or ''}")


def fields_to_propose(stored: User, changed: User, fields: Collection[str]) -> list[str]:
    """Return those of the changed fields that a second person has to approve.

    These are role, department, activation and a later last day where the account has, or gets, a guarded role, and the
    address of every account, to which the links for its password go. An account is switched off at once.
    """
    is_guarded = not GUARDED_ROLES.isdisjoint({stored.role, changed.role})
    proposed = {"email"}
    if is_guarded:
        proposed |= {"role", "department"} | ({"is_active"} if changed.is_active else set())
        proposed |= {"ends_on"} if _ends_later(stored, changed) else set()
    return [field for field in fields if field in proposed]


def _ends_later(stored: User, changed: User) -> bool:
    return stored.ends_on is not None and (changed.ends_on is None or changed.ends_on > stored.ends_on)


def check_may_propose(user: User, change: Mapping[str, Any], *, by: User) -> None:
    """Require that nothing is pending about the account, and that the change is possible."""
    check_nothing_pending(user, noun=NOUN)
    check_change(user, change, by=by)


def with_change(user: User, change: Mapping[str, Any]) -> User:
    """Return the stored account with the values of the change, not saved."""
    after = User.objects.select_related("department").get(pk=user.pk)
    for field, value in change.items():
        setattr(after, field, _value_of(field, value))
    return after


def _value_of(field: str, value: Any) -> Any:
    """Return the value of the field that a proposal stores in plain form."""
    if field == "department":
        return Department.objects.filter(code=value).first()
    return User._meta.get_field(field).to_python(value)


def check_change(user: User, change: Mapping[str, Any], *, by: User) -> None:
    """Require that the account can become so, and that a system administrator stays."""
    after = with_change(user, change)
    check_administration_kept(user, after, by=by)
    try:
        after.full_clean(exclude=["password"])
    except ValidationError as error:
        raise ActionDenied("".join(error.messages)) from error


def check_may_approve(user: User, approval: Approval | None, *, expected_version: str, by: User) -> Approval:
    """Return the proposal; require that the page showed it, and somebody else than its author and its subject."""
    approval = check_proposal_shown(approval, expected_version=expected_version, noun=NOUN)
    check_not_own(approval, by, noun=NOUN, second="系统管理员或审计人员")
    if user.pk == by.pk:
        raise ActionDenied("这是您本人的账号，须由他人复核。")
    if approval.expected_version != version_of(user):
        raise ActionDenied("提出之后账号已有变动，请退回，核对后重新提出。")
    check_change(user, approval.change, by=by)
    return approval


def check_may_reject(approval: Approval | None, *, expected_version: str, reason: str) -> Approval:
    """Return the proposal; require that the page showed it, and a reason."""
    approval = check_proposal_shown(approval, expected_version=expected_version, noun=NOUN)
    if not reason.strip():
        raise ActionDenied("请填写理由。")
    return approval


def check_may_enter_absence(user: User, *, since: date, until: date, stand_in: User | None, by: User) -> None:
    """Require a colleague, days from today on that do not overlap another absence, and a stand-in who is there."""
    if by.department is None or user.department != by.department:
        raise ActionDenied(f"{user}不是{by.department or '平台'}的人员，只能登记本单位人员的外出。")
    if not user.is_active or user.has_ended:
        raise ActionDenied(f"{user}的账号已停用，无须登记外出。")
    if since < timezone.localdate():
        raise ActionDenied(f"开始日期{chinese_date(since)}早于今天，请改正开始日期；已经过去的外出无须登记。")
    if until < since:
        raise ActionDenied(f"结束日期{chinese_date(until)}早于开始日期{chinese_date(since)}，请改正结束日期。")
    if until - since >= timedelta(days=LONGEST_ABSENCE):
        raise ActionDenied(f"结束日期{chinese_date(until)}距开始日期超过一年，请改正结束日期，到期再行登记。")
    if other := user.absences.between(since, until).first():
        raise ActionDenied(f"{user}已登记{other.days}外出，与所填日期重叠，请改正日期，或者先结束该次外出。")
    if stand_in:
        _check_may_stand_in(stand_in, user, since=since, until=until)


def _check_may_stand_in(stand_in: User, user: User, *, since: date, until: date) -> None:
    if stand_in == user:
        raise ActionDenied("代办人不能是外出的人本人，请另选代办人，或者不填。")
    if stand_in.department != user.department or not stand_in.is_active or stand_in.has_ended:
        raise ActionDenied(f"{stand_in}不是{user.department}在用的账号，请另选代办人，或者不填。")
    if own := stand_in.absences.between(since, until).first():
        raise ActionDenied(f"{stand_in}本人{own.days}外出，请另选代办人，或者不填。")


def check_may_end_absence(absence: Absence, by: User) -> None:
    """Require an absence of a colleague that is not over."""
    if absence.user.department != by.department:
        raise ActionDenied(f"{absence.user}不是{by.department}的人员，只能结束本单位人员的外出。")
    if absence.is_over:
        raise ActionDenied(f"{absence.user}{absence.days}的外出{absence.state}，无须再结束。")
