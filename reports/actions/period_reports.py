"""Making and correcting reports."""

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from foundation.jobs.leases import advisory_lock
from reports.figures.of_period import count_period
from reports.models import PeriodReport
from reports.periods import Period, PeriodKind
from reports.policies import check_may_correct, check_may_make, periods_to_make

# The name of the advisory lock of a worker that makes reports.
MAKING = "period_reports"
# The enterprises of a report: those that were eligible at the end of the last day, and those with an application.
KEEP_ENTERPRISES = """
    WITH eligible AS (
        SELECT enterprise_id FROM screening_standing
        WHERE state = 'eligible'
            AND standing_holds(since, until, end_known_at, known_at, known_until, %(last)s, NULL)
    ), applied AS (
        SELECT enterprise_id, count(*) FILTER (WHERE applied_on >= %(first)s) AS in_period, count(*) AS until_last
        FROM feedback_measureapplication
        WHERE cancelled_at IS NULL AND applied_on <= %(last)s
        GROUP BY enterprise_id
    )
    INSERT INTO reports_reportedenterprise (report_id, enterprise_id, is_eligible, applied_count, total_count)
    SELECT %(report)s, enterprise_id, eligible IS NOT NULL, COALESCE(in_period, 0), COALESCE(until_last, 0)
    FROM eligible FULL JOIN applied USING (enterprise_id)
    WHERE eligible IS NOT NULL OR in_period > 0
"""


@transaction.atomic
def make_report(*, period: Period, by: User | None) -> PeriodReport:
    """Make the first edition of the report on the period; `by` is None where the platform makes it on its day.

    Raises ActionDenied.
    """
    check_may_make(period)
    report = _keep(PeriodReport(kind=period.kind, first_day=period.first, edition=1, made_by=by))
    record(EventType.PERIOD_REPORT_MADE, target=report, by=by)
    return report


@transaction.atomic
def correct_report(*, report: PeriodReport, reason: str, by: User) -> PeriodReport:
    """Make the next edition of the report, counted again now; the former one stays. Raises ActionDenied."""
    check_may_correct(report)
    edition = report.edition + 1
    corrected = _keep(
        PeriodReport(kind=report.kind, first_day=report.first_day, edition=edition, reason=reason, made_by=by)
    )
    record(EventType.PERIOD_REPORT_CORRECTED, target=corrected, data={"reason": reason}, by=by)
    return corrected


def _keep(report: PeriodReport) -> PeriodReport:
    """Count and store the figures and the enterprises of the report."""
    report.figures = count_period(report.period)
    report.save()
    with connection.cursor() as cursor:
        cursor.execute(
            KEEP_ENTERPRISES, {"report": report.pk, "first": report.period.first, "last": report.period.last}
        )
    return report


def make_due_reports() -> int:
    """Make the report on the last month, quarter and year, from the first working day after it on; return how many.

    Nothing happens while another worker makes them.
    """
    today = timezone.localdate()
    last = [Period.of(kind, today).preceding for kind in PeriodKind]
    with advisory_lock(MAKING) as acquired:
        missing = periods_to_make() if acquired else []
        due = [period for period in missing if period in last and period.made_on <= today]
        for period in due:
            make_report(period=period, by=None)
    return len(due)
