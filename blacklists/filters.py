"""Filters of the pages of blacklists, entries, imports and feeds."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone

from blacklists.models import Blacklist, BlacklistEntry, BlacklistFeed, BlacklistImport, FeedPull
from blacklists.models.feeds import Outcome
from blacklists.models.imports import BlacklistImportQuerySet
from foundation.web.lists import ListFilter, PeriodFilter, order_by
from matching.names import normalise
from spreadsheets.identifiers import clean_org_code
from uploads.states import SubmissionState

# The state of an import whose confirmation a second user has to approve.
APPROVAL = ("approval", "待第二人复核")


class EntryFilter(ListFilter):
    """Filter entries by name or identifier and by whether they have ended."""

    text = django_filters.CharFilter(label="名称、代码或编号", method="find")
    state = django_filters.ChoiceFilter(
        label="状态", choices=[("live", "有效"), ("ended", "已移出或到期")], empty_label="全部", method="by_state"
    )

    order = order_by(listed_on="列入日期", sort_key="主体名称")

    class Meta:
        model = BlacklistEntry
        fields = ("text", "state", "order")

    def find(self, entries: QuerySet, name: str, value: str) -> QuerySet:
        found = Q(name__icontains=value) | Q(other_names__icontains=value)
        if key := normalise(value):
            found |= Q(name_key__contains=key)
        codes = {value.strip(), clean_org_code(value)} - {""}
        for field in ("uscc", "org_code", "registration_number", "tax_number", "customs_code", "source_id"):
            found |= Q(**{f"{field}__in": codes})
        return entries.filter(found)

    def by_state(self, entries: QuerySet, name: str, value: str) -> QuerySet:
        today = timezone.localdate()
        return entries.not_ended(on=today) if value == "live" else entries.ended(on=today)


class ImportFilter(ListFilter):
    """Filter imports by blacklist, state and time."""

    blacklist = django_filters.ModelChoiceFilter(label="领域", queryset=Blacklist.objects.all(), empty_label="全部")
    status = django_filters.ChoiceFilter(
        label="状态", choices=[*SubmissionState.choices, APPROVAL], empty_label="全部", method="by_status"
    )

    period = PeriodFilter("uploaded_at")

    order = order_by(filename="文件", as_of="截至日期", uploaded_at="上传", rows_total="行数")

    class Meta:
        model = BlacklistImport
        fields = ("blacklist", "status", "period", "order")

    def by_status(self, imports: BlacklistImportQuerySet, name: str, value: str) -> BlacklistImportQuerySet:
        """Select by the state that the list shows: a checked import waits for a confirmation or for an approval."""
        if value == APPROVAL[0]:
            return imports.awaiting_approval()
        return imports.to_confirm() if value == SubmissionState.CHECKED else imports.filter(status=value)


class FeedFilter(ListFilter):
    """Filter feeds by blacklist and enabled state."""

    blacklist = django_filters.ModelChoiceFilter(label="领域", queryset=Blacklist.objects.all(), empty_label="全部")
    enabled = django_filters.ChoiceFilter(
        label="状态", choices=[("True", "启用"), ("False", "停用")], empty_label="全部"
    )

    order = order_by(last_success_at="最近成功", next_at="下次拉取")

    class Meta:
        model = BlacklistFeed
        fields = ("blacklist", "enabled", "order")


class PullFilter(ListFilter):
    """Filter pulls by outcome."""

    outcome = django_filters.ChoiceFilter(label="结果", choices=Outcome.choices, empty_label="全部")

    order = order_by(at="时间", seconds="用时")

    class Meta:
        model = FeedPull
        fields = ("outcome", "order")
