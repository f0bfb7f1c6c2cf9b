"""The answer on the page of an enterprise: whether measures may be applied today, and what to tell the enterprise."""

from collections.abc import Iterable, Sequence

from django.utils import timezone

from accounts.models import Department
from blacklists.models import Blacklist
from foundation.web.dates import chinese_date
from foundation.web.verdicts import Verdict
from roster.models import Certification
from screening.models import Standing
from screening.reasons import ReasonCode, StandingReason
from screening.states import StandingState
from screening.wording import reason_text

# The advice of each answer is what to tell the enterprise.
NO, WAIT = "今天不能适用激励措施", "今天暂缓适用激励措施"
VERDICTS = {
    StandingState.ELIGIBLE: Verdict("yes", "今天可以适用激励措施"),
    StandingState.PENDING: Verdict("wait", WAIT, "正在适用的措施无须停止；请告知企业等候核实，无须办理手续。"),
    StandingState.UNSCREENED: Verdict("wait", WAIT, "请告知企业等候比对，无须办理手续。"),
    StandingState.BLOCKED: Verdict("no", NO, "请告知企业向认定部门办理信用修复；移出“黑名单”后，资格自动恢复。"),
    StandingState.REVOKED: Verdict("no", NO, "请告知企业向主管海关了解取消的原因和恢复的条件。"),
    StandingState.LAPSED: Verdict("no", NO, "请告知企业向主管海关了解退出的原因；重新取得高级认证后，资格重新认定。"),
}
SUSPENDED = Verdict("wait", WAIT, "正在适用的措施无须停止；请告知企业向主管海关了解暂停的原因。")
# Reasons for which an enterprise is an incentive object.
FAVOURABLE = (ReasonCode.CERTIFIED, ReasonCode.RESTORED, ReasonCode.SUSPENSION_LIFTED, ReasonCode.SCREENED)
NOT_ON_A_ROSTER = Verdict("no", NO, "企业不在海关报送的名单上。")


def verdict_of(standing: Standing | None) -> Verdict:
    """Return the answer for the current standing of an enterprise."""
    if standing is None:
        return NOT_ON_A_ROSTER
    return SUSPENDED if standing.is_suspended else VERDICTS[StandingState(standing.state)]


def is_own_office(department: Department | None, certifications: Sequence[Certification]) -> bool:
    """Return whether the department is the competent office, which is that of the first certification."""
    return bool(certifications) and department is not None and certifications[0].office_id == department.pk


def sees_all_reasons(department: Department | None, certifications: Sequence[Certification]) -> bool:
    """Return whether the department sees every reason of a standing: the competent office, and 市发展改革委."""
    return is_own_office(department, certifications) or (department is not None and department.is_lead)


def split_reasons(
    standing: Standing | None, reasons: Iterable[StandingReason]
) -> tuple[list[StandingReason], list[StandingReason]]:
    """Return the reasons that the state rests on, and those that only have to be known.

    A hint never changes the state; a possible match of an eligible enterprise does not yet. A certification or a
    completed screening does not explain why an enterprise is not eligible, and is left out there.
    """
    unsettled = {ReasonCode.HINT}
    if standing and standing.is_eligible:
        unsettled.add(ReasonCode.POSSIBLE_MATCH)
    grounds: list[StandingReason] = []
    remarks: list[StandingReason] = []
    for reason in reasons:
        if reason["code"] in unsettled:
            remarks.append(reason)
        elif reason["code"] not in FAVOURABLE or standing is None or standing.is_eligible:
            grounds.append(reason)
    return grounds, remarks


def grounds_text(grounds: Iterable[StandingReason], blacklists: Sequence[Blacklist]) -> str:
    """The reasons in one line; that of the screening names the excluding blacklists, which have `with_newest`."""
    return "；".join(
        _screened_text(blacklists) if reason["code"] == ReasonCode.SCREENED else reason_text(reason)
        for reason in grounds
    )


def _screened_text(blacklists: Sequence[Blacklist]) -> str:
    """Name the blacklists with data, the day of the oldest, and those that are late."""
    days = {each: each.newest for each in blacklists if each.newest}
    if not days:
        return "各领域“黑名单”均声明尚未启用"
    late = [each for each in days if each.is_stale(on=timezone.localdate())]
    text = f"已与{_names(days)}比对，名单最早截至{chinese_date(min(days.values()))}"
    return text + (f"，其中{_names(late)}逾期未更新" if late else "")


def _names(blacklists: Iterable[Blacklist]) -> str:
    return "".join(f"“{each}”" for each in blacklists)
