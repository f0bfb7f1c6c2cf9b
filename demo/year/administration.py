"""What the system administrators do in the year: a measure changes soon after it, by a fictional document."""

from datetime import timedelta
from functools import partial

from demo.year.city_year import CityYear
from demo.year.measures import INVOICES
from feedback.actions.measures import approve_and_notify
from incentives.actions import propose_change
from incentives.models import Measure, MeasureChange
from incentives.states import MeasureAct

# Days from today to the day on which the change comes into force.
COMES_INTO_FORCE = timedelta(days=20)


def plan_administration(year: CityYear) -> None:
    day = year.days.before_today(6)
    year.plan(day, partial(_propose, year))
    year.plan(day, partial(_approve, year))


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
