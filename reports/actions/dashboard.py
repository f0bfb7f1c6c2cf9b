"""Counting what the dashboard shows, by beat and when somebody asks for it."""

from django.utils import timezone

from foundation.jobs.enqueue import enqueue
from foundation.jobs.leases import advisory_lock
from reports.figures.dashboard import count_board
from reports.models import DashboardFigures
from reports.policies import check_may_count_again


def count_dashboard() -> None:
    """Count everything and keep it in place of the last count. Nothing happens while another worker counts."""
    with advisory_lock("dashboard") as acquired:
        if not acquired:
            return
        counted_at = timezone.now()
        figures = count_board(timezone.localdate(counted_at))
        DashboardFigures.objects.update_or_create(defaults={"figures": figures, "counted_at": counted_at}, pk=1)


def request_count() -> None:
    """Have a worker count again. Raises ActionDenied right after a count."""
    check_may_count_again(DashboardFigures.objects.first())
    enqueue("reports.tasks.count_dashboard")
