"""What departments did with their notices: who read and acknowledged them, and which advice they answered."""

from datetime import date

from django.db.models import (
    Case,
    Count,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.models import Department
from feedback.models.notices import Announcement, Notice, StandingChange, StopAdvice, changes_with_standing
from feedback.models.reports import ViolationReport
from feedback.states import DIGESTS, LOST, TO_ACKNOWLEDGE, WITH_TERM, AdviceState, NoticeKind, Pending
from foundation.days import end_of
from screening.models import Standing
from workdays.site_settings import site_settings
from workdays.terms import latest_elapsed

# A closed department has nothing left to do.
NOT_CLOSED = Q(department__closed_on__isnull=True)
UNREAD = Q(read_at__isnull=True)
UNACKNOWLEDGED = Q(kind__in=TO_ACKNOWLEDGE, acknowledged_at__isnull=True)
# The enterprises of a notice that lists of notices name; all are listed with the notice itself.
SHOWN_CHANGES = 5


def own_notices(department: Department | None) -> QuerySet[Notice]:
    """Return the notices of the department, each with the first enterprises of its announcement."""
    changes = changes_with_standing(StandingChange.objects.filter(number__lte=SHOWN_CHANGES))
    related = ("department", "read_by", "acknowledged_by", "announcement", "report__enterprise", "version__measure")
    notices = with_answers(Notice.objects.filter(department=department)).select_related(*related)
    return notices.prefetch_related(Prefetch("announcement__changes", queryset=changes))


def with_answers(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Annotate of a loss how much advice its department received about it (`advised`), and has to answer (`to_answer`).

    `answer_due_on` is the earliest term of what it has to answer, `answered_at` the time of its last answer.
    """
    advice = StopAdvice.objects.filter(
        standing__change__announcement=OuterRef("announcement"), application__in_charge=OuterRef("department")
    )
    by_announcement = advice.order_by().values("standing__change__announcement")
    open_advice = Q(state=AdviceState.OPEN)
    figures = {
        "advised": Count("pk"),
        "to_answer": Count("pk", filter=open_advice),
        "answer_due_on": Min("due_on", filter=open_advice),
        "answered_at": Max("answered_at"),
    }
    of_losses = {
        name: Case(When(kind=NoticeKind.LOST, then=Subquery(by_announcement.annotate(figure=figure).values("figure"))))
        for name, figure in figures.items()
    }
    for name in ("advised", "to_answer"):
        of_losses[name] = Coalesce(of_losses[name], Value(0), output_field=IntegerField())
    return notices.annotate(**of_losses)


def have_term(notices: QuerySet[Notice], department: Department) -> QuerySet[Notice]:
    """Filter the notices of the department to those that name a term, or ask for an answer or a decision."""
    to_decide = Q(kind=NoticeKind.REPORT, report__in=ViolationReport.objects.to_decide(department))
    return with_answers(notices).filter(Q(kind__in=WITH_TERM) | to_decide | Q(to_answer__gt=0))


def overdue_notices(*, on: date) -> QuerySet[Notice]:
    """The notices to departments that exist which nobody has read within the term of the site settings.

    Digests have no term.
    """
    sent_by = latest_elapsed(site_settings().notice_read_term, on=on)
    unread = Notice.objects.filter(NOT_CLOSED & UNREAD)
    return unread.filter(sent_at__lte=end_of(sent_by)).exclude(kind__in=DIGESTS)


def with_pending_counts(announcements: QuerySet[Announcement]) -> QuerySet[Announcement]:
    """Annotate how many departments have not read the announcement, not acknowledged it, and not answered its advice.

    The names of the figures are those of Pending. Departments that are closed do not count.
    """
    notices = Notice.objects.filter(NOT_CLOSED, announcement=OuterRef("pk")).order_by().values("announcement")
    advice = StopAdvice.objects.open().filter(standing__change__announcement=OuterRef("pk"))
    departments = advice.order_by().values("standing__change__announcement")
    figures = {
        Pending.UNREAD: notices.annotate(figure=Count("pk", filter=UNREAD)),
        Pending.UNACKNOWLEDGED: notices.annotate(figure=Count("pk", filter=UNACKNOWLEDGED)),
        Pending.UNANSWERED: departments.annotate(figure=Count("application__in_charge", distinct=True)),
    }
    return announcements.annotate(
        **{name.value: Coalesce(Subquery(rows.values("figure")), 0) for name, rows in figures.items()}
    )


def pending_receipts(notices: QuerySet[Notice], pending: Pending) -> QuerySet[Notice]:
    """Filter the notices, with the annotations of with_answers, to those of which this is still to be done.

    Those to departments that are closed are left out.
    """
    is_pending = {
        Pending.UNREAD: UNREAD,
        Pending.UNACKNOWLEDGED: UNACKNOWLEDGED,
        Pending.UNANSWERED: Q(to_answer__gt=0),
    }
    return notices.filter(NOT_CLOSED, is_pending[pending])


def losses_without_notice() -> QuerySet[Standing]:
    """Lost standings that were processed although the last change announced of the enterprise is no loss."""
    changes = StandingChange.objects.filter(enterprise=OuterRef("enterprise")).order_by("-pk")
    lost = Standing.objects.current().filter(state__in=LOST, processed__isnull=False)
    announced = lost.annotate(last_kind=Subquery(changes.values("announcement__kind")[:1]))
    return announced.filter(last_kind__isnull=False).exclude(last_kind=NoticeKind.LOST)
