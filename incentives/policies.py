"""Whether a measure or a plan can be changed now. A check raises ActionDenied with the message that the page shows."""

from datetime import date, timedelta

from django.utils import timezone

from accounts.models import User
from approvals.models import Approval
from approvals.policies import check_not_own, check_nothing_pending, check_proposal_shown
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from incentives.models import ActionPlan, Measure, MeasureChange, MeasureVersion, PlanAddition
from incentives.states import POSSIBLE_ACTS, MeasureAct, MeasureStatus, PlanState

# Laws come into force within months of their publication; a later day has a typing error in the year.
LONGEST_NOTICE = timedelta(days=3 * 365)
NOUN, SECOND = "变动", "系统管理员"
ADDITION = "新增"


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
    check_not_far(in_force_from)
    if in_force_from <= newest.in_force_from:
        raise ActionDenied(
            f"{newest.in_sentence}的施行日期须晚于现有最新文本的施行日期{chinese_date(newest.in_force_from)}，"
            "请核对依据文件后重新填写。"
        )


def check_not_far(in_force_from: date) -> None:
    """Require a day within three years."""
    if in_force_from > timezone.localdate() + LONGEST_NOTICE:
        raise ActionDenied(f"施行日期{chinese_date(in_force_from)}在三年以后，请改正施行日期后再提交。")


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


def check_may_reject(
    subject: Measure | ActionPlan, *, expected_version: str, reason: str, noun: str = NOUN
) -> Approval:
    """Return the pending proposal; require that the page showed it, and a reason."""
    approval = check_proposal_shown(subject.approval, expected_version=expected_version, noun=noun)
    if not reason.strip():
        raise ActionDenied("请填写理由。")
    return approval


def check_new_plan(plan: ActionPlan) -> None:
    """Require a number and a short name that no other plan has, and a day in force on or after that of issue."""
    others = ActionPlan.objects.exclude(pk=plan.pk).exclude(state=PlanState.REJECTED)
    if same := others.filter(document_number=plan.document_number).first():
        raise ActionDenied(f"文号为{plan.document_number}的行动计划{same.get_state_display()}，不能再次新增。")
    if not plan.short_name.strip():
        raise ActionDenied("请填写简称，措施以它与其他行动计划的相区别。")
    if same := others.filter(short_name=plan.short_name).first():
        raise ActionDenied(f"简称“{plan.short_name}”已用于{same}，请另写一个简称。")
    if plan.in_force_from < plan.issued_on:
        raise ActionDenied(f"施行日期早于印发日期{chinese_date(plan.issued_on)}，请核对。")


def check_addition(plan: ActionPlan, addition: PlanAddition) -> None:
    """Require measures whose numbers the plan does not have, from a day in the life of the plan, by a document."""
    day = date.fromisoformat(addition["in_force_from"])
    check_not_far(day)
    if day < plan.in_force_from:
        raise ActionDenied(f"施行日期早于行动计划的施行日期{chinese_date(plan.in_force_from)}，请核对。")
    if not addition["legal_basis"].strip():
        raise ActionDenied("请填写所依据的文件及文号。")
    numbers = [measure["number"] for measure in addition["measures"]]
    if not numbers:
        raise ActionDenied("没有要新增的措施。")
    taken = Measure.objects.filter(section__plan=plan.pk, number__in=numbers).values_list("number", flat=True)
    if taken or len(set(numbers)) < len(numbers):
        twice = sorted(set(taken) or {number for number in numbers if numbers.count(number) > 1})
        raise ActionDenied(f"序号{'、'.join(map(str, twice))}已有措施，一个计划中每项措施的序号只能用一次。")


def check_may_add(plan: ActionPlan, addition: PlanAddition) -> None:
    """Require that nothing is pending, and that the plan can have the measures."""
    check_nothing_pending(plan, noun=ADDITION)
    check_addition(plan, addition)


def check_may_approve_addition(plan: ActionPlan, *, expected_version: str, user: User) -> Approval:
    """Return the pending addition; require that the page showed it, another user, and that it is still possible."""
    approval = check_proposal_shown(plan.approval, expected_version=expected_version, noun=ADDITION)
    check_not_own(approval, user, noun=ADDITION, second=SECOND)
    check_addition(plan, approval.change)
    return approval
