"""What the page of an enterprise needs of measures and their applications."""

from django import template

from feedback.models import MeasureApplication
from incentives.models import MeasureVersion

register = template.Library()
Applied = list[tuple[MeasureVersion, list[MeasureApplication]]]


@register.filter
def applied_only(measures: Applied) -> Applied:
    """Return the measures that were applied."""
    return [(version, applied) for version, applied in measures if applied]
