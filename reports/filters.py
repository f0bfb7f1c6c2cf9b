"""Filters of the lists of reports."""

from django.db.models import QuerySet

from foundation.web.lists import ChipFilter, ListFilter, only_filter
from reports.models import PeriodReport, ReportedEnterprise
from reports.periods import PeriodKind
from roster.filters import EnterpriseFilter


class PeriodReportFilter(ListFilter):
    """Filter reports by the length of their period."""

    kind = ChipFilter("类别", PeriodKind.choices)

    class Meta:
        model = PeriodReport
        fields = ("kind",)


class ReportedEnterpriseFilter(ListFilter):
    """Filter the enterprises of a report by name or code, and to those that had no measure until its last day."""

    enterprise = EnterpriseFilter()
    without = only_filter("措施", "只看从未适用过措施的", "only_without")

    class Meta:
        model = ReportedEnterprise
        fields = ("enterprise", "without")

    def only_without(self, enterprises: QuerySet, name: str, value: bool) -> QuerySet:
        return enterprises.filter(total_count=0) if value else enterprises
