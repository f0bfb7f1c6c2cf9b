"""The publications of an enterprise, for pages of apps that know nothing of publications; changes and excerpts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template

from publicity import removals, wording
from publicity.models import Publication
from roster.models import Enterprise

register = template.Library()
EXCERPT_LENGTH = 100


@register.inclusion_tag("publicity/_history.html")
def publication_history(enterprise: Enterprise) -> dict[str, Any]:
    """Show when the enterprise was published and withdrawn, and why, the newest first."""
    return {"publications": enterprise.publications.select_related("withdrawn_by", "bulletin").order_by("-pk")}


@register.filter
def excerpt(text: str) -> str:
    """Return the first clauses of the text, at most EXCERPT_LENGTH characters; a longer first clause is cut."""
    if len(text) <= EXCERPT_LENGTH:
        return text
    end = max(text.rfind(mark, 0, EXCERPT_LENGTH) for mark in "。！？；，、\n")
    return text[: end if end > 0 else EXCERPT_LENGTH] + "……"


@register.filter
def gone_paths(publication: Publication) -> list[str]:
    """Return the paths of the pages that are gone with the publication (publicity.removals)."""
    return removals.gone_paths(publication)


@register.filter
def change_texts(changes: Mapping[str, Sequence[str]]) -> list[str]:
    """Return one sentence for each changed public field (PublishedChange.changes)."""
    return wording.change_texts(changes)
