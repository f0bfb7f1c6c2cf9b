"""The publications of an enterprise, for pages of apps that know nothing of publications."""

from typing import Any

from django import template

from roster.models import Enterprise

register = template.Library()


@register.inclusion_tag("publicity/_history.html")
def publication_history(enterprise: Enterprise) -> dict[str, Any]:
    """Show when the enterprise was published and withdrawn, and why, the newest first."""
    return {"publications": enterprise.publications.select_related("withdrawn_by").order_by("-pk")}
