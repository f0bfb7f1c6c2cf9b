"""What departments do: log applications of measures, answer stop advice."""

from functools import partial

from feedback.actions.advice import keep_measure, stop_measure
from feedback.actions.applications import log_application
from feedback.models import MeasureApplication, StopAdvice
from feedback.policies import ApplicationChoices
from incentives.models import Measure
from tests.simulation.city import MEASURES
from tests.simulation.year import Year, serial_of, stored


def apply(year: Year) -> str:
    """A department logs a measure of today or an earlier day; refused unless the enterprise was eligible."""
    if not year.model.enterprises:
        return ""
    enterprise = year.rng.choice(list(year.model.enterprises.values()))
    number = year.rng.choice(list(MEASURES))
    running = MeasureApplication.objects.running().filter(enterprise__uscc=enterprise.uscc)
    if running.filter(measure__number=number).exists():
        return ""
    applied_on = year.days_ago(0, 0, 0, 1, 3, 8)
    act = partial(
        log_application,
        enterprise=stored(enterprise),
        measure=Measure.objects.get(number=number),
        applied_on=applied_on,
        description="已适用。",
        choices=ApplicationChoices(),
        by=year.city.clerks[MEASURES[number]],
    )
    may = year.model.state_on(enterprise.uscc, applied_on) == "eligible"
    what = f"measure {number} for enterprise {serial_of(enterprise.uscc)} on {applied_on}"
    return year.attempt(act, may=may, what=what)


def answer(year: Year) -> str:
    """The oldest open advice is answered: stopped, or kept with a reason."""
    advice = StopAdvice.objects.open().select_related("application", "department").order_by("pk").first()
    if advice is None:
        return ""
    clerk = year.city.clerks[advice.department.code]
    if year.chance(0.6):
        stop_measure(advice=advice, stopped_on=year.today, answer="已停止", by=clerk)
        return f"advice {advice.pk} answered: stopped"
    keep_measure(advice=advice, answer="合同尚未到期", by=clerk)
    return f"advice {advice.pk} answered: kept"
