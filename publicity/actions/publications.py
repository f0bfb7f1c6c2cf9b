"""名单公布: publish enterprises and cases, and withdraw them (plan §2)."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import changed_fields, record
from audit.types import EventType
from feedback.models import MeasureApplication
from foundation.denials import Several, allowed_among
from publicity.models import IncentiveCase, Publication, Withdrawable
from publicity.policies import (
    check_eligible,
    check_may_publish_again,
    check_may_publish_case,
    check_may_withdraw,
    check_may_withdraw_case,
    check_publishable,
    publishable_among,
)
from roster.models import Enterprise
from screening.models.standings import with_current_standing


@transaction.atomic
def publish_enterprises(*, enterprises: Iterable[Enterprise], by: User) -> Several[Enterprise]:
    """Publish those of these enterprises that can be; return those that were not published before, and the refusals.

    Raises ActionDenied where none can be published.
    """
    ids = [enterprise.pk for enterprise in enterprises]
    chosen = publishable_among(_lock_with_standing(ids))
    published = published_among(ids)
    new = [enterprise for enterprise in chosen.rows if enterprise.pk not in published]
    _publish(new, by)
    return Several(new, chosen.refusals)


@transaction.atomic
def publish_again(*, publication: Publication, by: User) -> Enterprise:
    """Publish the enterprise of a withdrawn publication again. Raises ActionDenied."""
    (enterprise,) = _lock_with_standing([publication.enterprise_id])
    check_may_publish_again(publication)
    allowed_among([enterprise], check_eligible)
    _publish([enterprise], by)
    return enterprise


def _lock_with_standing(ids: Collection[int]) -> list[Enterprise]:
    locked = Enterprise.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
    return list(with_current_standing(locked))


def _publish(enterprises: Iterable[Enterprise], by: User) -> None:
    new = [Publication(enterprise=enterprise, published_by=by) for enterprise in enterprises]
    for publication in Publication.objects.bulk_create(new):
        record(EventType.ENTERPRISE_PUBLISHED, target=publication, by=by)


def published_among(enterprises: Collection[int]) -> set[int]:
    """Return those of these enterprises that are published already, and are not published again."""
    published = Publication.objects.in_force().filter(enterprise_id__any_of=set(enterprises))
    return set(published.values_list("enterprise_id", flat=True))


@transaction.atomic
def withdraw_publication(
    *, publication: Publication, withdrawal_reason: str, withdrawal_note: str, by: User
) -> Publication:
    """Take an enterprise off the public list; the reason is a WithdrawalReason. Raises ActionDenied."""
    publication = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    check_may_withdraw(publication)
    _save_withdrawal(publication, EventType.PUBLICATION_WITHDRAWN, withdrawal_reason, withdrawal_note, by)
    return publication


def _save_withdrawal(withdrawn: Withdrawable, event: EventType, reason: str, note: str, by: User, *also: str) -> None:
    """Save and record why it is withdrawn; `also` are further fields that the caller changed."""
    withdrawn.withdrawn_at, withdrawn.withdrawn_by = timezone.now(), by
    withdrawn.withdrawal_reason, withdrawn.withdrawal_note = reason, note
    withdrawn.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason", "withdrawal_note", *also])
    record(event, target=withdrawn, data={"withdrawal_reason": reason, "withdrawal_note": note}, by=by)


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


@transaction.atomic
def withdraw_case(*, case: IncentiveCase, withdrawal_reason: str, withdrawal_note: str, by: User) -> IncentiveCase:
    """Take a case off the public pages; the reason is a WithdrawalReason. Raises ActionDenied."""
    case = IncentiveCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    check_may_withdraw_case(case)
    case.published_at = None
    _save_withdrawal(case, EventType.CASE_WITHDRAWN, withdrawal_reason, withdrawal_note, by, "published_at")
    return case
