"""Counting what the dashboard shows, by beat and when somebody asks for it."""

from django.utils import timezone

from foundation.jobs.enqueue import enqueue
from foundation.jobs.leases import advisory_lock
from reports.figures.dashboard import count_board
from reports.models import DashboardFigures
from reports.policies import check_may_count_again


def count_dashboard(asked_at: str = "") -> None:
    """Count everything and keep it in place of the last count. Nothing happens while another worker counts.

    `asked_at` is when somebody asked for it: nothing happens either where a later count has answered that, so that
    many requests in a row are one count.
    """
    with advisory_lock("dashboard") as acquired:
        if not acquired:
            return
        if asked_at and DashboardFigures.objects.filter(counted_at__gte=asked_at).exists():
            return
        counted_at = timezone.now()
        figures = count_board(timezone.localdate(counted_at))
        DashboardFigures.objects.update_or_create(defaults={"figures": figures, "counted_at": counted_at}, pk=1)


def request_count() -> None:
    """Have a worker count again. Raises ActionDenied right after a count."""
    check_may_count_again(DashboardFigures.objects.first())
    enqueue("reports.tasks.count_dashboard", timezone.now().isoformat())
