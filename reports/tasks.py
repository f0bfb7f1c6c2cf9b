"""Background tasks of reports."""

from celery import shared_task

from reports.actions import dashboard


@shared_task
def count_dashboard() -> None:
    """Count what the dashboard shows, and keep it in place of the last count."""
    dashboard.count_dashboard()
