"""Who does an open piece of work."""

from django import template

from feedback.models.assignments import assignee_text

register = template.Library()
register.filter(assignee_text)
