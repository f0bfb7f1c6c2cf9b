"""What follows when the qualification of an enterprise is revoked, counted before it is."""

from typing import Any

from django import template
from django.db.models import Count

from accounts.models import Department
from feedback.models import MeasureApplication
from publicity.models import IncentiveCase, Publication
from roster.models import Enterprise

register = template.Library()


@register.inclusion_tag("publicity/_revocation_consequences.html")
def revocation_consequences(enterprise: Enterprise) -> dict[str, Any]:
    """Say who is told, which departments are advised to stop what they apply, and what is no longer public."""
    running = MeasureApplication.objects.running().filter(enterprise=enterprise).order_by("department__order")
    return {
        "department_count": Department.objects.count(),
        "advised": list(running.values_list("department__name").annotate(count=Count("pk"))),
        "is_published": Publication.objects.visible().filter(enterprise=enterprise).exists(),
        "case_count": IncentiveCase.objects.visible().filter(application__enterprise=enterprise).count(),
    }
