"""Navigation that knows where the reader is."""

from django import template
from django.template import RequestContext
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def nav_link(context: RequestContext, url_name: str, text: str) -> SafeString:
    """A link to the page, marked where the reader is on that very page."""
    url = reverse(url_name)
    current = SafeString(' aria-current="page"' if context["request"].path == url else "")
    return format_html('<a href="{}"{}>{}</a>', url, current, text)
