"""Background tasks of reports."""

from celery import shared_task

from reports.actions import dashboard, period_reports


@shared_task
def count_dashboard(asked_at: str = "") -> None:
    """Count what the dashboard shows, and keep it in place of the last count."""
    dashboard.count_dashboard(asked_at)


@shared_task
def make_due_reports() -> None:
    """Make the reports whose day has come, each once."""
    period_reports.make_due_reports()
