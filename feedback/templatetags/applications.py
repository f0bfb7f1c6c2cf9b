"""What the page of an enterprise needs of measures and their applications."""

from collections.abc import Iterable
from typing import Any

from django import template

register = template.Library()


@register.filter
def applied_only(measures: Iterable[Any]) -> list[Any]:
    """Return the measures (OwnMeasure) that were applied."""
    return [measure for measure in measures if measure.applied]


@register.filter
def never_applied(measures: Iterable[Any]) -> int:
    """Return how many of the measures (OwnMeasure) are in force and were never applied."""
    return sum(measure.version.is_in_force and not measure.applied for measure in measures)
