"""Filters of the lists of endpoints, deliveries and events."""

import django_filters
from django import forms
from django.db.models import Q

from foundation.web.lists import ChipFilter, ListFilter, PeriodFilter, only_filter, order_by
from webhooks.models import Delivery, DeliveryQuerySet, Endpoint, EndpointQuerySet, Event
from webhooks.states import EVENT_KINDS, DeliveryState, EventKind


class EndpointFilter(ListFilter):
    """Filter endpoints by their state, and to those with deliveries that did not arrive."""

    enabled = django_filters.ChoiceFilter(
        label="状态", choices=[("True", "启用"), ("False", "停用")], empty_label="全部"
    )
    failing = only_filter("投递", "未能送达", "by_failing")

    order = order_by(name="系统")

    class Meta:
        model = Endpoint
        fields = ("enabled", "failing", "order")

    def by_failing(self, endpoints: EndpointQuerySet, name: str, value: bool) -> EndpointQuerySet:
        return endpoints.filter(pk__in=Endpoint.objects.failing().values("pk")) if value else endpoints


class DeliveryFilter(ListFilter):
    """Filter deliveries by state, kind, time and enterprise."""

    state = ChipFilter("状态", DeliveryState.choices)
    kind = django_filters.ChoiceFilter(label="事件", choices=EventKind.choices, empty_label="全部")
    text = django_filters.CharFilter(label="企业名称或代码", method="find")
    period = PeriodFilter("created_at")

    order = order_by(created_at="产生时间", tried_at="最近一次投递")

    class Meta:
        model = Delivery
        fields = ("state", "kind", "text", "period", "order")

    def find(self, deliveries: DeliveryQuerySet, name: str, value: str) -> DeliveryQuerySet:
        return deliveries.filter(Q(event__data__name__icontains=value) | Q(event__data__uscc=value))


class NumberFilter(django_filters.Filter):  # type: ignore[misc]
    """Filter by a whole number that is not negative."""

    field_class = forms.IntegerField

    def __init__(self, field_name: str, lookup_expr: str) -> None:
        super().__init__(field_name, lookup_expr, min_value=0)


class EventFilter(ListFilter):
    """Filter events for programs: those after a number, of one kind."""

    after_number = NumberFilter("number", "gt")
    type = django_filters.ChoiceFilter("kind", choices=[(kind.value, kind.label) for kind in EVENT_KINDS])

    class Meta:
        model = Event
        fields = ("after_number", "type")
