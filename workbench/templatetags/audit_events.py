"""What the tables of audit events need."""

from django import template

from workbench.audit_objects import has_page

register = template.Library()
register.filter("has_page", has_page)
