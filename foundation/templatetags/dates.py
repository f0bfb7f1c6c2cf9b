"""Days in sentences that were kept as data."""

from django import template

from foundation.web.dates import days_in_words

register = template.Library()
register.filter("days_in_words", days_in_words, is_safe=True)
