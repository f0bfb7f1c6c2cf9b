"""The reports of the year: the platform makes them on their days, and the credit desk corrects one."""

from functools import partial

from demo.year.city_year import CityYear, stored
from demo.year.customs import STEADY
from demo.year.measures import LANE
from feedback.actions.applications import log_application
from incentives.models import Measure
from reports.actions.period_reports import correct_report
from reports.models import PeriodReport
from reports.periods import PeriodKind


def plan_reports(year: CityYear) -> None:
    year.plan(year.days.of_month(10, 12), partial(_correct_last_month, year))


def _correct_last_month(year: CityYear) -> None:
    """Log an application of the month that has its report already, and correct the report."""
    report = PeriodReport.objects.filter(kind=PeriodKind.MONTH).latest("first_day", "edition")
    log_application(
        enterprise=stored(STEADY[12]),
        measure=Measure.objects.get(number=LANE.number),
        applied_on=report.period.last,
        description=LANE.description,
        choices=LANE.choices,
        details=LANE.details,
        by=year.people[LANE.username],
    )
    correct_report(report=report, reason="市行政审批服务局月末的1次绿色通道后来补登。", by=year.people["xinyong"])
