"""What belongs to a department: accounts, measures, what it is in charge of, endpoints, a customs office's roster.

And what of it goes to another department by a reorganisation.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.department_acts import DepartmentAct
from accounts.models import Department, User
from feedback.models import (
    ApplicationReceipt,
    DepartmentMonth,
    Inquiry,
    MeasureApplication,
    Notice,
    ReportReceipt,
    StopAdvice,
    ViolationReport,
)
from feedback.states import ReportState
from foundation.web.work_items import list_url
from incentives.models import Measure, MeasureVersion
from incentives.states import MeasureStatus
from mailing.models import Mailbox
from reorganisations.models import Content, Reorganisation
from reorganisations.states import OF_PARTS
from roster.models import Certification
from webhooks.models import Endpoint


@dataclass(frozen=True)
class Holding:
    """One kind of what belongs to a department: its name, how many, its unit, and the list that shows it."""

    label: str
    count: int
    unit: str
    url: str = ""

    def __str__(self) -> str:
        return f"{self.label}{self.count}{self.unit}"


def measures_of(department: Department, *, on: date | None = None) -> QuerySet[Measure]:
    """The measures for which the department is responsible on the day or in a later version; not the abolished ones.

    The day is today unless another one is given.
    """
    day = on or timezone.localdate()
    is_current = Q(pk__in=MeasureVersion.objects.on(day)) | Q(in_force_from__gt=day, withdrawal__isnull=True)
    own = MeasureVersion.objects.filter(is_current, departments=department).exclude(status=MeasureStatus.ABOLISHED)
    return Measure.objects.filter(pk__in=own.values("measure")).order_by("section__plan", "number")


def accounts_of(department: Department) -> QuerySet[User]:
    """The active accounts of the department."""
    return department.users.filter(is_active=True)


def open_reports_of(department: Department) -> QuerySet[ViolationReport]:
    """The violation reports whose outcome the department waits for."""
    return ViolationReport.objects.in_charge_of(department).filter(state=ReportState.OPEN)


def holdings_of(department: Department) -> list[Holding]:
    """Return what belongs to the department; what it has none of is left out."""
    users = list_url("admin:accounts_user_changelist", department__id__exact=department.pk, is_active__exact=1)
    measures = list_url("admin:incentives_measure_changelist", department=department.code)
    pending_months = DepartmentMonth.objects.pending(on=timezone.localdate()).in_charge_of(department)
    webhooks = list_url("admin:webhooks_endpoint_changelist", department__id__exact=department.pk)
    mailboxes = list_url("admin:mailing_mailbox_changelist", department__id__exact=department.pk)
    every = [
        Holding("启用的账号", accounts_of(department).count(), "个", users),
        Holding("为责任单位的措施", measures_of(department).count(), "项", measures),
        Holding("正在适用的措施实施", MeasureApplication.objects.running().in_charge_of(department).count(), "项"),
        Holding("待答复的停用建议", StopAdvice.objects.open().in_charge_of(department).count(), "项"),
        Holding("待处理的失信线索", open_reports_of(department).count(), "件"),
        Holding("待答复的询问", Inquiry.objects.to_answer(department).count(), "件"),
        Holding("未签收的实施情况", ApplicationReceipt.objects.open().filter(department=department).count(), "项"),
        Holding("未签收的失信线索", ReportReceipt.objects.open().filter(department=department).count(), "件"),
        Holding("待确认的月份", pending_months.count(), "个"),
        Holding("启用的推送接口", Endpoint.objects.active().filter(department=department).count(), "个", webhooks),
        Holding("发送提醒的消息邮箱", Mailbox.objects.active().filter(department=department).count(), "个", mailboxes),
        Holding("名单上的企业", Certification.objects.open().filter(office=department).count(), "家"),
    ]
    return [holding for holding in every if holding.count]


def unread_notices(department: Department) -> int:
    """Return how many notices the department has not read."""
    return Notice.objects.filter(department=department, read_at__isnull=True).count()


def moved_measures(reorganisation: Reorganisation) -> QuerySet[Measure]:
    """The measures for which another department becomes responsible by the reorganisation: those it has on the day."""
    day = max(reorganisation.day, timezone.localdate())
    if reorganisation.act == DepartmentAct.MERGE:
        return measures_of(reorganisation.source, on=day)
    if reorganisation.act in OF_PARTS:
        return measures_of(reorganisation.source, on=day).filter(pk__in=reorganisation.content["measures"])
    return Measure.objects.none()


def moved_accounts(reorganisation: Reorganisation) -> QuerySet[User]:
    """The accounts that go to another department by the reorganisation."""
    if reorganisation.act == DepartmentAct.MERGE:
        return accounts_of(reorganisation.source)
    if reorganisation.act in OF_PARTS:
        return accounts_of(reorganisation.source).filter(pk__in=reorganisation.content["accounts"])
    return User.objects.none()


def left_out_of(reorganisation: Reorganisation) -> Content:
    """Return what the reorganisation names and the department does not have any more; {} where it has everything."""
    if reorganisation.act not in OF_PARTS:
        return Content()
    left_out, content = Content(), reorganisation.content
    if measures := _without(content["measures"], moved_measures(reorganisation)):
        left_out["measures"] = measures
    if accounts := _without(content["accounts"], moved_accounts(reorganisation)):
        left_out["accounts"] = accounts
    return left_out


def _without(keys: list[int], rows: QuerySet) -> list[int]:
    """Return the keys that none of the rows has."""
    return sorted(set(keys).difference(rows.values_list("pk", flat=True)))
