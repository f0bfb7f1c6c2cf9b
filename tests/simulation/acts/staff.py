"""What the people of a department do for each other: hand work to a colleague, leave, stand in for an absent one."""

from datetime import timedelta
from functools import partial

from accounts.models import User
from feedback.actions.assignments import assign as assign_work
from feedback.assignment_policies import version_of
from feedback.models import Inquiry, StopAdvice
from staffing.actions import enter_absence
from staffing.models import Absence
from tests.simulation import desk, followup
from tests.simulation.year import Year


def assign(year: Year) -> str:
    """One of the two clerks in charge hands open advice or an open inquiry to the other, or takes it.

    It is refused where that clerk has it already.
    """
    advised = [(known.in_charge, known.open_advice) for known in year.follow_up.applications if known.open_advice]
    asked = [(known.application.in_charge, known) for known in year.follow_up.inquiries if known.state == "open"]
    shared = [(code, work) for code, work in (*advised, *asked) if code in year.city.second_clerks]
    if not shared:
        return ""
    code, known = year.rng.choice(shared)
    both = year.city.clerks[code], year.city.second_clerks[code]
    by, assignee = year.rng.choice(both), year.rng.choice(both)
    work = _stored(year, known)
    act = partial(assign_work, work=work, assignee=assignee, expected_version=version_of(work), by=by)
    done = year.attempt(act, may=known.assignee != assignee.username, what=f"{by.username} assigns {assignee.username}")
    known.assignee = assignee.username
    return done


def _stored(year: Year, known: followup.Advice | desk.Inquiry) -> StopAdvice | Inquiry:
    if isinstance(known, desk.Inquiry):
        return Inquiry.objects.get(pk=year.inquiries[year.follow_up.inquiries.index(known)])
    number = next(each.number for each in year.follow_up.applications if each.open_advice is known)
    return StopAdvice.objects.open().get(application=year.applications[number])


def leave(year: Year) -> str:
    """The second clerk of a department leaves, and another one comes."""
    code = year.rng.choice(sorted(year.city.second_clerks))
    leaving = year.city.second_clerks[code]
    year.city.replace_second_clerk(code)
    year.follow_up.leave(leaving.username)
    return f"{leaving.username} of {code} leaves"


def be_absent(year: Year) -> str:
    """The second clerk of a department is absent from today on, and the first one stands in."""
    code = year.rng.choice(sorted(year.city.second_clerks))
    absent: User = year.city.second_clerks[code]
    until = year.today + timedelta(days=year.rng.randint(0, 9))
    if Absence.objects.filter(user=absent, until__gte=year.today).exists():
        return ""
    enter_absence(user=absent, since=year.today, until=until, stand_in=year.city.clerks[code], by=absent)
    return f"{absent.username} of {code} is absent until {until}"
