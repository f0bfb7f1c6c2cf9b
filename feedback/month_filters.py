"""Filters of the confirmations of months (月度确认)."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Max, Min, QuerySet
from django.utils import timezone

from accounts.models import Department
from feedback.filters import DepartmentFilter, FeedbackFilter
from feedback.models import DepartmentMonth
from feedback.states import MonthState
from foundation.web.lists import ChipFilter, ListFilter, only_filter, order_by


class MonthFilter(FeedbackFilter):
    """Filter by department, state and month, to months for the reader's department to confirm, and to overdue ones.

    `to_urge`: only overdue months of other departments than the reader's.
    """

    permissions: ClassVar = {"mine": "feedback.confirm_departmentmonth", "to_urge": "feedback.view_overduemonth"}

    department = DepartmentFilter(label="实施单位", queryset=Department.objects.all(), empty_label="全部")
    state = ChipFilter("状态", MonthState.choices)
    since = django_filters.DateFilter(
        label="自", field_name="month", lookup_expr="gte", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = django_filters.DateFilter(
        label="至", field_name="month", lookup_expr="lte", widget=forms.DateInput(attrs={"type": "date"})
    )
    mine = only_filter("确认单位", "只看待本单位确认的", "only_mine")
    overdue = only_filter("逾期", "只看逾期未确认的", "only_overdue")
    to_urge = only_filter("督办", "只看其他单位逾期未确认的", "only_to_urge")

    order = order_by(month="月份", department__order="实施单位", due_on="确认期限")

    class Meta:
        model = DepartmentMonth
        fields = ("department", "state", "since", "until", "mine", "overdue", "to_urge", "order")

    def only_mine(self, months: QuerySet, name: str, value: bool) -> QuerySet:
        own = months.pending(on=timezone.localdate()).in_charge_of(self.request.user.department)
        return own if value else months

    def only_overdue(self, months: QuerySet, name: str, value: bool) -> QuerySet:
        return months.overdue(on=timezone.localdate()) if value else months

    def only_to_urge(self, months: QuerySet, name: str, value: bool) -> QuerySet:
        others = months.overdue(on=timezone.localdate()).exclude(in_charge=self.request.user.department)
        return others if value else months


class MonthsOfApiFilter(ListFilter):
    """Filter for programs, which name the department by its code."""

    department = DepartmentFilter(queryset=Department.objects.all(), to_field_name="code")
    state = MonthFilter.declared_filters["state"]
    since = MonthFilter.declared_filters["since"]
    until = MonthFilter.declared_filters["until"]
    overdue = MonthFilter.declared_filters["overdue"]

    only_overdue = MonthFilter.only_overdue

    class Meta:
        model = DepartmentMonth
        fields = ("department", "state", "since", "until", "overdue")


class YearForm(forms.Form):
    """The year that the table of the months shows; the newest one with a month by default."""

    year = forms.TypedChoiceField(
        label="年份",
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": "没有这一年的月度确认，请另选年份。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = DepartmentMonth.objects.aggregate(first=Min("month"), last=Max("month"))
        this_year = timezone.localdate().year
        first, last = ((day.year if day else this_year) for day in (limits["first"], limits["last"]))
        self.newest = last
        self.fields["year"].choices = [("", "最近一年"), *((year, f"{year}年") for year in range(last, first - 1, -1))]

    @property
    def chosen(self) -> int:
        """The year of a valid form."""
        return self.cleaned_data["year"] or self.newest
