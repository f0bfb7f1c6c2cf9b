"""Record that search engines were asked to delete the pages of an enterprise that has left the public list."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from publicity.models import Publication
from publicity.policies import check_may_submit_removal


@transaction.atomic
def submit_removal(*, publication: Publication, by: User) -> Publication:
    """Record that the deletion of the pages was submitted to search engines. Raises ActionDenied."""
    publication = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    check_may_submit_removal(publication)
    publication.removal_submitted_at, publication.removal_submitted_by = timezone.now(), by
    publication.save(update_fields=["removal_submitted_at", "removal_submitted_by"])
    record(EventType.REMOVAL_SUBMITTED, target=publication, data={"number": publication.number}, by=by)
    return publication
