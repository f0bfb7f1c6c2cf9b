"""Filters of the lists of reports."""

from foundation.web.lists import ChipFilter, ListFilter
from reports.models import PeriodReport
from reports.periods import PeriodKind


class PeriodReportFilter(ListFilter):
    """Filter reports by the length of their period."""

    kind = ChipFilter("类别", PeriodKind.choices)

    class Meta:
        model = PeriodReport
        fields = ("kind",)
