"""名单公布: publish enterprises and cases, and withdraw enterprises (plan §2)."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import changed_fields, record
from audit.types import EventType
from feedback.models import MeasureApplication
from publicity.models import IncentiveCase, Publication
from publicity.policies import check_may_publish, check_may_publish_case, check_publishable
from roster.models import Enterprise
from screening.models.standings import with_current_standing


@transaction.atomic
def publish_enterprises(*, enterprises: Iterable[Enterprise], by: User) -> int:
    """Publish these enterprises; return how many were not published before. Raises ActionDenied."""
    ids = [enterprise.pk for enterprise in enterprises]
    locked = Enterprise.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
    enterprises = list(with_current_standing(locked))
    check_may_publish(enterprises)
    published = published_among(ids)
    new = [
        Publication(enterprise=enterprise, published_by=by)
        for enterprise in enterprises
        if enterprise.pk not in published
    ]
    for publication in Publication.objects.bulk_create(new):
        record(EventType.ENTERPRISE_PUBLISHED, target=publication, by=by)
    return len(new)


def published_among(enterprises: Collection[int]) -> set[int]:
    """Return those of these enterprises that are published already, and are not published again."""
    published = Publication.objects.in_force().filter(enterprise_id__any_of=set(enterprises))
    return set(published.values_list("enterprise_id", flat=True))


@transaction.atomic
def withdraw_publication(*, publication: Publication, by: User) -> Publication:
    """Withdraw an enterprise from the public list. Idempotent."""
    publication = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    if publication.withdrawn_at is None:
        publication.withdrawn_at = timezone.now()
        publication.withdrawn_by = by
        publication.save(update_fields=["withdrawn_at", "withdrawn_by"])
        record(EventType.PUBLICATION_WITHDRAWN, target=publication, by=by)
    return publication


@transaction.atomic
def write_case(*, application: MeasureApplication, title: str, body: str, by: User) -> IncentiveCase:
    """Write a case about an application. It is not public until it is published. Raises ActionDenied.

    The application is locked, so that it is not cancelled meanwhile.
    """
    application = MeasureApplication.objects.select_for_update(of=("self",), no_key=True).get(pk=application.pk)
    check_publishable(application)
    case = IncentiveCase.objects.create(application=application, title=title, body=body, written_by=by)
    record(EventType.CASE_WRITTEN, target=case, by=by)
    return case


@transaction.atomic
def edit_case(
    *, case: IncentiveCase, application: MeasureApplication, title: str, body: str, by: User
) -> IncentiveCase:
    """Edit a case. The audit event keeps the former text. Raises ActionDenied."""
    check_publishable(application)
    case = IncentiveCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    before = {"application": case.application, "title": case.title, "body": case.body}
    after = {"application": application, "title": title, "body": body}
    record(EventType.CASE_EDITED, target=case, changes=changed_fields(before, after), by=by)
    case.application, case.title, case.body = application, title, body
    case.save(update_fields=list(after))
    return case


@transaction.atomic
def publish_case(*, case: IncentiveCase, by: User) -> IncentiveCase:
    """Publish a case. Idempotent. Raises ActionDenied."""
    case = IncentiveCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    check_may_publish_case(case.application)
    if case.published_at is None:
        case.published_at = timezone.now()
        case.save(update_fields=["published_at"])
        record(EventType.CASE_PUBLISHED, target=case, by=by)
    return case
