"""督办清单: what is overdue in the departments, as an official document of now."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from django.utils import timezone

from accounts.models import Department
from feedback.models import DepartmentMonth, StopAdvice, ViolationReport
from foundation.web.dates import chinese_date
from reports.documents.content import DocumentTable, OfficialDocument, Part, name_of_lead, number_parts
from workdays.terms import working_days_overdue

# So much overdue work of a department is listed; all of it is counted.
MOST_ROWS = 200
HEADINGS = ["事项", "内容", "期限", "逾期工作日"]


class Overdue(NamedTuple):
    """One overdue piece of work, as the document names it, and the department in charge of it."""

    department: Department
    kind: str
    subject: str
    due_on: str
    days_late: int  # working days


def supervision_document(department: Department | None) -> OfficialDocument:
    """Return the document about the department, or about all; its attachments list the work of one department each."""
    today = timezone.localdate()
    by_department: dict[Department, list[Overdue]] = defaultdict(list)
    for overdue in chain(_overdue_reports(), _overdue_advice(), _overdue_months()):
        if department in (None, overdue.department):
            by_department[overdue.department].append(overdue)
    departments = sorted(by_department, key=lambda each: each.order)
    total = sum(map(len, by_department.values()))
    listed = "、".join(f"{each.name_on(today)}{len(by_department[each])}项" for each in departments)
    return OfficialDocument(
        title="海关高级认证企业联合激励督办清单",
        addressee="、".join(each.name_on(today) for each in departments) or "各成员单位",
        opening=f"截至{chinese_date(today)}，下列事项已超过期限。"
        if total
        else f"截至{chinese_date(today)}，没有逾期的事项。",
        parts=_parts(total, listed, by_department),
        signed_by=name_of_lead(today),
        signed_on=today,
        attachments=[_table(each.name_on(today), by_department[each]) for each in departments],
    )


def _overdue_reports() -> Iterator[Overdue]:
    """Yield the violation reports that their customs offices have not decided in time, the longest overdue first."""
    today = timezone.localdate()
    overdue = ViolationReport.objects.overdue(on=today).with_competent_office().select_related("enterprise")
    offices = Department.objects.in_bulk([report.competent for report in overdue])
    for report in overdue.order_by("due_on", "pk"):
        subject, due_on = f"{report.enterprise}的失信线索", chinese_date(report.due_on)
        yield Overdue(
            offices[report.competent], f"失信线索{report.number}", subject, due_on, working_days_overdue(report.due_on)
        )


def _overdue_advice() -> Iterator[Overdue]:
    """Yield the overdue stop advice, the longest overdue first."""
    today = timezone.localdate()
    overdue = StopAdvice.objects.overdue(on=today).select_related(
        "application__in_charge", "application__enterprise", "application__version__measure"
    )
    for advice in overdue.order_by("due_on", "pk").iterator():
        application = advice.application
        subject = f"{application.enterprise}：{application.version.in_sentence}"
        days_late = working_days_overdue(advice.due_on)
        yield Overdue(
            application.in_charge, f"停用建议{advice.number}", subject, chinese_date(advice.due_on), days_late
        )


def _overdue_months() -> Iterator[Overdue]:
    """Yield the months that their departments have not confirmed in time, the longest overdue first."""
    today = timezone.localdate()
    overdue = DepartmentMonth.objects.overdue(on=today).select_related("department", "in_charge")
    for month in overdue.order_by("due_on", "pk").iterator():
        days_late = working_days_overdue(month.due_on)
        yield Overdue(month.in_charge, "月度确认", f"{month}的实施情况", chinese_date(month.due_on), days_late)


def _parts(total: int, listed: str, by_department: dict[Department, list[Overdue]]) -> list[Part]:
    if not total:
        return []
    longest = max(overdue.days_late for rows in by_department.values() for overdue in rows)
    return number_parts(
        [
            ("逾期情况", [f"逾期未办结的事项共{total}项，最长逾期{longest}个工作日。其中{listed}，清单附后。"]),
            ("办理要求", ["请承办单位收到本清单后即行办理，在平台上答复；不能办结的，向市发展改革委书面说明理由。"]),
        ]
    )


def _table(name: str, rows: list[Overdue]) -> DocumentTable:
    cells = [[each.kind, each.subject, each.due_on, each.days_late] for each in rows[:MOST_ROWS]]
    title = f"{name}逾期事项"
    return DocumentTable(
        title if len(rows) <= MOST_ROWS else f"{title}（共{len(rows)}项，列前{MOST_ROWS}项）", HEADINGS, cells
    )
