"""比对规则: changing what is set about possible matches."""

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from roster.models import MatchPolicy
from roster.models.match_policy import SecondPerson


@transaction.atomic
def change_match_policy(*, second_person: SecondPerson, term_working_days: int, reason: str, by: User) -> MatchPolicy:
    """Set who decides and within which term, from now on; what is decided or has its term already keeps it."""
    MatchPolicy.objects.get_or_create()
    policy = MatchPolicy.objects.select_for_update().get()
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
