"""无人办理的单位: departments that have open work, and today nobody who could do it.

Nobody can where no account of the department is in use, or where all its people are absent (外出).
"""

from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from accounts.models import Department, User
from feedback.models.inquiries import Inquiry
from feedback.models.months import DepartmentMonth
from feedback.models.notices import StopAdvice
from feedback.models.reports import ViolationReport
from feedback.states import InquiryState, ReportState
from staffing.models import Absence


class OpenWork(NamedTuple):
    """A kind of open work: its rows, the field of the department that does it, and of the time since it waits."""

    rows: QuerySet
    department: str
    since: str


def _open_work() -> Mapping[str, OpenWork]:
    months = DepartmentMonth.objects.pending(on=timezone.localdate())
    inquiries = Inquiry.objects.filter(state=InquiryState.OPEN)
    reports = ViolationReport.objects.with_competent_office().filter(state=ReportState.OPEN)
    return {
        "advice": OpenWork(StopAdvice.objects.open(), "application__in_charge", "issued_at"),
        "inquiries": OpenWork(inquiries, "application__in_charge", "asked_at"),
        "reports": OpenWork(reports, "competent", "reported_at"),
        "months": OpenWork(months, "in_charge", "waiting_since"),
    }


def unattended_departments() -> "QuerySet[Department]":
    """Return the departments with open work of whose people nobody is there today, by their order.

    Annotate since when the first of it waits (`waiting_since`). Every page of 市发展改革委 counts them.
    """
    there = _in_use().filter(~Exists(Absence.objects.of_today().filter(user=OuterRef("pk"))))
    first = [_figure(each, Min(each.since)) for each in _open_work().values()]
    without_people = Department.objects.active().filter(~Exists(there))
    return without_people.annotate(waiting_since=Least(*first)).filter(waiting_since__isnull=False).order_by("order")


def with_open_work(departments: "QuerySet[Department]") -> "QuerySet[Department]":
    """Annotate how many of each kind wait (`advice_count`, `inquiries_count`, `reports_count`, `months_count`).

    And how many in all (`open_count`), and whether an account is in use (`has_accounts`).
    """
    figures = {f"{name}_count": _figure(each, Count("pk")) for name, each in _open_work().items()}
    counts = {name: Coalesce(figure, 0) for name, figure in figures.items()}
    return departments.annotate(has_accounts=Exists(_in_use()), **counts).annotate(
        open_count=sum((F(name) for name in counts), Value(0))
    )


def _in_use() -> "QuerySet[User]":
    return User.objects.in_use().filter(department=OuterRef("pk"))


def _figure(work: OpenWork, figure: Count | Min) -> Subquery:
    """Return this figure of the work of each department; NULL where none is open."""
    of_department = work.rows.filter(Q(**{work.department: OuterRef("pk")})).order_by()
    return Subquery(of_department.values(work.department).annotate(figure=figure).values("figure"))
