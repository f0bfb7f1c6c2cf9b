"""How the end of a term is marked: as provisional in a year whose notice is not known yet, or as past."""

from datetime import date

from django import template
from django.utils import timezone

from workdays.terms import count_working_days, is_provisional

register = template.Library()


@register.filter
def provisional(until: date) -> str:
    """Return （暂定） for the end of such a term, "" for another."""
    return "（暂定）" if is_provisional(until) else ""


@register.filter
def working_days_past(until: date) -> int:
    """Return how many working days have passed since the end of a term, today included."""
    return count_working_days(until, timezone.localdate())
