"""Filters that render what screenings and hits store as codes."""

from django import template

from matching.rules import rule_text
from screening.wording import failure_text

register = template.Library()
register.filter("rule_text", rule_text)
register.filter("failure_text", failure_text)
