"""How the end of a term is marked: as provisional in a year whose notice is not known yet, or as past."""

from datetime import date

from django import template

from workdays.terms import is_provisional, working_days_overdue

register = template.Library()


@register.filter
def provisional(until: date) -> str:
    """Return （暂定） for the end of such a term, "" for another."""
    return "（暂定）" if is_provisional(until) else ""


register.filter("working_days_overdue", working_days_overdue)
