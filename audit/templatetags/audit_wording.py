"""Audit events in Chinese, for templates."""

from django import template

from audit.wording import actor_text, details, target_type

register = template.Library()
register.filter("actor", actor_text)
register.filter("details", details)
register.filter("target_type", target_type)
