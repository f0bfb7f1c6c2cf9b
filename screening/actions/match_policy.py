"""比对规则: change the match policy. Thresholds need a trial first; relaxing the approval rule needs two users."""

from django.db import transaction

from accounts.models import User
from approvals.actions import approve, close_proposal, propose
from audit.recording import Changes, record
from audit.types import EventType
from matching.rules import Thresholds
from screening.actions.screenings import current_input_versions
from screening.models import MatchPolicy, Screening
from screening.models.match_policy import Act, ApprovalRule, PolicyProposal, proposed_rule
from screening.models.screenings import Trigger
from screening.policies import (
    check_may_apply_thresholds,
    check_may_approve_policy,
    check_may_reject_policy,
    check_may_try_thresholds,
    check_no_policy_proposal,
)


@transaction.atomic
def change_match_policy(*, approval_rule: ApprovalRule, term_working_days: int, reason: str, by: User) -> MatchPolicy:
    """Set which decisions need approval, and the term. Decisions and running deadlines stay as they are.

    Where the policy requires approval, a change that relaxes it is proposed and changes nothing yet. Raises
    ActionDenied while another change is proposed.
    """
    policy = MatchPolicy.locked()
    check_no_policy_proposal(policy)
    if policy.requires_approval and policy.is_relaxed_by(approval_rule, term_working_days):
        return _propose(policy, approval_rule, term_working_days, reason, by)
    changes = _changes(policy, approval_rule, term_working_days)
    policy.approval_rule, policy.term_working_days = approval_rule, term_working_days
    policy.note(Act.CHANGED, reason=reason, by=by)
    policy.save()
    record(EventType.POLICY_CHANGED, target=policy, data={"basis": reason}, changes=changes, by=by)
    return policy


def _propose(
    policy: MatchPolicy, approval_rule: ApprovalRule, term_working_days: int, reason: str, by: User
) -> MatchPolicy:
    change = PolicyProposal(approval_rule=approval_rule.value, term_working_days=term_working_days)
    policy.approval = propose(subject=policy, change=change, expected_version=policy.version, reason=reason, by=by)
    policy.note(Act.PROPOSED, reason=reason, by=by)
    policy.save()
    changes = _changes(policy, approval_rule, term_working_days)
    record(EventType.POLICY_CHANGE_PROPOSED, target=policy, data={"basis": reason}, changes=changes, by=by)
    return policy


@transaction.atomic
def approve_policy(*, expected_version: str, by: User) -> MatchPolicy:
    """Approve the proposed change as a second user, and apply it. Raises ActionDenied.

    `expected_version` is the key of the approval that the page showed.
    """
    policy = MatchPolicy.locked()
    approval = check_may_approve_policy(policy, expected_version=expected_version, user=by)
    approval = approve(approval=approval, by=by)
    rule, term = proposed_rule(approval), approval.change["term_working_days"]
    data = {"basis": approval.reason, "proposed_by": approval.proposed_by}
    changes = _changes(policy, rule, term)
    policy.approval_rule, policy.term_working_days, policy.approval = rule, term, None
    policy.note(Act.APPROVED, reason=approval.reason, by=by)
    policy.save()
    record(EventType.POLICY_CHANGED, target=policy, data=data, changes=changes, by=by)
    return policy


@transaction.atomic
def reject_policy(*, expected_version: str, reason: str, by: User) -> MatchPolicy:
    """Reject the proposed change, or withdraw one's own; the policy stays as it is. Raises ActionDenied.

    `expected_version` as in approve_policy.
    """
    policy = MatchPolicy.locked()
    approval = check_may_reject_policy(policy, expected_version=expected_version)
    close_proposal(approval=approval, reason=reason, by=by)
    policy.approval = None
    policy.note(Act.REJECTED, reason=reason, by=by)
    policy.save()
    data = {"proposed_by": approval.proposed_by, "reason": reason}
    record(EventType.POLICY_CHANGE_REJECTED, target=policy, data=data, by=by)
    return policy


def _changes(policy: MatchPolicy, approval_rule: ApprovalRule, term_working_days: int) -> Changes:
    """Return the settings in force and the new ones, for the audit event."""
    return {
        "approval_rule": (policy.approval_rule, approval_rule.value),
        "term_working_days": (policy.term_working_days, term_working_days),
    }


@transaction.atomic
def try_thresholds(*, review_threshold: int, ignore_below: int, by: User) -> Screening:
    """Request a trial: a screening of everything that counts what other thresholds would change, and changes nothing.

    Raises ActionDenied.
    """
    policy = MatchPolicy.locked()
    check_may_try_thresholds(Thresholds(review=review_threshold, ignore=ignore_below), policy.thresholds)
    trial = Screening.objects.request(
        trigger=Trigger.EVERYTHING,
        is_trial=True,
        review_threshold=review_threshold,
        ignore_below=ignore_below,
        requested_by=by,
    )
    record(
        EventType.THRESHOLDS_TRIED,
        target=trial,
        data={"review_threshold": review_threshold, "ignore_below": ignore_below},
        by=by,
    )
    return trial


@transaction.atomic
def apply_thresholds(*, trial: Screening, reason: str, by: User) -> Screening:
    """Put the thresholds of a trial into force and request the screening that applies them. Raises ActionDenied."""
    policy = MatchPolicy.locked()
    trial = Screening.objects.get(pk=trial.pk)
    check_may_apply_thresholds(trial, policy=policy, input_versions=current_input_versions(), user=by)
    changes = {
        "review_threshold": (policy.review_threshold, trial.review_threshold),
        "ignore_below": (policy.ignore_below, trial.ignore_below),
    }
    policy.review_threshold, policy.ignore_below = trial.review_threshold, trial.ignore_below
    policy.note(Act.CHANGED, reason=reason, by=by)
    policy.save()
    # For its page until it is planned; planning takes the thresholds of the policy.
    screening = Screening.objects.request(
        trigger=Trigger.EVERYTHING,
        review_threshold=trial.review_threshold,
        ignore_below=trial.ignore_below,
        requested_by=by,
    )
    data = {"trial": trial, "basis": reason, "screening": screening}
    record(EventType.THRESHOLDS_CHANGED, target=policy, data=data, changes=changes, by=by)
    return screening
