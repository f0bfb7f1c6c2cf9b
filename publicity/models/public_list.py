"""The public list: the enterprises that the public sees now, with what the list shows of each."""

from functools import cache

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery

from publicity.models.objections import marked_since
from publicity.models.publications import public_enterprises
from roster.models.enterprises import EnterpriseQuerySet
from screening.models import Standing


def listed_enterprises() -> EnterpriseQuerySet:
    """Return the public enterprises with what the list shows.

    These are `office_name`, `certified_on`, `state_since`, and `objection_marked_at`, None where no objection is
    marked. `certified` leads to the certification of each.
    """
    return _listed().all()


# Django takes longer to build this query than PostgreSQL to answer it, so it is built once.
@cache
def _listed() -> EnterpriseQuerySet:
    current = Standing.objects.current().filter(enterprise=OuterRef("pk")).with_state_since()
    certified = FilteredRelation("certifications", condition=Q(certifications__until=None))
    return (
        public_enterprises()
        .annotate(certified=certified)
        .annotate(
            office_name=F("certified__office__name"),
            certified_on=F("certified__certified_on"),
            state_since=Subquery(current.values("state_since")),
            objection_marked_at=marked_since(OuterRef("pk")),
        )
    )
