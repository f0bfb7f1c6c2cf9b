"""Dates that are stored in JSON, for templates."""

from datetime import date

from django import template

register = template.Library()


@register.filter
def iso_date(text: str) -> date:
    """Return the day of an ISO 8601 date, which the template formats as any day. Raises ValueError for another text."""
    return date.fromisoformat(text)
