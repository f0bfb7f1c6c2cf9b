"""Filters of the roster's lists."""

import django_filters

from foundation.web.lists import order_by
from roster.models import RosterSubmission
from uploads.models import Mode
from uploads.states import SubmissionState


class SubmissionFilter(django_filters.FilterSet):
    """Filter of submissions by state and mode."""

    status = django_filters.ChoiceFilter(label="状态", choices=SubmissionState.choices, empty_label="全部")
    mode = django_filters.ChoiceFilter(label="方式", choices=Mode.choices, empty_label="全部")

    order = order_by(as_of="截至日期", filename="文件名")

    class Meta:
        model = RosterSubmission
        fields = ("status", "mode", "order")
