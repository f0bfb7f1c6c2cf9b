"""Write cases (联合激励案例), publish them, and take them off the public pages (plan §4)."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import changed_fields, record
from audit.types import EventType
from feedback.models import MeasureApplication
from publicity.actions.publications import save_withdrawal
from publicity.models import IncentiveCase
from publicity.policies import check_may_publish_case, check_may_withdraw_case, check_publishable


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
    save_withdrawal(case, EventType.CASE_WITHDRAWN, withdrawal_reason, withdrawal_note, by, "published_at")
    return case
