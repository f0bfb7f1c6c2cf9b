"""What the partials of lists need."""

from typing import Any, NamedTuple

from django import forms, template
from django.core.paginator import Page
from django.forms import BoundField
from django.template import RequestContext
from django.template.defaulttags import querystring
from django_filters import FilterSet

from foundation.web.lists import ListFilter

register = template.Library()
# So few fields of a filter need no folding.
ALWAYS_SHOWN = 3
# Another filter or order begins on the first page.
FIRST_PAGE = dict.fromkeys(("page", "after", "before"))


@register.filter
def page_numbers(page: "Page[Any]") -> list[int | str]:
    """Return the numbers of the first, the neighbouring and the last pages, with an ellipsis for those between."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


class Chip(NamedTuple):
    """A choice of a filter as a link: its label, the number of its rows, and whether the list shows it now."""

    label: str
    count: int
    url: str
    is_current: bool


@register.inclusion_tag("_chips.html", takes_context=True)
def chips(context: RequestContext, shown: FilterSet) -> dict[str, object]:
    """Show the chips of the filter, that of all rows first; none while one of its fields is invalid.

    A choice without rows has none, unless it is chosen.
    """
    if not isinstance(shown, ListFilter) or not shown.chips or not shown.is_valid():
        return {"chips": []}
    chosen, counts = shown.form.cleaned_data[shown.chips], shown.chip_counts()
    counts[""] = sum(counts.values())
    field = shown.filters[shown.chips]
    choices = [
        Chip(
            label,
            counts.get(value, 0),
            querystring(context, shown.data, **FIRST_PAGE, **{shown.chips: value or None}),
            value == chosen,
        )
        for value, label in [("", "全部"), *field.extra["choices"]]
        if value in ("", chosen) or value in counts
    ]
    return {"label": field.label, "chips": choices}


@register.inclusion_tag("_choice_links.html", takes_context=True)
def choice_links(context: RequestContext, shown: FilterSet, field: str) -> dict[str, object]:
    """Show the choices of a field of the filter as links, without the number of their rows; that of all rows first."""
    chosen, choices = shown.data.get(field, ""), shown.filters[field].extra["choices"]
    links = [
        (label, querystring(context, shown.data, **FIRST_PAGE, **{field: value or None}), value == chosen)
        for value, label in [("", "全部"), *choices]
    ]
    return {"label": shown.filters[field].label, "links": links}


@register.inclusion_tag("_sort_heading.html", takes_context=True)
def sort_heading(context: RequestContext, field: str, label: str, css: str = "") -> dict[str, str]:
    """Show the heading of a column, which sorts the list by the field: first upwards, and downwards the next time.

    The heading is plain where the table is no list that is sorted.
    """
    shown = context.get("filter")
    heading = {"label": label, "css": css}
    if not isinstance(shown, ListFilter):
        return heading
    order = shown.data.get("order", "")
    return heading | {
        "direction": {field: "ascending", f"-{field}": "descending"}.get(order, ""),
        "url": querystring(context, shown.data, **FIRST_PAGE, order=f"-{field}" if order == field else field),
    }


@register.simple_tag
def split_fields(form: forms.Form) -> tuple[list[BoundField], list[BoundField]]:
    """Return the fields of a filter that always show, the first one and the texts to search for, and the others."""
    fields = form.visible_fields()
    if len(fields) <= ALWAYS_SHOWN:
        return fields, []
    is_shown = [number == 0 or isinstance(field.field, forms.CharField) for number, field in enumerate(fields)]
    return (
        [field for field, shown in zip(fields, is_shown, strict=True) if shown],
        [field for field, shown in zip(fields, is_shown, strict=True) if not shown],
    )


@register.filter
def any_filled(fields: list[BoundField]) -> bool:
    """Return whether one of the fields has a value or an error, so that they are not hidden."""
    return any(field.data or field.errors for field in fields)
