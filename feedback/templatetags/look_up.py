"""By what a look-up found an enterprise."""

from django import template

from roster.look_up import Found
from roster.models import Enterprise
from roster.wording import hit_text

register = template.Library()


@register.simple_tag
def hit_of(enterprise: Enterprise, found: Found) -> str:
    """Return the sentence by what the enterprise was found; it has its former names (`with_former_names`)."""
    return hit_text(found.by_key[enterprise.pk], enterprise.former_names)
