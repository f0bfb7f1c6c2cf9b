"""Filters of the desk's lists."""

import django_filters
from django import forms
from django.db.models import QuerySet

from accounts.lists import order_by
from accounts.models import Department
from feedback.models import MeasureApplication, StopAdvice, ViolationReport
from feedback.states import ADVICE_LABELS, REPORT_LABELS


class ApplicationFilter(django_filters.FilterSet):
    """By department, measure, firm and day."""

    department = django_filters.ModelChoiceFilter(
        label="实施单位", queryset=Department.objects.all(), empty_label="全部"
    )
    number = django_filters.NumberFilter(label="措施条号", field_name="measure__number", min_value=1)
    firm = django_filters.CharFilter(label="企业名称", field_name="enterprise__name", lookup_expr="icontains")
    since = django_filters.DateFilter(
        label="自", field_name="applied_on", lookup_expr="gte", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = django_filters.DateFilter(
        label="至", field_name="applied_on", lookup_expr="lte", widget=forms.DateInput(attrs={"type": "date"})
    )
    running = django_filters.BooleanFilter(
        label="持续中",
        method="only_running",
        widget=forms.Select(choices=[("", "全部"), ("true", "只看持续中的")]),
    )

    order = order_by(applied_on="实施日期", enterprise__name="企业名称", measure__number="措施条号")

    class Meta:
        model = MeasureApplication
        fields = ("department", "number", "firm", "since", "until", "running", "order")

    def only_running(self, applications: QuerySet, name: str, value: bool) -> QuerySet:
        return applications.running() if value else applications


class ReportFilter(django_filters.FilterSet):
    """By state and firm."""

    state = django_filters.ChoiceFilter(
        label="状态", choices=[(str(s), label) for s, label in REPORT_LABELS.items()], empty_label="全部"
    )
    firm = django_filters.CharFilter(label="企业名称", field_name="enterprise__name", lookup_expr="icontains")

    order = order_by(found_on="发现日期", enterprise__name="企业名称")

    class Meta:
        model = ViolationReport
        fields = ("state", "firm", "order")


class AdviceFilter(django_filters.FilterSet):
    """By state and firm."""

    state = django_filters.ChoiceFilter(
        label="状态", choices=[(str(s), label) for s, label in ADVICE_LABELS.items()], empty_label="全部"
    )
    firm = django_filters.CharFilter(
        label="企业名称", field_name="application__enterprise__name", lookup_expr="icontains"
    )

    order = order_by(due_on="答复期限", application__enterprise__name="企业名称")

    class Meta:
        model = StopAdvice
        fields = ("state", "firm", "order")
