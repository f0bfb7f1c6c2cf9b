"""Filters of the lists of applications, reports, stop advice and notices."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Department
from feedback.models import MeasureApplication, Notice, StandingChange, StopAdvice, ViolationReport
from feedback.states import AdviceState, NoticeKind, ReportState
from foundation.web.lists import ChipFilter, ListFilter, only_filter, order_by
from incentives.models import Measure
from roster.filters import EnterpriseFilter
from roster.models import Enterprise


class ApplicationFilter(ListFilter):
    """Filter by department, measure, enterprise and day, and to those that run or whose standing was corrected.

    `to_acknowledge`: only corrections that the reader's department has not acknowledged.
    """

    department = django_filters.ModelChoiceFilter(
        label="实施单位", queryset=Department.objects.all(), empty_label="全部"
    )
    measure = django_filters.ModelChoiceFilter(label="措施", queryset=Measure.objects.all(), empty_label="全部")
    enterprise = EnterpriseFilter()
    since = django_filters.DateFilter(
        label="自", field_name="applied_on", lookup_expr="gte", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = django_filters.DateFilter(
        label="至", field_name="applied_on", lookup_expr="lte", widget=forms.DateInput(attrs={"type": "date"})
    )
    running = only_filter("持续中", "只看持续中的", "only_running")
    corrected = only_filter("当日资格", "只看当日资格后经更正的", "only_corrected")
    to_acknowledge = only_filter("知悉", "只看当日资格后经更正、本单位尚未知悉的", "only_to_acknowledge")

    order = order_by(applied_on="实施日期", enterprise__sort_key="企业名称", measure__number="措施序号")

    class Meta:
        model = MeasureApplication
        fields = (
            *("department", "measure", "enterprise", "since", "until"),
            *("running", "corrected", "to_acknowledge", "order"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer a department that sees its own applications only its measures, and no choice of departments."""
        super().__init__(*args, **kwargs)
        own = self.request.user.department
        if own and not own.sees_all_feedback:
            del self.filters["department"]
            self.filters["measure"].queryset = Measure.objects.of_department(own)

    def only_running(self, applications: QuerySet, name: str, value: bool) -> QuerySet:
        return applications.running() if value else applications

    def only_corrected(self, applications: QuerySet, name: str, value: bool) -> QuerySet:
        return applications.standing_corrected() if value else applications

    def only_to_acknowledge(self, applications: QuerySet, name: str, value: bool) -> QuerySet:
        return applications.to_acknowledge(self.request.user.department) if value else applications


class ReportFilter(ListFilter):
    """Filter by state and enterprise, and to the reports that the reader's office has to decide."""

    state = ChipFilter("状态", ReportState.choices)
    enterprise = EnterpriseFilter()
    mine = only_filter("处理单位", "只看待本单位处理的", "only_mine")

    order = order_by(found_on="发现日期", enterprise__sort_key="企业名称")

    class Meta:
        model = ViolationReport
        fields = ("state", "enterprise", "mine", "order")

    def only_mine(self, reports: QuerySet, name: str, value: bool) -> QuerySet:
        return reports.to_decide(self.request.user.department) if value else reports


class AdviceFilter(ListFilter):
    """Filter by state and enterprise, to advice that the reader's department has to answer, and to overdue advice."""

    state = ChipFilter("状态", AdviceState.choices)
    enterprise = EnterpriseFilter(field_name="application__enterprise")
    mine = only_filter("接收单位", "只看待本单位答复的", "only_mine")
    overdue = only_filter("逾期", "只看逾期未答复的", "only_overdue")

    order = order_by(due_on="答复期限", application__enterprise__sort_key="企业名称")

    class Meta:
        model = StopAdvice
        fields = ("state", "enterprise", "mine", "overdue", "order")

    def only_mine(self, advice: QuerySet, name: str, value: bool) -> QuerySet:
        return advice.open().filter(department=self.request.user.department) if value else advice

    def only_overdue(self, advice: QuerySet, name: str, value: bool) -> QuerySet:
        return advice.overdue(on=timezone.localdate()) if value else advice


class NoticeFilter(ListFilter):
    """Filter to unread notices, by kind and by enterprise."""

    unread = only_filter("阅读", "只看未读的", "only_unread")
    kind = django_filters.ChoiceFilter(label="类别", choices=NoticeKind.choices, empty_label="全部")
    enterprise = django_filters.CharFilter(label="企业名称或代码", method="of_enterprise")

    class Meta:
        model = Notice
        fields = ("unread", "kind", "enterprise")

    def only_unread(self, notices: QuerySet, name: str, value: bool) -> QuerySet:
        return notices.filter(read_at__isnull=True) if value else notices

    def of_enterprise(self, notices: QuerySet, name: str, value: str) -> QuerySet:
        found = Enterprise.objects.search(value)
        changes = StandingChange.objects.filter(enterprise__in=found)
        return notices.filter(Q(report__enterprise__in=found) | Q(announcement__in=changes.values("announcement")))
