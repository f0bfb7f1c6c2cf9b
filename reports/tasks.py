"""Background tasks of reports."""

from celery import shared_task

from reports.actions import dashboard, period_reports, requests
from reports.models import PeriodReportRequest


@shared_task
def count_dashboard(asked_at: str = "") -> None:
    """Count what the dashboard shows, and keep it in place of the last count."""
    dashboard.count_dashboard(asked_at)


@shared_task
def make_due_reports() -> None:
    """Make the reports whose day has come, each once."""
    period_reports.make_due_reports()


@shared_task
def make_requested_report(pk: int) -> None:
    """Make the edition of a report that somebody asked for."""
    requests.make_requested_report(pk)


@shared_task
def send_requested_reports() -> None:
    """Send every waiting request again, because a worker or the broker may have lost its message."""
    for pk in PeriodReportRequest.objects.waiting().order_by("pk").values_list("pk", flat=True):
        make_requested_report.delay(pk)
