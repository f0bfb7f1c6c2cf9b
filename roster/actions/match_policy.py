"""比对规则: changing what is set about possible matches; thresholds only after a trial."""

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from roster.actions.screenings import sides_now
from roster.crosscheck.rules import Thresholds
from roster.models import MatchPolicy, Screening
from roster.models.match_policy import SecondPerson
from roster.models.screenings import Trigger
from roster.policies import check_may_apply_thresholds, check_may_try_thresholds


@transaction.atomic
def change_match_policy(*, second_person: SecondPerson, term_working_days: int, reason: str, by: User) -> MatchPolicy:
    """Set who decides and within which term, from now on; what is decided or has its term already keeps it."""
    policy = MatchPolicy.locked()
    detail: dict[str, object] = {
        "第二人复核": [policy.get_second_person_display(), second_person.label],
        "核实期限（工作日）": [policy.term_working_days, term_working_days],
        "依据": reason,
    }
    policy.second_person = second_person
    policy.term_working_days = term_working_days
    policy.changed_by, policy.change_reason = by, reason
    policy.save()
    record("修改比对规则", target=policy, detail=detail, by=by)
    return policy


@transaction.atomic
def try_thresholds(*, ask_from: int, ignore_below: int, by: User) -> Screening:
    """Ask for a run over everything that says what other thresholds would change, and changes nothing."""
    policy = MatchPolicy.locked()
    check_may_try_thresholds(Thresholds(ask=ask_from, ignore=ignore_below), policy.thresholds)
    trial = Screening.objects.create(
        trigger=Trigger.RULES, is_trial=True, ask_from=ask_from, ignore_below=ignore_below, asked_by=by
    )
    record("试算分值", target=trial, detail={"提请核实": ask_from, "不记录": ignore_below}, by=by)
    return trial


@transaction.atomic
def apply_thresholds(*, trial: Screening, reason: str, by: User) -> Screening:
    """Put into force what a trial showed, and ask for the run that does it."""
    policy = MatchPolicy.locked()
    trial = Screening.objects.get(pk=trial.pk)
    check_may_apply_thresholds(trial, in_force=policy.thresholds, sides=sides_now())
    detail: dict[str, object] = {
        "提请核实": [policy.ask_from, trial.ask_from],
        "不记录": [policy.ignore_below, trial.ignore_below],
        "试算": str(trial),
        "依据": reason,
    }
    policy.ask_from, policy.ignore_below = trial.ask_from, trial.ignore_below
    policy.changed_by, policy.change_reason = by, reason
    policy.save()
    run = Screening.objects.create(
        trigger=Trigger.RULES, ask_from=trial.ask_from, ignore_below=trial.ignore_below, asked_by=by
    )
    record("修改比对分值", target=policy, detail={**detail, "比对": str(run)}, by=by)
    return run
