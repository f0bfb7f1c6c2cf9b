"""Filters of the roster's lists."""

import django_filters
from django.db.models import QuerySet

from foundation.web.lists import ListFilter, only_filter, order_by
from roster.models import RosterSubmission, Transfer
from roster.states import TransferState
from uploads.models import Mode
from uploads.states import SubmissionState


class SubmissionFilter(ListFilter):
    """Filter of submissions by state and mode."""

    status = django_filters.ChoiceFilter(label="状态", choices=SubmissionState.choices, empty_label="全部")
    mode = django_filters.ChoiceFilter(label="方式", choices=Mode.choices, empty_label="全部")

    order = order_by(as_of="截至日期", filename="文件名")

    class Meta:
        model = RosterSubmission
        fields = ("status", "mode", "order")


class TransferFilter(ListFilter):
    """Filter by state and enterprise, and to the transfers that the reader's office has to decide."""

    state = django_filters.ChoiceFilter(label="状态", choices=TransferState.choices, empty_label="全部")
    enterprise = django_filters.CharFilter(
        label="企业名称", field_name="certification__enterprise__name", lookup_expr="icontains"
    )
    mine = only_filter("办理海关", "只看待本关同意的", "only_mine")

    order = order_by(requested_at="提出时间", certification__enterprise__sort_key="企业名称")

    class Meta:
        model = Transfer
        fields = ("state", "enterprise", "mine", "order")

    def only_mine(self, transfers: QuerySet, name: str, value: bool) -> QuerySet:
        return transfers.waiting().filter(from_office=self.request.user.department) if value else transfers
