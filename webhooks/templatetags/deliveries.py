"""Filter for the stored reason of a delivery: `delivery|reason_text`."""

from django import template

from webhooks.wording import reason_text

register = template.Library()
register.filter("reason_text", reason_text)
