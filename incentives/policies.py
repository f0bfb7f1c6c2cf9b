"""Whether a measure or a plan can be changed now. A check raises ActionDenied with the message that the page shows."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from accounts.models import User
from approvals.models import Approval
from approvals.policies import check_not_own, check_nothing_pending, check_proposal_shown
from approvals.states import ApprovalState
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from incentives.models import ActionPlan, Measure, MeasureChange, MeasureVersion, PlanChange
from incentives.states import NEVER_IN_FORCE, POSSIBLE_ACTS, MeasureAct, MeasureStatus, PlanAct

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
    if newest.is_withdrawn:
        raise ActionDenied(f"{newest.in_sentence}在施行以前已经撤回，不能{act.label}。")
    if act not in POSSIBLE_ACTS[MeasureStatus(newest.status)]:
        raise ActionDenied(
            f"{newest.in_sentence}自{chinese_date(newest.in_force_from)}起{newest.get_status_display()}，不能{act.label}。"
        )
    _check_day(newest, date.fromisoformat(change["in_force_from"]))
    if act == MeasureAct.AMEND:
        _check_content(newest, change)


def _check_may_withdraw(newest: MeasureVersion) -> None:
    """Require a change that has not come into force, of a measure whose plan goes on."""
    if not newest.is_amendment:
        raise ActionDenied(f"{newest.in_sentence}没有可以撤回的变动。")
    if newest.in_force_from <= timezone.localdate():
        raise ActionDenied(f"这次变动已于{chinese_date(newest.in_force_from)}施行，不能撤回，请另行提出变动。")
    ends_on = newest.measure.section.plan.ends_on
    if ends_on:
        raise ActionDenied(f"该行动计划自{chinese_date(ends_on)}起废止，请先撤回行动计划的废止。")


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


def check_may_reject(subject: Measure | ActionPlan, *, expected_version: str, reason: str) -> Approval:
    """Return the pending proposal; require that the page showed it, and a reason."""
    approval = check_proposal_shown(subject.approval, expected_version=expected_version, noun=NOUN)
    if not reason.strip():
        raise ActionDenied("请填写理由。")
    return approval


def check_new_plan(plan: ActionPlan) -> None:
    """Require a number and a short name that no other plan has, and a day in force on or after that of issue."""
    others = ActionPlan.objects.exclude(pk=plan.pk).exclude(state__in=NEVER_IN_FORCE)
    if same := others.filter(document_number=plan.document_number).first():
        raise ActionDenied(f"文号为{plan.document_number}的行动计划{same.get_state_display()}，不能再次新增。")
    if not plan.short_name.strip():
        raise ActionDenied("请填写简称，措施以它与其他行动计划的相区别。")
    if same := others.filter(short_name=plan.short_name).first():
        raise ActionDenied(f"简称“{plan.short_name}”已用于{same}，请另写一个简称。")
    if plan.in_force_from < plan.issued_on:
        raise ActionDenied(f"施行日期早于印发日期{chinese_date(plan.issued_on)}，请核对。")


def check_plan_change(plan: ActionPlan, change: PlanChange) -> None:
    """Require a document, a day within three years, and what the act requires."""
    check_not_far(date.fromisoformat(change["in_force_from"]))
    if not change["legal_basis"].strip():
        raise ActionDenied("请填写所依据的文件及文号。")
    PLAN_CHECKS[PlanAct(change["act"])](plan, change)


def _check_addition(plan: ActionPlan, change: PlanChange) -> None:
    """Require measures whose numbers the plan does not have, from a day in the life of the plan.

    The number of a measure that was withdrawn is free in its section.
    """
    if plan.ends_on:
        raise ActionDenied(f"该行动计划自{chinese_date(plan.ends_on)}起废止，不能新增措施。")
    if date.fromisoformat(change["in_force_from"]) < plan.in_force_from:
        raise ActionDenied(f"施行日期早于行动计划的施行日期{chinese_date(plan.in_force_from)}，请核对。")
    numbers = [measure["number"] for measure in change["measures"]]
    if not numbers:
        raise ActionDenied("没有要新增的措施。")
    existing = Measure.objects.filter(section__plan=plan.pk, number__in=numbers)
    taken = existing.not_withdrawn().values_list("number", flat=True)
    if taken or len(set(numbers)) < len(numbers):
        twice = sorted(set(taken) or {number for number in numbers if numbers.count(number) > 1})
        raise ActionDenied(f"序号{'、'.join(map(str, twice))}已有措施，一个计划中每项措施的序号只能用一次。")
    sections = {measure["number"]: measure["section"] for measure in change["measures"]}
    for measure in existing.select_related("section"):
        if str(measure.section) != sections[measure.number]:
            raise ActionDenied(f"{measure}曾列入“{measure.section}”，在施行以前撤回，请仍列入该类别或改用其他序号。")


def _check_end(plan: ActionPlan, change: PlanChange) -> None:
    """Require a day on which each measure of the plan can be abolished, or was abolished by itself."""
    if plan.ends_on:
        raise ActionDenied(f"该行动计划已定于{chinese_date(plan.ends_on)}废止。")
    day = date.fromisoformat(change["in_force_from"])
    for newest in newest_versions(plan):
        _check_settled(newest)
        if newest.status != MeasureStatus.ABOLISHED:
            _check_day(newest, day)
        elif day < newest.in_force_from:
            raise ActionDenied(
                f"{newest.in_sentence}自{chinese_date(newest.in_force_from)}起废止，行动计划不能在这以前废止。"
            )


def _check_plan_withdrawal(plan: ActionPlan, change: PlanChange) -> None:
    """Require that the change to withdraw is still to come, and that nothing rests on it."""
    withdrawn = coming_change(plan)
    if withdrawn is None or withdrawn.pk != change.get("withdrawn"):
        raise ActionDenied("该行动计划没有可以撤回的变动；已经施行的，不能撤回。")
    for version in MeasureVersion.objects.filter(approval=withdrawn).select_related("measure"):
        _check_settled(version)
        if version.measure.newest != version:
            raise ActionDenied(f"{version.in_sentence}以后另有变动，请先撤回那次变动。")


def _check_settled(version: MeasureVersion) -> None:
    """Require that no change of the measure is pending."""
    if version.measure.approval_id:
        raise ActionDenied(f"{version.in_sentence}另有变动待复核，请先办结。")


PLAN_CHECKS: dict[PlanAct, Callable[[ActionPlan, PlanChange], None]] = {
    PlanAct.ISSUE: _check_addition,
    PlanAct.ADD: _check_addition,
    PlanAct.END: _check_end,
    PlanAct.WITHDRAW: _check_plan_withdrawal,
}


def newest_versions(plan: ActionPlan) -> list[MeasureVersion]:
    """Return the newest version of each measure of the plan that was not withdrawn."""
    versions = MeasureVersion.objects.valid().filter(measure__section__plan=plan).order_by("measure", "in_force_from")
    return list({version.measure_id: version for version in versions.select_related("measure")}.values())


def versions_to_abolish(plan: ActionPlan) -> list[MeasureVersion]:
    """Return the newest version of each measure of the plan that is neither abolished nor withdrawn."""
    return [version for version in newest_versions(plan) if version.status != MeasureStatus.ABOLISHED]


def coming_change(plan: ActionPlan) -> Approval | None:
    """Return the newest approved change of the plan whose day is to come. Nothing follows its end."""
    if plan.ends_on and not plan.has_ended(on=timezone.localdate()):
        ends = Approval.objects.of_subject(plan).filter(state=ApprovalState.APPROVED, change__act=PlanAct.END)
        return ends.latest("pk")
    coming = MeasureVersion.objects.coming(after=timezone.localdate()).filter(
        measure__section__plan=plan, approval__subject_type=ActionPlan._meta.label
    )
    newest = coming.order_by("-approval").first()
    return newest.approval if newest else None


def check_may_propose_plan_change(plan: ActionPlan, change: PlanChange) -> None:
    """Require that nothing is pending, and that the change is possible."""
    check_nothing_pending(plan, noun=NOUN)
    check_plan_change(plan, change)


def check_may_approve_plan_change(plan: ActionPlan, *, expected_version: str, user: User) -> Approval:
    """Return the pending change; require that the page showed it, another user, and that it is still possible."""
    approval = check_proposal_shown(plan.approval, expected_version=expected_version, noun=NOUN)
    check_not_own(approval, user, noun=NOUN, second=SECOND)
    check_plan_change(plan, approval.change)
    return approval
