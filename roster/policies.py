"""Rules of what is possible now; each check raises ActionDenied with the message that the page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Department, User
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from incentives.policies import check_not_far
from roster.models import ListRules, RosterRemoval, RosterSubmission, Transfer
from uploads.policies import check_day_since_aeo, check_is_checked, check_problems_verified, exceeds_tenth


class RosterChanged(ActionDenied):
    """The roster changed after the difference was shown."""


@dataclass(frozen=True)
class RosterConfirmation:
    """The answers of the person who confirms a roster.

    `reasons` is USCC → reason of each removed enterprise, `problems_verified` whether the problems to confirm were
    verified, `removed_count` the number of removed enterprises, entered again.
    """

    reasons: Mapping[str, str] = field(default_factory=dict)
    problems_verified: bool = False
    removed_count: int | None = None


def check_may_confirm_roster(
    submission: RosterSubmission,
    *,
    newest: RosterSubmission | None,
    newest_transfer: Transfer | None,
    removals: Sequence[RosterRemoval],
    in_force: int,
    confirmation: RosterConfirmation,
) -> None:
    """Raise ActionDenied unless the roster can be confirmed as it was shown (domain loop, 2).

    It must have no errors and the same base as at its comparison, and its problems must be verified. Raises
    RosterChanged where another roster was confirmed or a transfer was settled since.

    `newest` is the newest confirmed submission of any office, `newest_transfer` the transfer that was settled last,
    `in_force` the number of the office's enterprises now.
    """
    check_is_checked(submission)
    if submission.error_count:
        raise ActionDenied(f"名单有{submission.error_count}处问题未改正，请改正后重新上传。")
    if submission.base != newest:
        raise RosterChanged(
            f"您预览之后名单已有变化（{newest}已确认），正在按最新名单重新校验、比较，请核对后再次确认。"
        )
    if submission.base_transfer != newest_transfer:
        raise RosterChanged(
            f"您预览之后名单已有变化（移交{newest_transfer}已办结），正在按最新名单重新校验、比较，请核对后再次确认。"
        )
    previous = RosterSubmission.objects.filter(office=submission.office).newest_confirmed()
    if previous and submission.as_of < previous.as_of:
        raise ActionDenied(
            f"截至日期{chinese_date(submission.as_of)}早于本关已确认名单的截至日期{chinese_date(previous.as_of)}，"
            "请改正截至日期。"
        )
    check_problems_verified(submission, is_verified=confirmation.problems_verified)
    unexplained = [removal.name for removal in removals if not confirmation.reasons.get(removal.uscc)]
    if unexplained:
        named = "、".join(unexplained[:5]) + ("等" if len(unexplained) > 5 else "")
        raise ActionDenied(f"有{len(removals)}家企业将退出名单，请逐家填写退出原因；尚未填写的有{named}。")
    if exceeds_tenth(len(removals), in_force) and confirmation.removed_count != len(removals):
        raise ActionDenied(
            f"退出的企业有{len(removals)}家，超过现行名单{in_force}家的十分之一。如确属实，请再次填写退出的家数。"
        )


def check_may_agree(transfer: Transfer, user: User) -> None:
    """Require a waiting transfer and a user of the office that certified the enterprise."""
    _check_waits(transfer)
    _check_office(transfer.from_office, user, act="同意或退回")


def check_may_withdraw_transfer(transfer: Transfer, user: User) -> None:
    """Require a waiting transfer and a user of the office that requested it."""
    _check_waits(transfer)
    _check_office(transfer.to_office, user, act="撤回")


def _check_waits(transfer: Transfer) -> None:
    if not transfer.is_waiting:
        raise ActionDenied(f"这一移交已由{transfer.settled_by}办结：{transfer.get_state_display()}。")


def _check_office(office: Department, user: User, *, act: str) -> None:
    if user.department != office:
        raise ActionDenied(f"这一移交由{office}{act}，{user.department or '您'}不能办理。")


def check_may_upload_rules(office: Department, *, issued_on: date, in_force_from: date) -> None:
    """Require possible days, and that no valid rules of the office begin on the same day."""
    check_day_since_aeo(issued_on, label="印发日期")
    check_not_far(in_force_from)
    same = ListRules.objects.valid().filter(office=office, in_force_from=in_force_from).first()
    if same:
        raise ActionDenied(
            f"{office}已有自{chinese_date(in_force_from)}起施行的{same}，请核对施行日期；该件上传有误的，请先撤下。"
        )


def check_may_withdraw_rules(rules: ListRules, user: User) -> None:
    """Require valid rules of the user's own office."""
    if user.department != rules.office:
        raise ActionDenied(f"这一办法由{rules.office}撤下，{user.department or '您'}不能办理。")
    if rules.withdrawn_at:
        raise ActionDenied(f"这一办法已由{rules.withdrawn_by}撤下：{rules.withdrawal_reason}。")
