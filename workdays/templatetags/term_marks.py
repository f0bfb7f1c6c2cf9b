"""The mark of a term into a year whose notice is not known yet."""

from datetime import date

from django import template

from workdays.terms import is_provisional

register = template.Library()


@register.filter
def provisional(until: date) -> str:
    """Return （暂定） for the end of such a term, "" for another."""
    return "（暂定）" if is_provisional(until) else ""
