"""Filters of what is fed back to 市发展改革委 and both customs offices: receipts and inquiries."""

from datetime import date
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Department
from feedback.assignment_filters import AssigneeFilter
from feedback.filters import DepartmentField, DepartmentFilter, FeedbackFilter, MeasureFilter
from feedback.models import ApplicationReceipt, Inquiry
from feedback.states import InquiryState, ReceiptState
from foundation.web.lists import ChipFilter, ListFilter, PeriodFilter, only_filter, order_by
from incentives.models import Measure
from roster.filters import EnterpriseFilter

MONTH = "%Y-%m"


class MonthOfDayFilter(django_filters.DateFilter):  # type: ignore[misc]
    """Shows the rows whose day is in a month, such as 2026-10."""

    def __init__(self, label: str, field_name: str) -> None:
        widget = forms.DateInput(attrs={"type": "month", "placeholder": "2026-10"}, format=MONTH)
        super().__init__(
            label=label,
            field_name=field_name,
            input_formats=[MONTH],
            widget=widget,
            error_messages={"invalid": "请填写月份，如2026-10。"},
        )

    def filter(self, qs: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        if not value:
            return qs
        in_month = {f"{self.field_name}__year": value.year, f"{self.field_name}__month": value.month}
        found: QuerySet[Any] = qs.filter(**in_month)
        return found


class ApplyingDepartmentFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc]
    """Filter by the department that applied, or that is in charge of it now."""

    field_class = DepartmentField

    def filter(self, qs: QuerySet[Any], value: Department | None) -> QuerySet[Any]:
        applied = Q(application__department=value) | Q(application__in_charge=value)
        return qs.filter(applied) if value else qs


class ReceiptFilter(ListFilter):
    """Filter receipts by whether they are open, department, measure, enterprise and month of the application."""

    state = ChipFilter("签收", ReceiptState.choices)
    department = ApplyingDepartmentFilter(label="实施单位", queryset=Department.objects.all(), empty_label="全部")
    measure = MeasureFilter(
        label="措施", field_name="application__measure", queryset=Measure.objects.none(), empty_label="全部"
    )
    month = MonthOfDayFilter("实施月份", "application__applied_on")
    enterprise = EnterpriseFilter(field_name="application__enterprise")

    order = order_by(application__applied_on="实施日期", application__department__order="实施单位")

    class Meta:
        model = ApplicationReceipt
        fields = ("department", "state", "measure", "month", "enterprise", "order")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["measure"].queryset = Measure.objects.begun(on=timezone.localdate())


class InquiryFilter(FeedbackFilter):
    """Filter inquiries by state, the department that asked and time, and to those whose turn is the reader's."""

    permissions: ClassVar = {"to_answer": "feedback.answer_inquiry", "to_read": "feedback.ask_inquiry"}

    department = DepartmentFilter(label="询问或答复单位", queryset=Department.objects.all(), empty_label="全部")
    state = ChipFilter("状态", InquiryState.choices)
    enterprise = EnterpriseFilter(field_name="application__enterprise")
    to_answer = only_filter("待办", "只看待本单位答复的", "only_to_answer")
    assignee = AssigneeFilter()
    to_read = only_filter("查看", "只看已答复、待本单位查看的", "only_to_read")
    period = PeriodFilter("asked_at")

    order = order_by(asked_at="询问时间", answered_at="答复时间")

    class Meta:
        model = Inquiry
        fields = ("department", "state", "enterprise", "to_answer", "assignee", "to_read", "period", "order")

    def only_to_answer(self, inquiries: QuerySet, name: str, value: bool) -> QuerySet:
        return inquiries.to_answer(self.request.user.department) if value else inquiries

    def only_to_read(self, inquiries: QuerySet, name: str, value: bool) -> QuerySet:
        return inquiries.to_read(self.request.user.department) if value else inquiries
