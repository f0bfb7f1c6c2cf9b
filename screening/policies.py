"""Whether an act is possible now. Each check raises ActionDenied with the message that the page shows."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import Department, User
from approvals.models import Approval
from approvals.policies import check_not_own, check_nothing_pending, check_proposal_shown
from foundation.days import check_past_day
from foundation.denials import ActionDenied, Several, allowed_among
from foundation.web.dates import chinese_date
from incentives.models import Measure, MeasureQuerySet
from matching.rules import Thresholds
from roster.models import Enterprise
from screening.models import MatchPolicy, Revocation, Screening, ScreeningHit, Suspension
from screening.states import Decision, ScreeningState

MAX_HITS = 200
# The word on the pages for what is proposed.
POLICY_CHANGE = "修改"


def hits_among(hits: Sequence[ScreeningHit], *checks: Callable[[ScreeningHit], None]) -> Several[ScreeningHit]:
    """Return the hits that pass the checks, and why each other one does not. Raises ActionDenied where none passes."""
    if not hits:
        raise ActionDenied("没有勾选任何命中，请先勾选。")
    if len(hits) > MAX_HITS:
        raise ActionDenied(f"一次最多处理{MAX_HITS}条，现有{len(hits)}条，请分次处理。")
    return allowed_among(hits, *checks, name=lambda hit: f"{hit.enterprise}与“{hit.entry.name}”")


def check_may_decide(hit: ScreeningHit) -> None:
    """Require a hit that still matches and has neither a decision nor a proposed one."""
    if not hit.is_current:
        raise ActionDenied("双方资料已变化，不再匹配，无需核实。")
    if hit.decision != Decision.UNDECIDED:
        raise ActionDenied(f"该命中已由{hit.decided_by}核实：{hit.get_decision_display()}。")
    if hit.approval and hit.proposed_decision:
        raise ActionDenied(f"{hit.proposed_by}已提出结论（{hit.proposed_decision.label}），待第二人复核。")


def check_not_stale(hit: ScreeningHit, expected_versions: Mapping[int, str]) -> None:
    """Require that the hit has the version that the page showed."""
    if expected_versions.get(hit.pk) != hit.version:
        raise ActionDenied("您打开页面之后，双方资料或拟定的结论已有变化，请重新核对后再提交。")


def check_may_approve(hit: ScreeningHit, user: User) -> None:
    """Require a proposed decision, and another user than the proposer."""
    check_may_reject(hit)
    if hit.approval:
        check_not_own(hit.approval, user, noun="结论")


def check_may_reject(hit: ScreeningHit) -> None:
    """Require a proposed decision."""
    if not hit.has_proposal:
        raise ActionDenied("该命中没有待复核的结论，可能已由他人处理，或双方资料已变化。")


def check_may_reopen(hit: ScreeningHit) -> None:
    """Require a decided hit whose two sides still match."""
    if not hit.is_current:
        raise ActionDenied("双方资料已变化，不再匹配，无需重新核实。")
    if hit.decision == Decision.UNDECIDED:
        raise ActionDenied("该命中尚未核实，无需重新核实。")


def check_may_retry(screening: Screening) -> None:
    """Require a failed screening."""
    if screening.state != ScreeningState.FAILED:
        raise ActionDenied(f"{screening}目前是“{screening.get_state_display()}”，不能重试。")


def check_may_repeat(screening: Screening) -> None:
    """Require a finished screening that is no trial; a trial is requested again instead."""
    if screening.is_trial or screening.state != ScreeningState.DONE:
        raise ActionDenied(f"{screening}目前是“{screening.get_state_display()}”，不能重新比对核验。")


def check_may_screen_everything() -> None:
    """Require that no screening of everything is unfinished."""
    running = Screening.objects.of_everything().unfinished().first()
    if running:
        raise ActionDenied(f"{running}正在对全部企业和条目进行，完成后再发起。")


def check_no_policy_proposal(policy: MatchPolicy) -> None:
    """Require that no change of the policy is proposed."""
    check_nothing_pending(policy, noun=POLICY_CHANGE)


def check_may_approve_policy(policy: MatchPolicy, *, expected_version: str, user: User) -> Approval:
    """Return the proposed change that the page showed; require another user than the proposer."""
    if policy.approval:
        check_not_own(policy.approval, user, noun=POLICY_CHANGE)
    return check_may_reject_policy(policy, expected_version=expected_version)


def check_may_reject_policy(policy: MatchPolicy, *, expected_version: str) -> Approval:
    """Return the proposed change that the page showed."""
    return check_proposal_shown(policy.approval, expected_version=expected_version, noun=POLICY_CHANGE)


def check_thresholds(thresholds: Thresholds) -> None:
    """Require 0 ≤ ignore ≤ review ≤ 100."""
    for label, value in (("提请核实的分值", thresholds.review), ("不记录的分值", thresholds.ignore)):
        if not 0 <= value <= 100:
            raise ActionDenied(f"{label}应为0至100之间的整数，现为{value}。")
    if thresholds.ignore > thresholds.review:
        raise ActionDenied(
            f"不记录的分值（{thresholds.ignore}）不能高于提请核实的分值（{thresholds.review}）：不记录的命中无从提请核实。"
        )


def check_may_try_thresholds(thresholds: Thresholds, in_force: Thresholds) -> None:
    """Require valid thresholds that differ from those in force, and that no screening of everything is unfinished."""
    check_thresholds(thresholds)
    if thresholds == in_force:
        raise ActionDenied(f"与现行分值（{thresholds.review}、{thresholds.ignore}）相同，无需试算。")
    check_may_screen_everything()


def check_may_apply_thresholds(
    trial: Screening, *, policy: MatchPolicy, input_versions: Mapping[str, Any], user: User
) -> None:
    """Require a finished trial with current input versions that no screening of everything followed.

    Where the policy requires approval, higher thresholds are applied by another user than the one who tried them.
    """
    if not trial.is_trial:
        raise ActionDenied(f"{trial}不是试算，不能据以施行分值。")
    if trial.state != ScreeningState.DONE:
        raise ActionDenied(f"{trial}目前是“{trial.get_state_display()}”，试算完成后才能施行。")
    if trial.thresholds == policy.thresholds:
        raise ActionDenied(f"{trial}的分值已在施行。")
    later = Screening.objects.of_everything().filter(pk__gt=trial.pk).order_by("-pk").first()
    if later:
        raise ActionDenied(f"{trial}之后又进行过{later}，请重新试算，按最新的试算施行。")
    if trial.day != timezone.localdate() or trial.input_versions != input_versions:
        raise ActionDenied(f"{trial}之后企业名单或“黑名单”已有变化，试算结果不再准确，请重新试算。")
    pending = Screening.objects.pending().order_by("pk").first()
    if pending:
        raise ActionDenied(f"{pending}尚未完成（{pending.get_state_display()}），完成后再施行。")
    is_raised = trial.thresholds.review > policy.review_threshold or trial.thresholds.ignore > policy.ignore_below
    if policy.requires_approval and is_raised and trial.requested_by == user:
        raise ActionDenied(
            "提高分值会使一些命中不再提请核实。现行规则要求第二人复核，您试算的须由另一名信用管理人员据以施行。"
        )


def competent_office(enterprise: Enterprise) -> Department | None:
    """Return the customs office that certified the enterprise last; it decides on the qualification (plan §3)."""
    certification = enterprise.certifications.order_by("pk").last()
    return certification.office if certification else None


def check_competent(enterprise: Enterprise, user: User) -> None:
    """Require a user of the competent office."""
    office = competent_office(enterprise)
    if office is None or office != user.department:
        raise ActionDenied(f"{enterprise}由{office or '任何海关'}主管，{user.department}不能处理其资格。")


def check_may_revoke(enterprise: Enterprise, user: User) -> None:
    """Require the competent office, and an enterprise that is certified and not revoked (plan §3)."""
    check_competent(enterprise, user)
    if not enterprise.certifications.open().exists():
        raise ActionDenied(f"{enterprise}已退出名单，无资格可取消。")
    revocation = enterprise.revocations.open().first()
    if revocation:
        raise ActionDenied(
            f"{enterprise}的资格已于{chinese_date(revocation.effective_on)}取消（{revocation.document_number}）。"
        )


def check_revocation_day(enterprise: Enterprise, effective_on: date) -> None:
    """Require a day of effect that is neither in the future nor before the certification."""
    certification = enterprise.certifications.open().get()
    check_past_day(effective_on, label="取消日期", earliest=certification.certified_on, since="认证日期")


def measures_to_stop() -> MeasureQuerySet:
    """Return what a revocation may name: the standing measures as they are today; only they run on and are stopped."""
    return Measure.objects.begun(on=timezone.localdate()).standing()


def check_measures_to_stop(measures: Sequence[Measure]) -> None:
    """Require measures that may be stopped. A revocation that named another one would spare all that run."""
    stopped = set(measures_to_stop().filter(pk__in=[measure.pk for measure in measures]))
    if others := [str(measure) for measure in measures if measure not in stopped]:
        raise ActionDenied(f"{'、'.join(others)}不是现有的持续适用的措施，没有可以停止的，请去掉后再提交。")


def check_may_restore(revocation: Revocation, user: User) -> None:
    """Require the competent office, and a revocation in force."""
    check_competent(revocation.enterprise, user)
    if revocation.restored_on:
        raise ActionDenied(f"{revocation.enterprise}的资格已于{chinese_date(revocation.restored_on)}恢复。")


def check_may_approve_end(approval: Approval | None, user: User, *, noun: str) -> None:
    """Require another officer of the office that proposed to end a revocation or a suspension."""
    if approval is None:
        return
    check_not_own(approval, user, noun=noun, second="本关关员")
    office = approval.proposed_by.department
    if office != user.department:
        raise ActionDenied(f"{noun}是{office}提请的，该企业现已不由其主管，请退回后由本关提请。")


def check_restoration_day(revocation: Revocation, restored_on: date) -> None:
    """Require a day of effect that is neither in the future nor before the revocation."""
    check_past_day(restored_on, label="恢复日期", earliest=revocation.effective_on, since="取消日期")


def check_may_suspend(enterprise: Enterprise, user: User) -> None:
    """Require the competent office, and an enterprise that may be revoked and is not suspended (plan §3)."""
    check_may_revoke(enterprise, user)
    if suspension := enterprise.suspensions.open().first():
        day = chinese_date(suspension.effective_on)
        raise ActionDenied(f"{enterprise}的资格已自{day}起暂停（{suspension.document_number}）。")


def check_suspension_day(enterprise: Enterprise, effective_on: date) -> None:
    """Require a day of effect that is neither in the future nor before the certification."""
    certification = enterprise.certifications.open().get()
    check_past_day(effective_on, label="暂停日期", earliest=certification.certified_on, since="认证日期")


def check_may_lift(suspension: Suspension, user: User) -> None:
    """Require the competent office, and a suspension in force."""
    check_competent(suspension.enterprise, user)
    if suspension.replaced_by:
        raise ActionDenied(
            f"{suspension.enterprise}的资格已取消（{suspension.replaced_by.document_number}），无需解除暂停。"
        )
    if suspension.lifted_on:
        raise ActionDenied(f"{suspension.enterprise}的暂停已于{chinese_date(suspension.lifted_on)}解除。")


def check_lifting_day(suspension: Suspension, lifted_on: date) -> None:
    """Require a day of effect that is neither in the future nor before the suspension."""
    check_past_day(lifted_on, label="解除日期", earliest=suspension.effective_on, since="暂停日期")
