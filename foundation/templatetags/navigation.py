"""Links of the navigation."""

from django import template
from django.template import RequestContext
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def nav_link(context: RequestContext, url_name: str, text: str) -> SafeString:
    """Return a link to the page, with aria-current where it is the page being shown."""
    url = reverse(url_name)
    current = SafeString(' aria-current="page"' if context["request"].path == url else "")
    return format_html('<a href="{}"{}>{}</a>', url, current, text)
