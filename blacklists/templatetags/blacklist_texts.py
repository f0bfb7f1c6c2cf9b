"""Filters for stored messages: `feed|alert_texts`, `import|hold_text`."""

from django import template

from blacklists import wording

register = template.Library()
register.filter("alert_texts", wording.alert_texts)
register.filter("feed_message", wording.feed_message)
register.filter("feed_status_text", wording.feed_status_text)
register.filter("hold_text", wording.hold_text)
register.filter("minutes_text", wording.minutes_text)
register.filter("pull_status_text", wording.pull_status_text)
register.filter("stale_text", wording.stale_text)
