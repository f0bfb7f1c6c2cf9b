"""工作台: the work that waits for the signed-in person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from blacklists.models import BlacklistFeed
from screening.models import Screening
from workbench.departments import departments_with_activity
from workbench.operations import late_blacklists, late_feeds, parts, queue_states, starting_amendments
from workbench.records import records
from workbench.work_items import waiting


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Show the work that waits by kind, the oldest first, and what else the role has to know.

    The kinds of which nothing waits are one line. 市发展改革委 sees what each department has done, the system
    administrator the platform's own work and what is late or begins soon, the auditor the latest records.
    """
    user = request.user
    items = waiting(user)
    is_operator = user.has_perm("accounts.use_admin")
    context = {
        "waiting": items,
        "to_do": [item for item in items if item.count],
        "idle": [item for item in items if not item.count],
        "total": sum(item.count for item in items),
        "overdue_screenings": (
            Screening.objects.overdue().count() if user.has_perm("screening.view_overduescreening") else 0
        ),
        "feeds_with_alerts": (
            BlacklistFeed.objects.with_alerts() if user.has_perm("blacklists.change_blacklistfeed") else []
        ),
        "departments": departments_with_activity() if user.has_perm("feedback.view_overduestopadvice") else [],
        "parts": parts() if is_operator else [],
        "queues": queue_states() if is_operator else [],
        "late_feeds": late_feeds() if is_operator else [],
        "late_blacklists": late_blacklists() if is_operator else [],
        "amendments": starting_amendments() if is_operator else [],
        "records": records() if user.has_perm("audit.view_auditevent") else None,
    }
    return render(request, "workbench/home.html", context)
