"""The work on violation reports, stop advice and notices that waits for a person."""

from collections.abc import Callable

from django.db.models import QuerySet
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
from feedback.models.applications import DepartmentQuerySet, MeasureApplicationQuerySet
from feedback.models.assignments import by_assignee
from feedback.models.receipts import UNACKNOWLEDGED, overdue_notices
from feedback.models.unattended import unattended_departments
from feedback.states import ReceiptState, Whose
from foundation.postgres.composed import Parameter
from foundation.web.work_items import Kind, Rows, list_url


def waiting(user: User) -> list[Kind]:
    """Return reports to decide, advice, applications to look at again, drafts, unread notices, followed enterprises."""
    kinds = []
    if user.has_perm("feedback.decide_violationreport"):
        reports, listed, query = ViolationReport.objects.to_decide, "feedback:report_list", {"mine": "true"}
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
        unread = Rows(_unread_notices, (user.department_id,))
        url = list_url("feedback:notice_list", unread="true")
        kinds.append(Kind("未读消息", url, unread, since="sent_at"))
        read = Rows(_read_notices, (user.department_id,))
        url = list_url("feedback:notice_list", unacknowledged="true")
        kinds.append(Kind("已读而未知悉的消息", url, read, since="sent_at"))
    if user.has_perm("feedback.view_announcement"):
        overdue = overdue_notices(on=timezone.localdate()).exclude(department=user.department)
        kinds.append(Kind("其他单位逾期未读的消息", reverse("feedback:overdue_notice_list"), overdue, since="sent_at"))
    if user.has_perm("feedback.view_unattended"):
        url = reverse("feedback:unattended_list")
        kinds.append(Kind("有待办而无人办理的单位", url, Rows(unattended_departments), since="waiting_since"))
    if user.has_perm("feedback.follow_enterprise"):
        changed = Rows(_changed_followings, (user.pk,))
        url = list_url("feedback:enterprise_list", followed="changed")
        kinds.append(Kind("关注的企业有变化", url, changed, since="changed_at"))
    return kinds


def _unread_notices(department: Parameter) -> QuerySet[Notice]:
    return Notice.objects.filter(department=department, read_at__isnull=True)


def _read_notices(department: Parameter) -> QuerySet[Notice]:
    """Return the notices that were read and are still to be acknowledged."""
    return Notice.objects.filter(UNACKNOWLEDGED, department=department, read_at__isnull=False)


def _changed_followings(user: Parameter) -> QuerySet[Following]:
    return Following.objects.filter(user=user).changed()


def _reports(user: User) -> list[Kind]:
    """Return the reports that the user's department has to receive, and for 市发展改革委 those decided too late."""
    kinds = []
    if user.has_perm("feedback.receive_violationreport"):
        receipts = Rows(ReportReceipt.objects.to_receive, (user.department_id,))
        url = list_url("feedback:report_list", to_receive="true")
        kinds.append(Kind("待签收的失信线索", url, receipts, since="sent_at"))
    if user.has_perm("feedback.view_overdueviolationreport"):
        url = list_url("feedback:report_list", overdue="true")
        kinds.append(
            Kind("海关逾期未处理的失信线索", url, Rows(_overdue_reports), since="reported_at", due_on="due_on")
        )
    return kinds


def _overdue_reports() -> QuerySet[ViolationReport]:
    return ViolationReport.objects.overdue(on=timezone.localdate())


def _advice(user: User) -> list[Kind]:
    """Return the open advice to the user's department, and for 市发展改革委 the overdue one to the others."""
    kinds = []
    if user.has_perm("feedback.answer_stopadvice"):
        listed, query = "feedback:advice_list", {"mine": "true"}
        kinds += _assigned("停用建议", _open_advice, user, listed, query, "issued_at", "due_on")
    if user.has_perm("feedback.view_overduestopadvice"):
        overdue = Rows(_overdue_advice_of_others, (user.department_id,))
        url = list_url("feedback:advice_list", to_urge="true")
        kinds.append(Kind("其他单位逾期未答复的停用建议", url, overdue, "issued_at", due_on="due_on"))
    return kinds


def _open_advice(department: Parameter) -> DepartmentQuerySet:
    return StopAdvice.objects.open().in_charge_of(department)


def _overdue_advice_of_others(department: Parameter) -> DepartmentQuerySet:
    return StopAdvice.objects.overdue(on=timezone.localdate()).exclude(application__in_charge=department)


def _assigned(
    what: str,
    work: Callable[..., DepartmentQuerySet],
    user: User,
    listed: str,
    query: dict[str, str],
    since: str,
    due_on: str = "",
    others: str = "待答复的",
) -> list[Kind]:
    """Return the work that `work` returns of the department in two kinds: what the user was given, and what not."""
    return [
        Kind(
            f"{label}{what}",
            list_url(listed, **query, assignee=whose.value),
            Rows(_by_assignee, (user.department_id, user.pk), (work, whose)),
            since,
            due_on=due_on,
            is_own=whose == Whose.OWN,
        )
        for label, whose in (("交由您办理的", Whose.OWN), (others, Whose.NOT_OWN))
    ]


def _by_assignee(
    department: Parameter, user: Parameter, work: Callable[..., DepartmentQuerySet], whose: Whose
) -> DepartmentQuerySet:
    return by_assignee(work(department), whose, user)


def _applications(user: User) -> list[Kind]:
    """Return the applications whose corrected standing is to be acknowledged, and those of abolished measures that run.

    These are all for 市发展改革委, and for other departments their own. An application waits from the moment from which
    the standing on which it was logged is no longer known, or from the day on which its measure was abolished.
    """
    of_all, query = user.has_perm("feedback.view_correctedapplication"), {}
    if not of_all:
        if not user.has_perm("feedback.add_measureapplication"):
            return []
        if user.sees_all_feedback:
            query = {"department": user.department_id}
    return [
        Kind(
            label,
            list_url("feedback:application_list", **shown, **query),
            Rows(compose, (user.department_id,), (of_all,)),
            since=since,
        )
        for label, shown, compose, since in (
            ("当日资格后经更正的措施实施", {"to_acknowledge": "true"}, _corrected, "corrected_at"),
            ("措施已废止、尚未停止的措施实施", {"state": "abolished"}, _abolished, "abolished_from"),
        )
    ]


def _followed(department: Parameter, of_all: bool) -> MeasureApplicationQuerySet:
    """Return the applications that the department follows: all, or those that it is in charge of."""
    applications: MeasureApplicationQuerySet = MeasureApplication.objects.all()
    return applications if of_all else applications.filter(in_charge=department)


def _corrected(department: Parameter, of_all: bool) -> MeasureApplicationQuerySet:
    """Annotate `corrected_at`."""
    corrected = _followed(department, of_all).to_acknowledge(department)
    return corrected.annotate(corrected_at=Coalesce("standing__known_until", "standing__end_known_at", "logged_at"))


def _abolished(department: Parameter, of_all: bool) -> MeasureApplicationQuerySet:
    return _followed(department, of_all).of_abolished_measures(on=timezone.localdate())


def _feedback(user: User) -> list[Kind]:
    """Return what the department has to receive, the inquiries that it has to answer, and the answers to read."""
    kinds = []
    if user.has_perm("feedback.receive_application"):
        receipts = Rows(_open_receipts, (user.department_id,))
        url = list_url("feedback:receipt_list", state=ReceiptState.OPEN)
        kinds.append(Kind("未签收的实施情况", url, receipts, since="fed_back_at"))
    if user.has_perm("feedback.answer_inquiry"):
        to_answer = Inquiry.objects.to_answer
        kinds += _assigned("询问", to_answer, user, "feedback:inquiry_list", {"to_answer": "true"}, "asked_at")
    if user.has_perm("feedback.ask_inquiry"):
        url = list_url("feedback:inquiry_list", to_read="true")
        answered = Rows(Inquiry.objects.to_read, (user.department_id,))
        kinds.append(Kind("已答复、待查看的询问", url, answered, since="answered_at"))
    return kinds


def _open_receipts(department: Parameter) -> QuerySet[ApplicationReceipt]:
    return ApplicationReceipt.objects.open().filter(department=department)


def _months(user: User) -> list[Kind]:
    """Return the months that the department has to confirm, and for 市发展改革委 the overdue ones of the others."""
    kinds = []
    if user.has_perm("feedback.confirm_departmentmonth"):
        kinds.append(("待确认的月份", {"mine": "true"}, _pending_months))
    if user.has_perm("feedback.view_overduemonth"):
        kinds.append(("其他单位逾期未确认的月份", {"to_urge": "true"}, _overdue_months_of_others))
    return [
        Kind(
            label,
            list_url("feedback:month_list", **query),
            Rows(compose, (user.department_id,)),
            since="waiting_since",
            due_on="due_on",
        )
        for label, query, compose in kinds
    ]


def _pending_months(department: Parameter) -> DepartmentQuerySet:
    return DepartmentMonth.objects.pending(on=timezone.localdate()).in_charge_of(department)


def _overdue_months_of_others(department: Parameter) -> DepartmentQuerySet:
    return DepartmentMonth.objects.overdue(on=timezone.localdate()).exclude(in_charge=department)
