"""The bar of the page, for base.html."""

from functools import partial

from django import template
from django.template import RequestContext

from foundation.web.lists import way_back
from workbench.navigation import Bar, desk_bar, is_desk, public_bar
from workbench.work_items import waiting

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: RequestContext) -> Bar:
    """Return the bar of the page that is shown; a page that shows the user's work has found it as `work_items`."""
    user, request = context["user"], context["request"]
    if not is_desk(user, request.resolver_match):
        return public_bar(request.path)
    items = context["work_items"] if "work_items" in context else waiting(user)
    return desk_bar(user.role, request.path, items, partial(way_back, request))
