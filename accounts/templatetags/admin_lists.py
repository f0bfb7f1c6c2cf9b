"""What the lists of Django admin need to be tables of the portal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString

register = template.Library()
ROLES = {"<td": "cell", "<th": "rowheader"}


@register.filter
def with_titles(cells: Sequence[SafeString], headings: Sequence[Mapping[str, Any]]) -> Iterator[SafeString]:
    """Yield the cells of a row as Django writes them, with their roles, and with their titles for phones.

    The first column names the row and has no title.
    """
    for cell, heading in zip(cells, headings, strict=True):
        tag, rest = SafeString(cell[:3]), SafeString(cell[3:])
        # The heading of the boxes to tick is a box itself.
        title = "" if tag == "<th" else strip_tags(heading["text"])
        titled = format_html(' data-title="{}"', title) if title else ""
        yield format_html('{} role="{}"{}{}', tag, ROLES[tag], titled, rest)
