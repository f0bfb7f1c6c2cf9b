"""What departments did with their notices (消息), for 市发展改革委: who has read, acknowledged and answered them."""

from operator import attrgetter, methodcaller

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from exports.lists import downloadable, render_list
from exports.tables import Table
from feedback.models import Announcement, Notice
from feedback.models.receipts import overdue_notices, with_answers, with_pending_counts
from feedback.notice_filters import AnnouncementFilter, AnnouncementReceiptFilter, OverdueNoticeFilter
from feedback.states import TO_ACKNOWLEDGE, Pending
from feedback.wording import receipt_of_answers
from workdays.site_settings import site_settings

ANNOUNCEMENT_COLUMNS = {
    "类别": methodcaller("get_kind_display"),
    "企业": attrgetter("first_enterprise"),
    "企业数": attrgetter("enterprise_count"),
    "通报时间": attrgetter("announced_at"),
    **{f"{pending.label}单位": attrgetter(pending.value) for pending in Pending},
}
RECEIPT_COLUMNS = {
    "成员单位": attrgetter("department.shown_name"),
    "阅读时间": attrgetter("read_at"),
    "阅读人": attrgetter("read_by"),
    "知悉时间": attrgetter("acknowledged_at"),
    "知悉人": attrgetter("acknowledged_by"),
    "停用建议": receipt_of_answers,
    "最近答复": attrgetter("answered_at"),
}
OVERDUE_COLUMNS = {
    "接收单位": attrgetter("department.shown_name"),
    "类别": methodcaller("get_kind_display"),
    "对象": attrgetter("subject"),
    "发出时间": attrgetter("sent_at"),
    "阅读期限": attrgetter("read_due_on"),
}


def _announcements(request: HttpRequest) -> Table:
    announcements = with_pending_counts(Announcement.objects.all())
    shown = AnnouncementFilter(request.GET, queryset=announcements, request=request)
    return Table("通报情况", shown.qs, ANNOUNCEMENT_COLUMNS, shown, rows_move=True)


@require_safe
@requires("feedback.view_announcement")
@downloadable(_announcements)
def announcement_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the announcements, each with how many departments have not read, acknowledged or answered it."""
    return render_list(request, "feedback/announcement_list.html", table)


def _receipts(request: HttpRequest, pk: int) -> Table:
    announcement = get_object_or_404(Announcement, pk=pk)
    notices = with_answers(Notice.objects.filter(announcement=announcement)).order_by("department__order")
    notices = notices.select_related("department", "read_by", "acknowledged_by")
    shown = AnnouncementReceiptFilter(request.GET, queryset=notices, request=request)
    return Table(f"{announcement.get_kind_display()}的通报情况", shown.qs, RECEIPT_COLUMNS, shown)


@require_safe
@requires("feedback.view_announcement")
@downloadable(_receipts)
def announcement_detail(request: HttpRequest, table: Table, pk: int) -> HttpResponse:
    """Show when each department read and acknowledged an announcement, and answered the advice that came with it."""
    announcement = get_object_or_404(Announcement, pk=pk)
    context = {"announcement": announcement, "asks_acknowledgement": announcement.kind in TO_ACKNOWLEDGE}
    return render_list(request, "feedback/announcement_detail.html", table, **context)


def _overdue(request: HttpRequest) -> Table:
    notices = overdue_notices(on=timezone.localdate()).exclude(department=request.user.department)
    notices = notices.select_related("department", "announcement", "version__measure").order_by("sent_at", "pk")
    shown = OverdueNoticeFilter(request.GET, queryset=notices, request=request)
    return Table("逾期未读的消息", shown.qs, OVERDUE_COLUMNS, shown, rows_move=True)


@require_safe
@requires("feedback.view_announcement")
@downloadable(_overdue)
def overdue_notice_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the notices that other departments have not read in time, the oldest first."""
    return render_list(request, "feedback/overdue_notice_list.html", table, term=site_settings().notice_read_term)
