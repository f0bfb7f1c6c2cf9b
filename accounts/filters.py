"""Filters of the audit list."""

import django_filters
from django import forms

from audit.models import AuditEvent
from audit.types import EventType
from foundation.web.lists import ListFilter, PeriodFilter, order_by


class AuditFilter(ListFilter):
    """Filter audit events by type, actor, target and day."""

    type = django_filters.ChoiceFilter(label="操作", choices=EventType.choices, empty_label="全部")
    by = django_filters.CharFilter(field_name="actor_username", lookup_expr="icontains", label="用户名")
    target = django_filters.CharFilter(field_name="target_text", lookup_expr="icontains", label="对象")
    since = django_filters.DateFilter(
        field_name="at__date", lookup_expr="gte", label="自", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = django_filters.DateFilter(
        field_name="at__date", lookup_expr="lte", label="至", widget=forms.DateInput(attrs={"type": "date"})
    )

    period = PeriodFilter("at__date")

    order = order_by(at="时间", type="操作", target_text="对象")

    class Meta:
        model = AuditEvent
        fields = ("type", "by", "target", "since", "until", "period", "order")
