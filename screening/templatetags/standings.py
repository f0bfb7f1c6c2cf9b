"""The reasons of a standing, for this reader."""

from typing import Any

from django import template

from screening.models import Standing

register = template.Library()


@register.filter
def reasons_for(row: Standing, sees_screening: bool) -> list[dict[str, Any]]:
    """`row|reasons_for:perms.screening.view_screening`"""
    return row.reasons_for(sees_screening=sees_screening)
