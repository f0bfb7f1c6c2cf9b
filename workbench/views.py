"""工作台: the work that waits for the signed-in person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from blacklists.models import BlacklistFeed
from screening.models import Screening
from workbench.work_items import waiting


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Show the work that waits by kind, with counts and links to lists, overdue screenings and feeds with alerts.

    The kinds of which nothing waits are one line.
    """
    watches_screenings = request.user.has_perm("screening.view_overduescreening")
    may_change_feeds = request.user.has_perm("blacklists.change_blacklistfeed")
    items = waiting(request.user)
    context = {
        "waiting": items,
        "to_do": [item for item in items if item.count],
        "idle": [item for item in items if not item.count],
        "total": sum(item.count for item in items),
        "overdue_screenings": Screening.objects.overdue().count() if watches_screenings else 0,
        "feeds_with_alerts": BlacklistFeed.objects.with_alerts() if may_change_feeds else [],
    }
    return render(request, "workbench/home.html", context)
