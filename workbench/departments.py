"""各单位办理情况: what each department has done and not done, for 市发展改革委."""

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Department
from feedback.models import MeasureApplication, Notice, StopAdvice
from foundation.web.lists import Period, days_of


def departments_with_activity() -> QuerySet[Department]:
    """Return the departments, each with its numbers.

    `applied_count` are the applications of this month that are not cancelled, `open_count` the unanswered stop advice,
    `unread_count` the unread notices, `last_logged_at` the time of the last application, None without any.
    """
    first, last = days_of(Period.THIS_MONTH, timezone.localdate())
    valid = MeasureApplication.objects.not_cancelled()
    return Department.objects.active().annotate(
        applied_count=_count(valid.filter(applied_on__range=(first, last))),
        open_count=_count(StopAdvice.objects.open(), "application__in_charge"),
        unread_count=_count(Notice.objects.filter(read_at__isnull=True)),
        last_logged_at=_of_department(MeasureApplication.objects.all(), Max("logged_at")),
    )


def _count(rows: QuerySet, field: str = "department") -> Coalesce:
    """The number of rows of the department."""
    return Coalesce(_of_department(rows, Count("pk"), field), 0)


def _of_department(rows: QuerySet, figure: Count | Max, field: str = "department") -> Subquery:
    """The figure of the rows of the department; NULL without any."""
    own = rows.filter(**{field: OuterRef("pk")}).order_by().values(field)
    return Subquery(own.annotate(figure=figure).values("figure"))
