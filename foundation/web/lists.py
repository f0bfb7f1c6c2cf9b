"""Pages and filters of lists; exports/lists.py has the lists that are files too."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from foundation.web.forms import parameters

PER_PAGE = 20


class PageForm(forms.Form):
    """Which page of a list is shown."""

    page = forms.CharField(required=False)


class ListFilterForm(forms.Form):
    """The form above a list; a period must not end before it begins."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", "结束日期早于开始日期。")
        return data


class ChipFilter(django_filters.ChoiceFilter):  # type: ignore[misc]
    """Shows the rows with a value. Its choices stand above the list as links, each with the number of its rows."""

    def __init__(self, label: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__(label=label, choices=choices, widget=forms.HiddenInput)


class ListFilter(django_filters.FilterSet):  # type: ignore[misc]
    """The filter of a list. While one of its fields is invalid, it finds nothing, and the form says why.

    `chips` is the name of its ChipFilter, "" without one.
    """

    @property
    def qs(self) -> QuerySet[Any]:
        found: QuerySet[Any] = super().qs if not self.is_bound or self.is_valid() else self.queryset.none()
        return found

    @property
    def chips(self) -> str:
        return next((name for name, field in self.filters.items() if isinstance(field, ChipFilter)), "")

    def chip_counts(self) -> dict[str, int]:
        """Return choice → number of its rows, while the other fields of the form stay as they are."""
        rows = self.queryset
        for name, value in self.form.cleaned_data.items():
            if name != self.chips:
                rows = self.filters[name].filter(rows, value)
        return dict(rows.order_by().values_list(self.filters[self.chips].field_name).annotate(Count("pk")))

    def get_form_class(self) -> type[forms.Form]:
        return type(f"{type(self).__name__}Form", (ListFilterForm, super().get_form_class()), {})


class ListOrder(django_filters.OrderingFilter):  # type: ignore[misc]
    """Sorts a list; a value of nothing but commas keeps the order of the list."""

    def filter(self, qs: QuerySet[Any], value: Sequence[str] | None) -> QuerySet[Any]:
        ordered: QuerySet[Any] = super().filter(qs, [field for field in value or () if field])
        return ordered


def order_by(**fields: str) -> django_filters.OrderingFilter:
    """Return the filter that sorts a list: field → its label. Each field is offered ascending and descending."""
    choices = [
        (prefix + field, label + arrow)
        for field, label in fields.items()
        for prefix, arrow in (("", " ↑"), ("-", " ↓"))
    ]
    return ListOrder(label="排序", empty_label="默认", choices=choices, fields=[(field, field) for field in fields])


def only_filter(label: str, shown: str, method: str) -> django_filters.BooleanFilter:
    """Return the filter that shows all rows, or those that the filter set's method finds; `shown` is their label."""
    return django_filters.BooleanFilter(
        label=label, method=method, widget=forms.Select(choices=[("", "全部"), ("true", shown)])
    )


def paginate(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], *, per_page: int = PER_PAGE) -> Page[Any]:
    """Return the page of the parameter `page`; the first or the last one where that page does not exist."""
    return Paginator(rows, per_page).get_page(parameters(PageForm(request.GET))["page"])
