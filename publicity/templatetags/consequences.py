"""What follows from an act, counted, for pages of apps that know nothing of publications."""

from collections.abc import Iterable
from typing import Any

from django import template

from foundation.consequences import Consequence
from publicity.consequences import consequences_of_loss, consequences_of_return, consequences_of_suspension
from roster.models import Enterprise, RosterRemoval

register = template.Library()


@register.inclusion_tag("_consequences.html")
def revocation_consequences(enterprise: Enterprise) -> dict[str, Any]:
    """Show what follows when the qualification of the enterprise is revoked."""
    return {
        "heading": "取消资格后",
        "items": consequences_of_loss([enterprise.pk]),
        "otherwise": "没有措施、公布和案例受影响，不再发出通报",
    }


@register.inclusion_tag("_consequences.html")
def suspension_consequences(enterprise: Enterprise) -> dict[str, Any]:
    """Show what follows when the qualification of the enterprise is suspended."""
    return {
        "heading": "暂停资格后",
        "items": consequences_of_suspension([enterprise.pk]),
        "otherwise": "没有公布和案例受影响，不再发出通报",
    }


@register.inclusion_tag("_consequences.html")
def return_consequences(enterprise: Enterprise, end: str) -> dict[str, Any]:
    """Show what follows on the end of a revocation or a suspension where nothing else stands against the enterprise."""
    return {
        "heading": f"没有其他情形影响资格的，{end}后",
        "items": consequences_of_return([enterprise.pk]),
        "otherwise": "没有停用建议、公布和案例受影响，不再发出通报",
    }


@register.simple_tag
def loss_of(enterprises: Iterable[int]) -> list[Consequence]:
    """Return what follows when the enterprises with these keys lose their standing."""
    return consequences_of_loss(list(enterprises))


@register.simple_tag
def loss_of_removed(removals: Iterable[RosterRemoval]) -> list[Consequence]:
    """Return what follows when the enterprises that a roster does not name any more lose their standing."""
    removed = Enterprise.objects.filter(uscc__any_of={removal.uscc for removal in removals})
    return consequences_of_loss(list(removed.values_list("pk", flat=True)))
