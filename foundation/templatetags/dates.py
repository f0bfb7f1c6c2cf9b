"""Days in sentences that were kept as data."""

from django import template

from foundation.web.dates import chinese_dates

register = template.Library()
register.filter("chinese_dates", chinese_dates, is_safe=True)
