"""What waits for a department, an office or 市发展改革委 now."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils import timezone

from feedback.models import StopAdvice, ViolationReport
from feedback.states import AdviceState, ReportState
from foundation.web.work_items import Kind, WorkItem, count_work, list_url
from screening.models import ScreeningHit
from screening.models.hits import Wait


def open_work(*, on: date) -> list[WorkItem]:
    """Return each kind of work of all, with how many wait on the day, since when, and how many are overdue."""
    advice = StopAdvice.objects.open()
    reports = ViolationReport.objects.filter(state=ReportState.OPEN)
    advice_url = list_url("feedback:advice_list", state=AdviceState.OPEN)
    reports_url = list_url("feedback:report_list", state=ReportState.OPEN)
    overdue_url = list_url("feedback:advice_list", overdue="true")
    hits, hits_url = ScreeningHit.objects.waiting(Wait.DECISION), list_url("screening:hit_list", waits=Wait.DECISION)
    return count_work(
        [
            Kind("待答复的停用建议", advice_url, advice, since="issued_at", due_on="due_on"),
            Kind("待处理的失信线索", reports_url, reports, since="reported_at", due_on="due_on"),
            Kind("逾期未答复的停用建议", overdue_url, StopAdvice.objects.overdue(on=on), since="issued_at"),
            Kind("待核实的疑似命中", hits_url, hits, since="screening__created_at"),
        ]
    )


class OpenAdvice(NamedTuple):
    """How much stop advice waits for the answer of a department, and how much of it is overdue."""

    open: int = 0
    overdue: int = 0


def advice_by_department() -> dict[int, OpenAdvice]:
    """Key of the department that is in charge → its open advice now."""
    is_overdue = Q(due_on__lt=timezone.localdate())
    counted = StopAdvice.objects.open().order_by().values_list("application__in_charge")
    rows = counted.annotate(open_count=Count("pk"), overdue_count=Count("pk", filter=is_overdue))
    return defaultdict(OpenAdvice, {key: OpenAdvice(*counts) for key, *counts in rows})
