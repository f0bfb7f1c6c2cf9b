"""What two system administrators do: hand a measure over to another department, or merge two departments."""

from accounts.department_acts import DepartmentAct
from accounts.models import Department
from incentives.models import Measure
from reorganisations.actions.proposals import approve_reorganisation, propose_reorganisation
from reorganisations.models import Content, Reorganisation
from tests.simulation.city import HANDED_TO, MEASURES
from tests.simulation.year import Year


def reorganise(year: Year) -> str:
    """A measure goes to another department with or without its work, or a department is merged into another one."""
    existing = [code for code in HANDED_TO if code in year.follow_up.departments]
    if year.follow_up.reorganised_on == year.today:
        return ""
    number = year.rng.choice(list(MEASURES))
    source = year.follow_up.responsible_on(number, year.today)
    target = year.rng.choice([code for code in existing if code != source])
    if len(existing) > 2 and year.chance(0.2):
        _enact(year, DepartmentAct.MERGE, source, target, Content())
        year.follow_up.merge(source, target)
        for people in (year.city.clerks, year.city.second_clerks):
            year.follow_up.leave(people.pop(source).username)
        return f"{source} merged into {target}"
    measure = Measure.objects.get(number=number)
    hands_over = year.chance(0.5)
    content = Content(measures=[measure.pk], accounts=[], work=hands_over)
    _enact(year, DepartmentAct.TRANSFER, source, target, content)
    year.follow_up.hand_over_measure(number, target)
    if hands_over:
        year.follow_up.hand_over_work(source, target)
    return f"measure {number} goes from {source} to {target}{' with its work' if hands_over else ''}"


def _enact(year: Year, act: DepartmentAct, source: str, target: str, content: Content) -> None:
    """Propose the act from today on; a second administrator approves it, and it is carried out."""
    first, second = year.city.administrators
    proposed = propose_reorganisation(
        reorganisation=Reorganisation(
            act=act,
            department=Department.objects.get(code=source),
            target=Department.objects.get(code=target),
            day=year.today,
            document_number="济编〔2026〕3号",
            content=content,
        ),
        by=first,
    )
    approve_reorganisation(reorganisation=proposed, expected_version=str(proposed.approval_id), by=second)
