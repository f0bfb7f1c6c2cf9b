"""Filters of the roster's lists."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet

from accounts.models import Department
from accounts.permissions import Role
from foundation.web.lists import ChipFilter, ListFilter, PeriodFilter, only_filter, order_by
from roster.models import Enterprise, ListRules, RosterSubmission, Transfer
from roster.states import RulesStatus, TransferState
from uploads.models import Mode
from uploads.states import SubmissionState

TO_CORRECT = ("to_correct", "待改正")


class EnterpriseFilter(django_filters.CharFilter):  # type: ignore[misc]
    """Filter to the rows of the enterprises that a look-up finds: by a part of a name, now or before, or by a code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="企业名称或代码", **kwargs)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__in": Enterprise.objects.search(value)}) if value else qs


class SubmissionFilter(ListFilter):
    """Filter of submissions by office, state, mode, file name, uploader and days; of the checked ones those with errors
    are a state of their own.
    """

    office = django_filters.ModelChoiceFilter(
        label="海关", queryset=Department.objects.filter(is_customs=True), empty_label="全部"
    )
    status = django_filters.ChoiceFilter(
        label="状态", choices=[*SubmissionState.choices, TO_CORRECT], empty_label="全部", method="of_status"
    )
    filename = django_filters.CharFilter(label="文件名", lookup_expr="icontains")
    uploader = django_filters.CharFilter(label="上传人", field_name="uploaded_by__full_name", lookup_expr="icontains")
    since = django_filters.DateFilter(
        label="截至日期自", field_name="as_of", lookup_expr="gte", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = django_filters.DateFilter(
        label="截至日期至", field_name="as_of", lookup_expr="lte", widget=forms.DateInput(attrs={"type": "date"})
    )
    mode = django_filters.ChoiceFilter(label="方式", choices=Mode.choices, empty_label="全部")

    period = PeriodFilter("uploaded_at")

    order = order_by(filename="文件", as_of="截至日期", uploaded_at="上传", rows_total="行数")

    class Meta:
        model = RosterSubmission
        fields = ("office", "status", "filename", "uploader", "since", "until", "mode", "period", "order")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer no choice of offices to who sees the submissions of one."""
        super().__init__(*args, **kwargs)
        if self.request.user.role == Role.CUSTOMS:
            del self.filters["office"]

    def of_status(self, submissions: QuerySet, name: str, value: str) -> QuerySet:
        if value == TO_CORRECT[0]:
            return submissions.to_correct()
        return submissions.to_confirm() if value == SubmissionState.CHECKED else submissions.filter(status=value)


class TransferFilter(ListFilter):
    """Filter by state, enterprise and time, and to the transfers that the reader's office has to decide."""

    permissions: ClassVar = {"mine": "roster.decide_transfer"}

    state = ChipFilter("状态", TransferState.choices)
    enterprise = EnterpriseFilter(field_name="certification__enterprise")
    mine = only_filter("办理海关", "只看待本关同意的", "only_mine")
    period = PeriodFilter("requested_at")

    order = order_by(certification__enterprise__sort_key="企业", requested_at="提出")

    class Meta:
        model = Transfer
        fields = ("state", "enterprise", "mine", "period", "order")

    def only_mine(self, transfers: QuerySet, name: str, value: bool) -> QuerySet:
        return transfers.waiting().filter(from_office=self.request.user.department) if value else transfers


class RulesFilter(ListFilter):
    """Filter of rules by their status today, office, and title."""

    status = ChipFilter("状态", RulesStatus.choices)
    office = django_filters.ModelChoiceFilter(
        label="海关", queryset=Department.objects.filter(is_customs=True), empty_label="全部"
    )
    title = django_filters.CharFilter(label="名称", lookup_expr="icontains")

    order = order_by(issued_on="印发日期", in_force_from="施行日期")

    class Meta:
        model = ListRules
        fields = ("status", "office", "title", "order")
