"""The texts of the footer that are not set."""

from django import template

from workdays.site_settings import missing_texts

register = template.Library()
register.simple_tag(missing_texts, name="missing_site_texts")
