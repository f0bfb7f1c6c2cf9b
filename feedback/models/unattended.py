"""无人办理的单位: departments that have open work, and today nobody who could do it.

Nobody can where no account of the department is in use, where all its people are absent (外出), or where those who are
there have a role without the permission for the work.
"""

from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import GRANTS
from feedback.models.application_receipts import ApplicationReceipt
from feedback.models.inquiries import Inquiry
from feedback.models.months import DepartmentMonth
from feedback.models.notices import Notice, StopAdvice
from feedback.models.receipts import UNACKNOWLEDGED
from feedback.models.report_receipts import ReportReceipt
from feedback.models.reports import ViolationReport
from feedback.states import InquiryState
from screening.models import ScreeningHit
from screening.models.hits import Wait
from staffing.models import Absence


class OpenWork(NamedTuple):
    """A kind of open work: its rows, the field of the department that does it, and of the time since it waits.

    Who has the permission can do it.
    """

    rows: QuerySet
    department: str
    since: str
    permission: str


def _open_work() -> Mapping[str, OpenWork]:
    months = DepartmentMonth.objects.pending(on=timezone.localdate())
    inquiries, answers = (Inquiry.objects.filter(state=state) for state in (InquiryState.OPEN, InquiryState.ANSWERED))
    reports = ViolationReport.objects.with_competent_office().open()
    notices = Notice.objects.filter(UNACKNOWLEDGED)
    lead = Department.objects.filter(is_lead=True).values("pk")
    matches = ScreeningHit.objects.waiting(Wait.DECISION).annotate(lead=Subquery(lead))
    in_charge = "application__in_charge"
    return {
        "advice": OpenWork(StopAdvice.objects.open(), in_charge, "issued_at", "feedback.answer_stopadvice"),
        "inquiries": OpenWork(inquiries, in_charge, "asked_at", "feedback.answer_inquiry"),
        "answers": OpenWork(answers, "department", "answered_at", "feedback.ask_inquiry"),
        "reports": OpenWork(reports, "competent", "reported_at", "feedback.decide_violationreport"),
        "report_receipts": OpenWork(
            ReportReceipt.objects.open(), "department", "sent_at", "feedback.receive_violationreport"
        ),
        "receipts": OpenWork(
            ApplicationReceipt.objects.open(), "department", "fed_back_at", "feedback.receive_application"
        ),
        "notices": OpenWork(notices, "department", "sent_at", "feedback.read_notice"),
        "months": OpenWork(months, "in_charge", "waiting_since", "feedback.confirm_departmentmonth"),
        "matches": OpenWork(matches, "lead", "screening__created_at", "screening.decide_screeninghit"),
    }


def unattended_departments() -> "QuerySet[Department]":
    """Return the departments with open work that nobody of their people who is there today can do, by their order.

    Annotate since when the first of it waits (`waiting_since`). Every page of 市发展改革委 counts them.
    """
    first = [_unattended(work, Min(work.since)) for work in _open_work().values()]
    departments = Department.objects.active().annotate(waiting_since=Least(*first))
    return departments.filter(waiting_since__isnull=False).order_by("order")


def with_open_work(departments: "QuerySet[Department]") -> "QuerySet[Department]":
    """Annotate how much of each kind of this work waits: the name of the kind with `_count`, and in all `open_count`.

    And whether an account is in use (`has_accounts`), and whether anybody is there (`is_staffed`).
    """
    figures = {f"{name}_count": _unattended(work, Count("pk")) for name, work in _open_work().items()}
    counts = {name: Coalesce(figure, 0) for name, figure in figures.items()}
    people = {"has_accounts": Exists(_in_use()), "is_staffed": Exists(_there())}
    return departments.annotate(**people, **counts).annotate(open_count=sum((F(name) for name in counts), Value(0)))


def _in_use() -> "QuerySet[User]":
    return User.objects.in_use().filter(department=OuterRef("pk"))


def _there() -> "QuerySet[User]":
    return _in_use().filter(~Exists(Absence.objects.of_today().filter(user=OuterRef("pk"))))


def _unattended(work: OpenWork, figure: Count | Min) -> Case:
    """Return this figure of the work of each department; NULL where none is open, or somebody there can do it."""
    can_do = Exists(_there().filter(role__in=GRANTS[work.permission].roles))
    of_department = work.rows.filter(Q(**{work.department: OuterRef("pk")})).order_by()
    found = Subquery(of_department.values(work.department).annotate(figure=figure).values("figure"))
    return Case(When(~can_do, then=found))
