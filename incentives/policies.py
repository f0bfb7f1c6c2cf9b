"""Whether a change of a measure is possible now. A check raises ActionDenied with the message that the page shows."""

from datetime import date, timedelta

from django.utils import timezone

from accounts.models import User
from approvals.models import Approval
from approvals.policies import check_not_own, check_nothing_pending, check_proposal_shown
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from incentives.models import Measure, MeasureChange, MeasureVersion
from incentives.states import POSSIBLE_ACTS, MeasureAct, MeasureStatus

# Laws come into force within months of their publication; a later day has a typing error in the year.
LONGEST_NOTICE = timedelta(days=3 * 365)
NOUN, SECOND = "变动", "系统管理员"


def check_may_propose(measure: Measure, change: MeasureChange, *, expected_version: str) -> None:
    """Require that nothing is pending, that the page showed the newest version, and that the change is possible."""
    check_nothing_pending(measure, noun=NOUN)
    newest = measure.newest
    if str(newest.pk) != expected_version:
        raise ActionDenied(f"您打开页面之后，{newest.in_sentence}已有新的变动，请核对后重新提交。")
    check_change(newest, change)


def check_change(newest: MeasureVersion, change: MeasureChange) -> None:
    """Require an act that the newest version allows, by a document, from a day after it and within three years.

    A later day would prevent every other change until then.
    """
    if not change["legal_basis"].strip():
        raise ActionDenied("请填写所依据的文件及文号。")
    if change["act"] == MeasureAct.WITHDRAW:
        _check_may_withdraw(newest)
        return
    act = MeasureAct(change["act"])
    if act not in POSSIBLE_ACTS[MeasureStatus(newest.status)]:
        raise ActionDenied(
            f"{newest.in_sentence}自{chinese_date(newest.in_force_from)}起{newest.get_status_display()}，不能{act.label}。"
        )
    _check_day(newest, date.fromisoformat(change["in_force_from"]))
    if act == MeasureAct.AMEND:
        _check_content(newest, change)


def _check_may_withdraw(newest: MeasureVersion) -> None:
    """Require a change that has not come into force."""
    if not newest.is_amendment:
        raise ActionDenied(f"{newest.in_sentence}没有可以撤回的变动。")
    if newest.in_force_from <= timezone.localdate():
        raise ActionDenied(f"这次变动已于{chinese_date(newest.in_force_from)}施行，不能撤回，请另行提出变动。")


def _check_day(newest: MeasureVersion, in_force_from: date) -> None:
    if in_force_from > timezone.localdate() + LONGEST_NOTICE:
        raise ActionDenied(f"施行日期{chinese_date(in_force_from)}在三年以后，请改正施行日期后再提交。")
    if in_force_from <= newest.in_force_from:
        raise ActionDenied(
            f"施行日期须晚于现有最新文本的施行日期{chinese_date(newest.in_force_from)}，请核对依据文件后重新填写。"
        )


def _check_content(newest: MeasureVersion, change: MeasureChange) -> None:
    """Require a wording, a short title, a kind and a department, and that something differs from the newest version."""
    content = change["content"]
    if not content["wording"].strip():
        raise ActionDenied("请填写调整后的措施文本。")
    if not content["kinds"]:
        raise ActionDenied("请选择调整后的类型。")
    if not content["short_title"].strip():
        raise ActionDenied("请填写调整后的简称。")
    if not content["departments"]:
        raise ActionDenied("请选择调整后的责任单位。")
    if (newest.content, newest.legal_basis) == (content, change["legal_basis"]):
        raise ActionDenied("调整后的内容和依据都与现有最新文本相同，没有可调整的内容。")


def check_may_approve(measure: Measure, *, expected_version: str, user: User) -> Approval:
    """Return the pending proposal; require that the page showed it, another user, and that it is still possible."""
    approval = check_proposal_shown(measure.approval, expected_version=expected_version, noun=NOUN)
    check_not_own(approval, user, noun=NOUN, second=SECOND)
    check_change(measure.newest, approval.change)
    return approval


def check_may_reject(measure: Measure, *, expected_version: str, reason: str) -> Approval:
    """Return the pending proposal; require that the page showed it, and a reason."""
    approval = check_proposal_shown(measure.approval, expected_version=expected_version, noun=NOUN)
    if not reason.strip():
        raise ActionDenied("请填写理由。")
    return approval
