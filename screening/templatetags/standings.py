"""Filters for the reasons of a standing."""

from collections.abc import Iterable

from django import template

from screening.models import ScreeningHit, Standing
from screening.reasons import StandingReason
from screening.wording import reason_text

register = template.Library()
register.filter("reason_text", reason_text)


@register.filter
def reasons_for(standing: Standing, sees_screening: bool) -> list[StandingReason]:
    """Return the reasons as the reader may see them: `standing|reasons_for:perms.screening.view_screening`."""
    return standing.reasons_for(sees_screening=sees_screening)


@register.filter
def hit_among(reason: StandingReason, hits: Iterable[ScreeningHit]) -> ScreeningHit | None:
    """Return the one of these hits on which the reason rests."""
    return next((hit for hit in hits if hit.pk == reason["evidence"].get("hit")), None)
