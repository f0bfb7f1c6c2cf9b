"""Filters of the audit list."""

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from audit.models import AuditEvent
from audit.types import SENSITIVE, EventKind, EventType
from foundation.days import end_of, start_of
from foundation.web.forms import day_input
from foundation.web.lists import ListFilter, Period, PeriodFilter, only_filter
from workbench.audit_search import Found, find_object, find_person

# The fields of an account that decide what the person may do.
RIGHTS = ["role", "department", "is_active", "ends_on"]
PERIODS = (Period.THIS_WEEK, Period.THIS_MONTH, Period.LAST_MONTH, Period.THIS_YEAR)
KINDS = [*EventKind.choices, ("sensitive", "账号变更与下载")]


def changes_of_rights() -> Q:
    """Return the condition of the events that gave an account its role, department or access, or changed them."""
    return Q(type__in=[EventType.ACCOUNT_ADDED, EventType.ACCOUNT_CHANGED], changes__has_any_keys=RIGHTS)


class FoundField(forms.CharField):
    """A text by which something is found: the value is Found, or None for no text."""

    def __init__(self, *, find: Callable[[str], Found], **kwargs: Any) -> None:
        super().__init__(max_length=100, **kwargs)
        self.find = find

    def clean(self, value: Any) -> Found | None:
        text = super().clean(value)
        return self.find(text) if text else None


class FoundFilter(django_filters.Filter):  # type: ignore[misc]
    """Shows the events of what the text names."""

    field_class = FoundField

    def filter(self, qs: QuerySet[Any], value: Found | None) -> QuerySet[Any]:
        return qs.filter(value.condition) if value else qs


class AuditFilter(ListFilter):
    """Filter audit events by person, object, kind, type, purpose and day."""

    person = FoundFilter(label="人员", help_text="姓名或用户名，现用的或曾用的", find=find_person)
    object = FoundFilter(
        label="对象",
        help_text="企业名称（现名、曾用名）或代码，账号，文件名，或业务记录的编号",
        find=find_object,
    )
    kind = django_filters.ChoiceFilter(
        label="类别", choices=KINDS, empty_label="全部", widget=forms.HiddenInput, method="of_kind"
    )
    type = django_filters.ChoiceFilter(label="操作", choices=EventType.choices, empty_label="全部")
    purpose = django_filters.CharFilter(label="查询用途", method="with_purpose")
    rights = only_filter("权限", "只看账号的角色、单位、启用、有效期的变更", "only_rights")
    since = django_filters.DateFilter(label="自", widget=day_input(), method="from_day")
    until = django_filters.DateFilter(label="至", widget=day_input(), method="to_day")
    period = PeriodFilter("at", offered=PERIODS)

    class Meta:
        model = AuditEvent
        fields = ("person", "object", "kind", "type", "purpose", "rights", "since", "until", "period")

    def of_kind(self, events: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return events.filter(Q(kind__in=SENSITIVE) if value == "sensitive" else Q(kind=value))

    def with_purpose(self, events: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        # The first condition is that of the index.
        return events.exclude(purpose="").filter(purpose__icontains=value)

    def only_rights(self, events: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        return events.filter(changes_of_rights()) if value else events

    def from_day(self, events: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return events.filter(at__gte=start_of(value))

    def to_day(self, events: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return events.filter(at__lte=end_of(value))
