"""What the partials of lists need."""

from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms import BoundField

register = template.Library()
# So few fields of a filter need no folding.
ALWAYS_SHOWN = 3


@register.filter
def page_numbers(page: "Page[Any]") -> list[int | str]:
    """Return the numbers of the first, the neighbouring and the last pages, with an ellipsis for those between."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag
def split_fields(form: forms.Form) -> tuple[list[BoundField], list[BoundField]]:
    """Return the fields of a filter that always show, the first one and the texts to search for, and the others."""
    fields = form.visible_fields()
    if len(fields) <= ALWAYS_SHOWN:
        return fields, []
    is_shown = [number == 0 or type(field.field) is forms.CharField for number, field in enumerate(fields)]
    return (
        [field for field, shown in zip(fields, is_shown, strict=True) if shown],
        [field for field, shown in zip(fields, is_shown, strict=True) if not shown],
    )


@register.filter
def any_filled(fields: list[BoundField]) -> bool:
    """Return whether one of the fields has a value or an error, so that they are not hidden."""
    return any(field.data or field.errors for field in fields)
