"""Audit events in Chinese, for templates."""

from django import template

from audit.wording import details, target_type

register = template.Library()
register.filter("details", details)
register.filter("target_type", target_type)
