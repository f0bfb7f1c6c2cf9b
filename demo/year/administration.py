"""What the system administrators do in the year, by fictional documents.

A measure changes and a department is renamed soon after it; a day is given off, which moves terms of stop advice.
"""

from datetime import timedelta
from functools import partial

from accounts.department_acts import DepartmentAct
from accounts.models import Department
from demo.year.city_year import CityYear
from demo.year.measures import INVOICES
from feedback.actions.measures import approve_and_notify
from feedback.actions.terms import recount_terms
from incentives.actions import propose_change
from incentives.models import Measure, MeasureChange
from incentives.states import MeasureAct
from reorganisations.actions.proposals import approve_reorganisation, propose_reorganisation
from reorganisations.models import Content, Reorganisation
from workdays.actions import add_exception

# Days from today to the day on which the measure changes, and to that of the new name.
COMES_INTO_FORCE, IS_RENAMED = timedelta(days=20), timedelta(days=25)


def plan_administration(year: CityYear) -> None:
    year.plan(year.days.before_today(10), partial(_give_a_day_off, year))
    day = year.days.before_today(6)
    for act in (_propose, _approve, _rename):
        year.plan(day, partial(act, year))


def _give_a_day_off(year: CityYear) -> None:
    add_exception(
        day=year.days.given_off,
        is_working=False,
        document_number=f"（演示）济政办〔{year.days.today.year}〕9号",
        reason="全市运动会放假",
        by=year.people["xitong"],
    )
    recount_terms()


def _rename(year: CityYear) -> None:
    reorganisation = propose_reorganisation(
        reorganisation=Reorganisation(
            act=DepartmentAct.RENAME,
            department=Department.objects.get(code="local-finance"),
            day=year.days.today + IS_RENAMED,
            document_number=f"（演示）济编〔{year.days.today.year}〕5号",
            content=Content(name="市地方金融管理局"),
        ),
        by=year.people["yunwei"],
    )
    approve_reorganisation(
        reorganisation=reorganisation,
        expected_version=str(reorganisation.approval_id),
        by=year.people["xitong"],
    )


def _measure() -> Measure:
    return Measure.objects.get(number=INVOICES.number)


def _propose(year: CityYear) -> None:
    measure = _measure()
    wording = measure.newest.content["wording"].rstrip("。")
    change = MeasureChange(
        act=MeasureAct.AMEND,
        in_force_from=(year.days.today + COMES_INTO_FORCE).isoformat(),
        legal_basis=f"（演示）济信用办〔{year.days.today.year}〕3号",
        content={**measure.newest.content, "wording": f"{wording}，并可在网上办理。"},
    )
    propose_change(measure=measure, change=change, expected_version=str(measure.newest.pk), by=year.people["xitong"])


def _approve(year: CityYear) -> None:
    measure = _measure()
    approve_and_notify(measure=measure, expected_version=str(measure.approval_id), by=year.people["yunwei"])
