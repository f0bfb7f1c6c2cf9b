"""Filters of the audit list and of the accounts in the admin."""

from datetime import timedelta

import django_filters
from django import forms
from django.db.models import Q, QuerySet, TextChoices
from django.utils import timezone

from audit.models import AuditEvent
from audit.types import EventType
from foundation.web.lists import ListFilter, PeriodFilter, only_filter, order_by

# An active account that has not signed in for so many days is shown to the system administrator.
IDLE_DAYS = 90
# The fields of an account that decide what the person may do.
RIGHTS = ["role", "department", "is_active"]


class Unused(TextChoices):
    """How an active account is not used."""

    IDLE = "idle", f"超过{IDLE_DAYS}天未登录"
    NEVER = "never", "从未登录"


def unused_accounts(kind: str) -> Q:
    """Return the condition of the active accounts that are not used in this way; each is in one kind at most."""
    if kind == Unused.NEVER:
        return Q(is_active=True, last_login__isnull=True)
    return Q(is_active=True, last_login__date__lt=timezone.localdate() - timedelta(days=IDLE_DAYS))


def changes_of_rights() -> Q:
    """Return the condition of the events that gave an account its role, department or access, or changed them."""
    return Q(type__in=[EventType.ACCOUNT_ADDED, EventType.ACCOUNT_CHANGED], changes__has_any_keys=RIGHTS)


class AuditFilter(ListFilter):
    """Filter audit events by type, actor, target and day, and to the changes of rights."""

    type = django_filters.ChoiceFilter(label="操作", choices=EventType.choices, empty_label="全部")
    by = django_filters.CharFilter(field_name="actor_username", lookup_expr="icontains", label="用户名")
    target = django_filters.CharFilter(field_name="target_text", lookup_expr="icontains", label="对象")
    rights = only_filter("权限", "只看账号的角色、单位、启用的变更", "only_rights")
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
        fields = ("type", "by", "target", "rights", "since", "until", "period", "order")

    def only_rights(self, events: QuerySet, name: str, value: bool) -> QuerySet:
        return events.filter(changes_of_rights()) if value else events
