"""What the public saw at an earlier moment, from the facts as the platform had recorded them then."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from publicity.models.publications import Publication
from roster.models import Certification, Enterprise
from screening.models import Standing


def seen_at(moment: datetime) -> QuerySet[Publication]:
    """Return the publications that the public saw, with PUBLIC_FIELDS and `state_since` as they were shown.

    The fields are annotated with the prefix `seen_`. What was corrected or taken down later is as it was before.
    """
    enterprise = OuterRef("enterprise")
    names = (
        Enterprise.events.rel.related_model.objects.filter(pgh_obj=enterprise, pgh_created_at__lte=moment)
        .order_by("-pgh_id")
        .values
    )
    certified = (
        Certification.events.rel.related_model.objects.filter(
            pgh_obj__enterprise=enterprise, until__isnull=True, pgh_created_at__lte=moment
        )
        .order_by("-pgh_id")
        .values
    )
    eligible = Standing.objects.current_at(moment).eligible().filter(enterprise=enterprise)
    over = Q(withdrawn_at__lte=moment) | Q(ended_at__lte=moment)
    return (
        Publication.objects.filter(Exists(eligible), published_at__lte=moment)
        .exclude(over)
        .select_related("bulletin")
        .annotate(
            seen_name=Subquery(names("name")[:1]),
            seen_uscc=Subquery(names("uscc")[:1]),
            seen_customs_code=Subquery(names("customs_code")[:1]),
            seen_office=Subquery(certified("office__name")[:1]),
            seen_certified_on=Subquery(certified("certified_on")[:1]),
            seen_since=Subquery(_since_when(eligible, moment)),
        )
    )


def _since_when(eligible: QuerySet[Standing], moment: datetime) -> QuerySet[Standing]:
    """Return the first day of the unbroken run of eligible rows, as StandingQuerySet.with_state_since has it today."""
    earlier = (
        Standing.objects.recorded(at=moment)
        .filter(superseded_as_known__isnull=True, enterprise=OuterRef("enterprise"), since__lt=OuterRef("since"))
        .order_by("-since")
    )
    other = earlier.exclude(state=OuterRef("state")).values("until_as_known")[:1]
    first = earlier.order_by("since").values("since")[:1]
    return eligible.values(first_day=Coalesce(Subquery(other), Subquery(first), "since"))[:1]
