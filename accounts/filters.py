"""Filters of the audit list."""

import django_filters
from django import forms

from audit.models import AuditEvent
from foundation.web.lists import order_by


class AuditFilter(django_filters.FilterSet):
    """By act, by person, by day."""

    verb = django_filters.CharFilter(lookup_expr="icontains", label="操作")
    by = django_filters.CharFilter(field_name="actor_username", lookup_expr="icontains", label="用户名")
    target = django_filters.CharFilter(field_name="target_label", lookup_expr="icontains", label="对象")
    since = django_filters.DateFilter(
        field_name="at__date", lookup_expr="gte", label="自", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = django_filters.DateFilter(
        field_name="at__date", lookup_expr="lte", label="至", widget=forms.DateInput(attrs={"type": "date"})
    )

    order = order_by(at="时间", verb="操作", target_label="对象")

    class Meta:
        model = AuditEvent
        fields = ("verb", "by", "target", "since", "until", "order")
