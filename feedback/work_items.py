"""The work on violation reports, stop advice and notices that waits for a person."""

from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from feedback.application_drafts import drafts_of_applications
from feedback.models import (
    ApplicationReceipt,
    DepartmentMonth,
    Following,
    Inquiry,
    MeasureApplication,
    Notice,
    ReportReceipt,
    StopAdvice,
    ViolationReport,
)
from feedback.models.applications import DepartmentQuerySet
from feedback.models.assignments import by_assignee
from feedback.models.receipts import UNACKNOWLEDGED, overdue_notices
from feedback.models.unattended import unattended_departments
from feedback.states import ReceiptState, Whose
from foundation.web.work_items import Kind, list_url


def waiting(user: User) -> list[Kind]:
    """Return reports to decide, advice, applications to look at again, drafts, unread notices, followed enterprises."""
    kinds = []
    if user.has_perm("feedback.decide_violationreport"):
        reports = ViolationReport.objects.to_decide(user.department)
        listed, query = "feedback:report_list", {"mine": "true"}
        kinds += _assigned("失信线索", reports, user, listed, query, "reported_at", "due_on", others="待处理的")
    kinds += _reports(user)
    kinds += _advice(user)
    kinds += _applications(user)
    kinds += _feedback(user)
    kinds += _months(user)
    if user.has_perm("feedback.add_measureapplication"):
        url = reverse("feedback:draft_list")
        kinds.append(Kind("未完成的措施实施登记（草稿）", url, drafts_of_applications(user), since="kept_at"))
    if user.has_perm("feedback.read_notice"):
        unread = Notice.objects.filter(department=user.department, read_at__isnull=True)
        url = list_url("feedback:notice_list", unread="true")
        kinds.append(Kind("未读消息", url, unread, since="sent_at"))
        read = Notice.objects.filter(UNACKNOWLEDGED, department=user.department, read_at__isnull=False)
        url = list_url("feedback:notice_list", unacknowledged="true")
        kinds.append(Kind("已读而未知悉的消息", url, read, since="sent_at"))
    if user.has_perm("feedback.view_announcement"):
        overdue = overdue_notices(on=timezone.localdate()).exclude(department=user.department)
        kinds.append(Kind("其他单位逾期未读的消息", reverse("feedback:overdue_notice_list"), overdue, since="sent_at"))
    if user.has_perm("feedback.view_unattended"):
        url = reverse("feedback:unattended_list")
        kinds.append(Kind("有待办而无人办理的单位", url, unattended_departments(), since="waiting_since"))
    if user.has_perm("feedback.follow_enterprise"):
        changed = Following.objects.filter(user=user).changed()
        url = list_url("feedback:enterprise_list", followed="changed")
        kinds.append(Kind("关注的企业有变化", url, changed, since="changed_at"))
    return kinds


def _reports(user: User) -> list[Kind]:
    """Return the reports that the user's department has to receive, and for 市发展改革委 those decided too late."""
    kinds = []
    if user.has_perm("feedback.receive_violationreport"):
        receipts = ReportReceipt.objects.to_receive(user.department)
        url = list_url("feedback:report_list", to_receive="true")
        kinds.append(Kind("待签收的失信线索", url, receipts, since="sent_at"))
    if user.has_perm("feedback.view_overdueviolationreport"):
        overdue = ViolationReport.objects.overdue(on=timezone.localdate())
        url = list_url("feedback:report_list", overdue="true")
        kinds.append(Kind("海关逾期未处理的失信线索", url, overdue, since="reported_at", due_on="due_on"))
    return kinds


def _advice(user: User) -> list[Kind]:
    """Return the open advice to the user's department, and for 市发展改革委 the overdue one to the others."""
    kinds = []
    if user.has_perm("feedback.answer_stopadvice"):
        own = StopAdvice.objects.open().in_charge_of(user.department)
        kinds += _assigned("停用建议", own, user, "feedback:advice_list", {"mine": "true"}, "issued_at", "due_on")
    if user.has_perm("feedback.view_overduestopadvice"):
        overdue = StopAdvice.objects.overdue(on=timezone.localdate()).exclude(application__in_charge=user.department)
        url = list_url("feedback:advice_list", to_urge="true")
        kinds.append(Kind("其他单位逾期未答复的停用建议", url, overdue, "issued_at", due_on="due_on"))
    return kinds


def _assigned(
    what: str,
    work: DepartmentQuerySet,
    user: User,
    listed: str,
    query: dict[str, str],
    since: str,
    due_on: str = "",
    others: str = "待答复的",
) -> list[Kind]:
    """Return the open work of the department in two kinds: what the user was given, and what not."""
    return [
        Kind(
            f"{label}{what}",
            list_url(listed, **query, assignee=whose.value),
            by_assignee(work, whose, user),
            since,
            due_on=due_on,
            is_own=whose == Whose.OWN,
        )
        for label, whose in (("交由您办理的", Whose.OWN), (others, Whose.NOT_OWN))
    ]


def _applications(user: User) -> list[Kind]:
    """Return the applications whose corrected standing is to be acknowledged, and those of abolished measures that run.

    These are all for 市发展改革委, and for other departments their own. An application waits from the moment from which
    the standing on which it was logged is no longer known, or from the day on which its measure was abolished.
    """
    applications, query = MeasureApplication.objects.all(), {}
    if not user.has_perm("feedback.view_correctedapplication"):
        if not user.has_perm("feedback.add_measureapplication"):
            return []
        applications = applications.filter(in_charge=user.department)
        if user.sees_all_feedback:
            query = {"department": user.department_id}
    corrected = applications.to_acknowledge(user.department).annotate(
        corrected_at=Coalesce("standing__known_until", "standing__end_known_at", "logged_at")
    )
    abolished = applications.of_abolished_measures(on=timezone.localdate())
    return [
        Kind(label, list_url("feedback:application_list", **shown, **query), rows, since=since)
        for label, shown, rows, since in (
            ("当日资格后经更正的措施实施", {"to_acknowledge": "true"}, corrected, "corrected_at"),
            ("措施已废止、尚未停止的措施实施", {"state": "abolished"}, abolished, "abolished_from"),
        )
    ]


def _feedback(user: User) -> list[Kind]:
    """Return what the department has to receive, the inquiries that it has to answer, and the answers to read."""
    kinds = []
    if user.has_perm("feedback.receive_application"):
        receipts = ApplicationReceipt.objects.open().filter(department=user.department)
        url = list_url("feedback:receipt_list", state=ReceiptState.OPEN)
        kinds.append(Kind("未签收的实施情况", url, receipts, since="fed_back_at"))
    if user.has_perm("feedback.answer_inquiry"):
        own = Inquiry.objects.to_answer(user.department)
        kinds += _assigned("询问", own, user, "feedback:inquiry_list", {"to_answer": "true"}, "asked_at")
    if user.has_perm("feedback.ask_inquiry"):
        url = list_url("feedback:inquiry_list", to_read="true")
        kinds.append(Kind("已答复、待查看的询问", url, Inquiry.objects.to_read(user.department), since="answered_at"))
    return kinds


def _months(user: User) -> list[Kind]:
    """Return the months that the department has to confirm, and for 市发展改革委 the overdue ones of the others."""
    today, kinds = timezone.localdate(), []
    if user.has_perm("feedback.confirm_departmentmonth"):
        own = DepartmentMonth.objects.pending(on=today).in_charge_of(user.department)
        kinds.append(("待确认的月份", {"mine": "true"}, own))
    if user.has_perm("feedback.view_overduemonth"):
        others = DepartmentMonth.objects.overdue(on=today).exclude(in_charge=user.department)
        kinds.append(("其他单位逾期未确认的月份", {"to_urge": "true"}, others))
    return [
        Kind(label, list_url("feedback:month_list", **query), rows, since="waiting_since", due_on="due_on")
        for label, query, rows in kinds
    ]
