"""Filters of the lists of stop advice and of notices."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Department
from feedback.assignment_filters import AssigneeFilter
from feedback.figure_filters import AdviceFigureFilter
from feedback.filters import DepartmentFilter, FeedbackFilter
from feedback.models import Announcement, Notice, StandingChange, StopAdvice
from feedback.models.receipts import UNACKNOWLEDGED, pending_receipts
from feedback.states import TO_RECIPIENTS, AdviceState, NoticeKind, Pending
from foundation.web.lists import ChipFilter, ListFilter, PeriodFilter, only_filter, order_by
from roster.filters import EnterpriseFilter
from roster.models import Enterprise


def announcement_filter() -> django_filters.ModelChoiceFilter:
    """Return the filter to the stop advice of one announcement, which a link chooses."""
    return django_filters.ModelChoiceFilter(
        label="通报",
        field_name="standing__change__announcement",
        queryset=Announcement.objects.all(),
        widget=forms.HiddenInput,
    )


class AdviceFilter(FeedbackFilter, AdviceFigureFilter):
    """Filter by department, state, enterprise and time, to advice for the reader to answer, and to overdue advice.

    `to_urge`: only overdue advice to other departments than the reader's.
    """

    permissions: ClassVar = {"mine": "feedback.answer_stopadvice", "to_urge": "feedback.view_overduestopadvice"}

    department = DepartmentFilter(label="接收单位", queryset=Department.objects.all(), empty_label="全部")
    state = ChipFilter("状态", AdviceState.choices)
    enterprise = EnterpriseFilter(field_name="application__enterprise")
    announcement = announcement_filter()
    mine = only_filter("接收单位", "只看待本单位答复的", "only_mine")
    assignee = AssigneeFilter()
    overdue = only_filter("逾期", "只看逾期未答复的", "only_overdue")
    to_urge = only_filter("督办", "只看其他单位逾期未答复的", "only_to_urge")
    period = PeriodFilter("issued_at")

    order = order_by(application__enterprise__sort_key="企业", issued_at="发出", due_on="答复期限")

    class Meta:
        model = StopAdvice
        fields = (
            *("department", "state", "enterprise", "announcement"),
            *("mine", "assignee", "overdue", "to_urge", "period", "order"),
        )

    def only_mine(self, advice: QuerySet, name: str, value: bool) -> QuerySet:
        return advice.open().in_charge_of(self.request.user.department) if value else advice

    def only_overdue(self, advice: QuerySet, name: str, value: bool) -> QuerySet:
        return advice.overdue(on=timezone.localdate()) if value else advice

    def only_to_urge(self, advice: QuerySet, name: str, value: bool) -> QuerySet:
        overdue = advice.overdue(on=timezone.localdate())
        return overdue.exclude(application__in_charge=self.request.user.department) if value else advice


class AdviceOfApiFilter(ListFilter):
    """Filter for programs, which name department and enterprise by their codes."""

    department = DepartmentFilter(queryset=Department.objects.all(), to_field_name="code")
    state = AdviceFilter.declared_filters["state"]
    enterprise = django_filters.ModelChoiceFilter(
        field_name="application__enterprise", queryset=Enterprise.objects.all(), to_field_name="uscc"
    )
    announcement = AdviceFilter.declared_filters["announcement"]
    mine = AdviceFilter.declared_filters["mine"]
    overdue = AdviceFilter.declared_filters["overdue"]

    only_mine = AdviceFilter.only_mine
    only_overdue = AdviceFilter.only_overdue

    class Meta:
        model = StopAdvice
        fields = ("department", "state", "enterprise", "announcement", "mine", "overdue")


class NoticeFilter(ListFilter):
    """Filter to unread notices, to those that were read and not acknowledged, by kind and by enterprise."""

    unread = only_filter("阅读", "只看未读的", "only_unread")
    unacknowledged = only_filter("知悉", "只看已读而未知悉的", "only_unacknowledged")
    kind = django_filters.ChoiceFilter(label="类别", choices=NoticeKind.choices, empty_label="全部")
    enterprise = django_filters.CharFilter(label="企业名称或代码", method="of_enterprise")
    period = PeriodFilter("sent_at")

    class Meta:
        model = Notice
        fields = ("unread", "unacknowledged", "kind", "enterprise", "period")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds about 失信线索 to the departments only that receive such notices."""
        super().__init__(*args, **kwargs)
        if not self.request.user.sees_all_feedback:
            received = [choice for choice in NoticeKind.choices if choice[0] not in TO_RECIPIENTS]
            self.filters["kind"].extra["choices"] = received

    def only_unread(self, notices: QuerySet, name: str, value: bool) -> QuerySet:
        return notices.filter(read_at__isnull=True) if value else notices

    def only_unacknowledged(self, notices: QuerySet, name: str, value: bool) -> QuerySet:
        return notices.filter(UNACKNOWLEDGED, read_at__isnull=False) if value else notices

    def of_enterprise(self, notices: QuerySet, name: str, value: str) -> QuerySet:
        found = Enterprise.objects.search(value)
        changes = StandingChange.objects.filter(enterprise__in=found)
        return notices.filter(Q(report__enterprise__in=found) | Q(announcement__in=changes.values("announcement")))


class AnnouncementFilter(ListFilter):
    """Filter announcements by kind, by time, and to those that departments have not read, acknowledged or answered."""

    kind = django_filters.ChoiceFilter(label="类别", choices=NoticeKind.choices, empty_label="全部")
    pending = django_filters.ChoiceFilter(
        label="尚有单位", choices=Pending.choices, empty_label="不限", method="with_pending"
    )
    period = PeriodFilter("announced_at")

    class Meta:
        model = Announcement
        fields = ("kind", "pending", "period")

    def with_pending(self, announcements: QuerySet, name: str, value: str) -> QuerySet:
        return announcements.filter(**{f"{value}__gt": 0})


class AnnouncementReceiptFilter(ListFilter):
    """Filter the departments of an announcement to those that have not read, acknowledged or answered it."""

    pending = django_filters.ChoiceFilter(
        label="情况", choices=Pending.choices, empty_label="全部", method="is_pending"
    )

    class Meta:
        model = Notice
        fields = ("pending",)

    def is_pending(self, notices: QuerySet, name: str, value: str) -> QuerySet:
        return pending_receipts(notices, Pending(value))


class OverdueNoticeFilter(ListFilter):
    """Filter notices that nobody has read in time, by department and kind."""

    department = django_filters.ModelChoiceFilter(
        label="接收单位", queryset=Department.objects.active(), empty_label="全部"
    )
    kind = django_filters.ChoiceFilter(label="类别", choices=NoticeKind.choices, empty_label="全部")

    class Meta:
        model = Notice
        fields = ("department", "kind")
