"""Pages that are gone after a loss, which search engines still show until somebody asks them to delete them."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.urls import reverse

from publicity.models import IncentiveCase, Publication
from publicity.models.publications import PublicationQuerySet


def gone_publications() -> PublicationQuerySet:
    """Return the last publication of each enterprise that was public and is not any more, the newest first.

    `case_ids` are the cases of its enterprise that were published.
    """
    later = Publication.objects.filter(enterprise=OuterRef("enterprise"), pk__gt=OuterRef("pk"))
    cases = IncentiveCase.objects.filter(
        published_at__isnull=False, application__enterprise=OuterRef("enterprise")
    ).order_by("pk")
    return (
        Publication.objects.exclude(withdrawn_at__isnull=True, ended_at__isnull=True)
        .exclude(Exists(later))
        .select_related("enterprise", "removal_submitted_by")
        .annotate(case_ids=ArraySubquery(cases.values("pk")))
        .order_by("-pk")
    )


def gone_paths(publication: Publication) -> list[str]:
    """Return the paths of the pages that are gone with the publication: that of the enterprise, and of its cases."""
    case_ids: list[int] = publication.case_ids  # type: ignore[attr-defined]
    return [
        reverse("publicity:enterprise_detail", args=[publication.enterprise.uscc]),
        *(reverse("publicity:case_detail", args=[pk]) for pk in case_ids),
    ]
