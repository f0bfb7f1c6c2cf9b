"""比对规则: changing what is set about possible matches; thresholds only after a trial, loosening only by two."""

from django.db import transaction

from accounts.models import User
from audit.recording import record
from matching.rules import Thresholds
from screening.actions.screenings import current_input_versions
from screening.models import MatchPolicy, Screening
from screening.models.match_policy import Act, SecondPerson
from screening.models.screenings import Trigger
from screening.policies import (
    check_may_agree_to_policy,
    check_may_apply_thresholds,
    check_may_return_policy,
    check_may_try_thresholds,
    check_nothing_proposed,
)


@transaction.atomic
def change_match_policy(*, second_person: SecondPerson, term_working_days: int, reason: str, by: User) -> MatchPolicy:
    """Set who decides and within which term, from now on; what is decided or has its term already keeps it.

    Where the policy asks for a second person, what would loosen it is a proposal that changes nothing yet. Raises
    ActionDenied.
    """
    policy = MatchPolicy.locked()
    check_nothing_proposed(policy)
    detail = {**_difference(policy, second_person, term_working_days), "依据": reason}
    if policy.asks_second and policy.is_loosened_by(second_person, term_working_days):
        policy.propose(second_person=second_person, term_working_days=term_working_days, reason=reason, by=by)
        policy.save()
        record("提出修改比对规则", target=policy, detail=detail, by=by)
        return policy
    policy.second_person, policy.term_working_days = second_person, term_working_days
    policy.note(Act.CHANGED, reason=reason, by=by)
    policy.save()
    record("修改比对规则", target=policy, detail=detail, by=by)
    return policy


@transaction.atomic
def agree_to_policy(*, seen: str, by: User) -> MatchPolicy:
    """Agree, as a second person, to the proposed change, which then holds. Raises ActionDenied.

    `seen` is which proposal the person was shown (MatchPolicy.proposed_at in ISO).
    """
    policy = MatchPolicy.locked()
    check_may_agree_to_policy(policy, seen=seen, user=by)
    second_person, term = SecondPerson(policy.proposed_second_person), policy.proposed_term_working_days or 0
    detail = {
        **_difference(policy, second_person, term),
        "依据": policy.proposed_reason,
        "提出人": str(policy.proposed_by),
    }
    policy.second_person, policy.term_working_days = second_person, term
    policy.note(Act.AGREED, reason=policy.proposed_reason, by=by)
    policy.close_proposal()
    policy.save()
    record("修改比对规则", target=policy, detail=detail, by=by)
    return policy


@transaction.atomic
def return_policy_proposal(*, seen: str, reason: str, by: User) -> MatchPolicy:
    """Send the proposed change back, or take one's own back: the policy stays as it is. Raises ActionDenied.

    `seen` as in agree_to_policy.
    """
    policy = MatchPolicy.locked()
    check_may_return_policy(policy, seen=seen)
    detail: dict[str, object] = {"提出人": str(policy.proposed_by), "理由": reason}
    policy.note(Act.RETURNED, reason=reason, by=by)
    policy.close_proposal()
    policy.save()
    record("退回比对规则的修改", target=policy, detail=detail, by=by)
    return policy


def _difference(policy: MatchPolicy, second_person: SecondPerson, term_working_days: int) -> dict[str, object]:
    """What is set and what it would become, as a reader of the audit calls it."""
    return {
        "第二人复核": [policy.get_second_person_display(), second_person.label],
        "核实期限（工作日）": [policy.term_working_days, term_working_days],
    }


@transaction.atomic
def try_thresholds(*, review_threshold: int, ignore_below: int, by: User) -> Screening:
    """Ask for a run over everything that says what other thresholds would change, and changes nothing."""
    policy = MatchPolicy.locked()
    check_may_try_thresholds(Thresholds(review=review_threshold, ignore=ignore_below), policy.thresholds)
    trial = Screening.objects.request(
        trigger=Trigger.RULES,
        is_trial=True,
        review_threshold=review_threshold,
        ignore_below=ignore_below,
        requested_by=by,
    )
    record("试算分值", target=trial, detail={"提请核实": review_threshold, "不记录": ignore_below}, by=by)
    return trial


@transaction.atomic
def apply_thresholds(*, trial: Screening, reason: str, by: User) -> Screening:
    """Put into force what a trial showed, and ask for the run that does it."""
    policy = MatchPolicy.locked()
    trial = Screening.objects.get(pk=trial.pk)
    check_may_apply_thresholds(trial, policy=policy, input_versions=current_input_versions(), user=by)
    detail: dict[str, object] = {
        "提请核实": [policy.review_threshold, trial.review_threshold],
        "不记录": [policy.ignore_below, trial.ignore_below],
        "试算": str(trial),
        "依据": reason,
    }
    policy.review_threshold, policy.ignore_below = trial.review_threshold, trial.ignore_below
    policy.note(Act.CHANGED, reason=reason, by=by)
    policy.save()
    run = Screening.objects.request(
        trigger=Trigger.RULES, review_threshold=trial.review_threshold, ignore_below=trial.ignore_below, requested_by=by
    )
    record("修改比对分值", target=policy, detail={**detail, "比对": str(run)}, by=by)
    return run
