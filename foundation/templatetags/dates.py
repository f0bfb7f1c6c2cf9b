"""Dates that are stored in JSON, for templates."""

from datetime import date

from django import template

register = template.Library()


@register.filter
def iso_date(text: str) -> date:
    """The day of an ISO 8601 date; the template shows it as any other day. Raises ValueError for another text."""
    return date.fromisoformat(text)
