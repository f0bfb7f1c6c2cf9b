"""What is done in the year with what departments feed back: received, asked about, marked, and confirmed by month."""

from collections import defaultdict
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from accounts.models import User
from demo.city.enterprises import CAST
from demo.year.city_year import CityYear
from feedback.actions.application_receipts import receive_applications
from feedback.actions.assignments import assign
from feedback.actions.inquiries import answer_inquiry, ask_inquiry, read_answer
from feedback.actions.months import confirm_month
from feedback.actions.report_receipts import receive_report
from feedback.actions.typical_marks import mark_typical
from feedback.models import ApplicationReceipt, DepartmentMonth, Inquiry, MeasureApplication, ReportReceipt
from feedback.states import InquiryState
from staffing.actions import enter_absence
from workdays.terms import count_working_days

# Working days until a recipient receives an application: by user name where it is not the usual time.
RECEIVES, RECEIVES_LATE = 1, {"laiwu": 4}
# Working days until an inquiry is answered, and until the answer is read.
ANSWERS, READS = 2, 3
# Working days from the end of a month, or a late change of it, until a department confirms it. One is months late.
CONFIRMS, CONFIRMS_LATE = 1, {"maocu": 8, "fulian": 12, "gonghui": 50}
# Working days before today, who asks, the measure of the newest application that is asked about, and the question.
INQUIRIES = (
    (60, "quancheng", 25, "减少的检查次数是全年数还是当季数？"),
    (4, "xinyong", 32, "专人联系的频次是否已告知企业？"),
    (1, "quancheng", 31, "核定的用量是否随季度调整？"),
)
ANSWER = "已核对登记内容，情况属实，办理材料存本单位备查。"
# Measure of an application for CAST.case_hero, who marks it, and why.
TYPICAL = (
    (22, "xinyong", "当日办结，企业反映好，做法便于推广。"),
    (31, "quancheng", "用量核定与通关信用联动，成效明显。"),
)


def plan_feedback(year: CityYear) -> None:
    for days, username, number, question in INQUIRIES:
        year.plan(year.days.before_today(days), partial(_ask, year, username, number, question))
    year.plan(year.days.before_today(3), partial(_mark, year))
    year.plan(year.days.before_today(1), partial(_assign, year))


def _ask(year: CityYear, username: str, number: int, question: str) -> None:
    application = MeasureApplication.objects.not_cancelled().filter(measure__number=number).latest("pk")
    ask_inquiry(application=application, question=question, by=year.people[username])


def _mark(year: CityYear) -> None:
    applications = MeasureApplication.objects.publishable().filter(enterprise__uscc=CAST.case_hero.uscc)
    for number, username, reason in TYPICAL:
        application = applications.filter(measure__number=number).latest("pk")
        mark_typical(application=application, reason=reason, by=year.people[username])


def _assign(year: CityYear) -> None:
    """Let a clerk of 市税务局 give the newest inquiry to a colleague, for whom the clerk stands in from that day on."""
    colleague = year.people["shuizheng"]
    inquiry = Inquiry.objects.to_answer(colleague.department).latest("pk")
    note = "用量台账由您保管，请核对后答复。"
    by, today = year.people["shuiwu"], timezone.localdate()
    assign(work=inquiry, assignee=colleague, expected_version="", note=note, by=by)
    enter_absence(user=colleague, since=today, until=today + timedelta(days=9), stand_in=by, by=colleague)


def follow_feedback(clerks: dict[int | None, User]) -> None:
    """Receive what was fed back, answer inquiries, read answers and confirm months, each department in its time."""
    _receive(clerks)
    for receipt in ReportReceipt.objects.open().select_related("report"):
        if working_days_since(receipt.sent_at) >= RECEIVES:
            receive_report(report=receipt.report, by=clerks[receipt.department_id])
    for inquiry in Inquiry.objects.exclude(state=InquiryState.READ).select_related("application"):
        if inquiry.is_open and working_days_since(inquiry.asked_at) >= ANSWERS:
            answer_inquiry(inquiry=inquiry, answer=ANSWER, by=clerks[inquiry.application.in_charge_id])
        elif inquiry.answered_at and working_days_since(inquiry.answered_at) >= READS:
            read_answer(inquiry=inquiry, by=clerks[inquiry.department_id])
    for month in DepartmentMonth.objects.pending(on=timezone.localdate()).select_related("department").order_by("pk"):
        clerk = clerks[month.in_charge_id]
        if working_days_since(month.waiting_since) >= CONFIRMS_LATE.get(clerk.username, CONFIRMS):
            confirm_month(month=month, expected_version=month.version, by=clerk)


def _receive(clerks: dict[int | None, User]) -> None:
    due: dict[int, list[int]] = defaultdict(list)
    for pk, department, fed_back_at in ApplicationReceipt.objects.open().values_list("pk", "department", "fed_back_at"):
        if working_days_since(fed_back_at) >= RECEIVES_LATE.get(clerks[department].username, RECEIVES):
            due[department].append(pk)
    for department, keys in due.items():
        receive_applications(receipts=ApplicationReceipt.objects.filter(pk__in=keys), by=clerks[department])


def working_days_since(moment: datetime) -> int:
    return count_working_days(timezone.localdate(moment), timezone.localdate())
