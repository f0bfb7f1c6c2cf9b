"""工作台: the work that waits for the signed-in person, and the audit log."""

from http import HTTPStatus
from operator import attrgetter, methodcaller

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires, signed_in
from audit.models import AuditBatch, AuditEvent
from audit.wording import actor_text, details_text, target_type
from blacklists.models import BlacklistFeed
from exports.lists import downloadable, render_list
from exports.tables import Table
from reorganisations.announcements import announcements_for
from screening.models import Screening
from workbench.audit_objects import address_of
from workbench.departments import departments_with_activity
from workbench.figures import standing_figures
from workbench.filters import AuditFilter
from workbench.operations import (
    late_blacklists,
    late_feeds,
    partial_reorganisations,
    parts,
    queue_states,
    starting_amendments,
    stuck_reorganisations,
)
from workbench.records import records
from workbench.work_items import waiting


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Show the work that waits by kind, the overdue first, and what else the role has to know.

    The kinds of which nothing waits are one line. A department sees the figures of 激励资格, 市发展改革委 also what
    each department has done, the system administrator the platform's own work and what is late or begins soon, the
    auditor the latest records.
    """
    user = request.user
    items = waiting(user)
    is_operator = user.has_perm("accounts.use_admin")
    context = {
        "work_items": items,
        "to_do": [item for item in items if item.count],
        "idle": [item for item in items if not item.count],
        "total": sum(item.count for item in items),
        "overdue_screenings": (
            Screening.objects.overdue().count() if user.has_perm("screening.view_overduescreening") else 0
        ),
        "feeds_with_alerts": (
            BlacklistFeed.objects.with_alerts() if user.has_perm("blacklists.change_blacklistfeed") else []
        ),
        "reorganisations": announcements_for(user.department) if user.department else [],
        "figures": standing_figures() if user.department else [],
        "departments": departments_with_activity() if user.has_perm("feedback.view_overduestopadvice") else [],
        "parts": parts() if is_operator else [],
        "queues": queue_states() if is_operator else [],
        "late_feeds": late_feeds() if is_operator else [],
        "late_blacklists": late_blacklists() if is_operator else [],
        "amendments": starting_amendments() if is_operator else [],
        "stuck_reorganisations": stuck_reorganisations() if is_operator else [],
        "partial_reorganisations": partial_reorganisations() if is_operator else [],
        "questions": AuditFilter({}) if user.has_perm("audit.view_auditevent") else None,
        "last_batch": AuditBatch.objects.last() if user.has_perm("audit.view_auditevent") else None,
        "records": records() if user.has_perm("audit.view_auditevent") else None,
    }
    return render(request, "workbench/home.html", context)


AUDIT_COLUMNS = {
    "时间": lambda event: f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}",
    "操作人": actor_text,
    "用户名": attrgetter("actor_username"),
    "成员单位": attrgetter("actor_department"),
    "类别": methodcaller("get_kind_display"),
    "操作": methodcaller("get_type_display"),
    "对象类别": target_type,
    "对象": attrgetter("target_text"),
    "对象编号": attrgetter("target_key"),
    "查询用途": attrgetter("purpose"),
    "详情": details_text,
    "来源地址": attrgetter("address"),
    "请求编号": attrgetter("request_id"),
}


def _audit_events(request: HttpRequest) -> Table:
    shown = AuditFilter(request.GET, queryset=AuditEvent.objects.all())
    return Table("审计日志", shown.qs, AUDIT_COLUMNS, shown, rows_move=True, is_counted=False)


@require_safe
@requires("audit.view_auditevent")
@downloadable(_audit_events)
def audit_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the audit events, the newest first."""
    return render_list(request, "workbench/audit_list.html", table)


@require_safe
@requires("audit.view_auditevent")
def audit_object(request: HttpRequest, pk: int) -> HttpResponse:
    """Redirect to the page of what an audit event is about; say so where it no longer exists."""
    event = get_object_or_404(AuditEvent, pk=pk)
    if address := address_of(event):
        return redirect(address)
    return render(request, "workbench/audit_object_gone.html", {"event": event}, status=HTTPStatus.NOT_FOUND)
