"""The conditions by which figures count rows of the desk, so that a figure is the number of rows of its list."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Department
from feedback.models import MeasureApplication
from feedback.states import AdviceState
from foundation.web.lists import ListFilter, only_filter
from incentives.models import EffectKind, MeasureKind, Section
from screening.models import Standing
from screening.states import StandingState


def _day_filter(label: str, method: str) -> django_filters.DateFilter:
    return django_filters.DateFilter(label=label, method=method, widget=forms.DateInput(attrs={"type": "date"}))


class ApplicationFigureFilter(ListFilter):
    """Filter applications by who applied them, by section and kind, and to those that state an effect."""

    applied_by = django_filters.ModelChoiceFilter(
        label="登记时的单位", field_name="department", queryset=Department.objects.all(), empty_label="全部"
    )
    section = django_filters.ModelChoiceFilter(
        label="措施类别", field_name="measure__section", queryset=Section.objects.all(), empty_label="全部"
    )
    kind = django_filters.ChoiceFilter(label="类型", choices=MeasureKind.choices, empty_label="全部")
    effect = django_filters.ChoiceFilter(
        label="填有效果", choices=EffectKind.choices, empty_label="不限", method="stating_effect"
    )

    def stating_effect(self, applications: QuerySet, name: str, value: str) -> QuerySet:
        return applications.filter(**{f"{value}__isnull": False})


class AdviceFigureFilter(ListFilter):
    """Filter stop advice by who received it, who is in charge now, and the day on which the measure was stopped."""

    advised = django_filters.ModelChoiceFilter(
        label="发出时的单位", field_name="department", queryset=Department.objects.all(), empty_label="全部"
    )
    in_charge = django_filters.ModelChoiceFilter(
        label="现在负责答复的单位",
        field_name="application__in_charge",
        queryset=Department.objects.all(),
        empty_label="全部",
    )
    stopped_since = _day_filter("停止日期自", "stopped_from")
    stopped_until = _day_filter("停止日期至", "stopped_to")

    def stopped_from(self, advice: QuerySet, name: str, value: date) -> QuerySet:
        return advice.filter(state=AdviceState.STOPPED, application__stopped_on__gte=value)

    def stopped_to(self, advice: QuerySet, name: str, value: date) -> QuerySet:
        return advice.filter(state=AdviceState.STOPPED, application__stopped_on__lte=value)


class EnterpriseFigureFilter(ListFilter):
    """Filter enterprises to those on a roster now, and by whether any measure was ever applied to them.

    Only applications that the reader sees count.
    """

    had_any = django_filters.ChoiceFilter(
        label="任何措施",
        choices=[("yes", "适用过"), ("no", "从未适用过")],
        empty_label="不限",
        method="with_any_measure",
    )
    on_roster = only_filter("名单", "只看现行名单上的", "only_on_roster")

    def with_any_measure(self, enterprises: QuerySet, name: str, value: str) -> QuerySet:
        user: Any = self.request.user
        applications = MeasureApplication.objects.for_user(user).not_cancelled()
        applied = Exists(applications.filter(enterprise=OuterRef("pk")))
        return enterprises.filter(applied if value == "yes" else ~applied)

    def only_on_roster(self, enterprises: QuerySet, name: str, value: bool) -> QuerySet:
        on_roster = Standing.objects.current().exclude(state=StandingState.LAPSED).filter(enterprise=OuterRef("pk"))
        return enterprises.filter(Exists(on_roster)) if value else enterprises
