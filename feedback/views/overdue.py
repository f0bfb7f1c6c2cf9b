"""逾期督办: the stop advice that other departments have not answered within its term, for 市发展改革委."""

from operator import attrgetter

from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from exports.lists import downloadable, render_list
from exports.tables import Table
from feedback.models import StopAdvice
from workdays.terms import working_days_overdue


def _days_overdue(advice: StopAdvice) -> int:
    return working_days_overdue(advice.due_on)


def _last_reminder(advice: StopAdvice) -> object:
    sent = [reminder.sent_at for reminder in advice.reminders.all()]
    return sent[-1] if sent else None


COLUMNS = {
    "单位": attrgetter("application.in_charge.name"),
    "企业": attrgetter("application.enterprise.name"),
    "统一社会信用代码": attrgetter("application.enterprise.uscc"),
    "措施": attrgetter("application.version"),
    "发出时间": attrgetter("issued_at"),
    "答复期限": attrgetter("due_on"),
    "逾期工作日": _days_overdue,
    "最近催办时间": _last_reminder,
}


def _overdue(request: HttpRequest) -> QuerySet[StopAdvice]:
    """The overdue advice of other departments than the reader's, by department, the oldest term first."""
    overdue = StopAdvice.objects.overdue(on=timezone.localdate())
    others = overdue.exclude(application__in_charge=request.user.department)
    return others.order_by("application__in_charge__order", "due_on", "pk")


def _table(request: HttpRequest) -> Table:
    related = ("application__enterprise", "application__version__measure", "application__in_charge")
    overdue = _overdue(request).select_related(*related).prefetch_related("reminders")
    return Table("逾期未答复的停用建议", overdue, COLUMNS)


@require_safe
@requires("feedback.view_overduestopadvice")
@downloadable(_table)
def overdue_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the overdue advice of other departments, with the count and the longest delay of each department."""
    by_department = _overdue(request).order_by("application__in_charge__order").values("application__in_charge__name")
    departments = by_department.annotate(count=Count("pk"), oldest=Min("due_on"))
    return render_list(request, "feedback/overdue_list.html", table, departments=departments)
