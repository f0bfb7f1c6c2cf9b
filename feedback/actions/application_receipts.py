"""Feed applications back to 市发展改革委 and both customs offices, which receive them (签收; plan §2)."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Department, User
from audit.recording import record_each
from audit.types import EventType
from feedback.feedback_policies import check_may_receive, check_receives_feedback
from feedback.models import ApplicationChange, ApplicationReceipt, MeasureApplication


def feed_back(application: MeasureApplication) -> None:
    """Feed an application that was just logged back to each recipient but the department that logged it."""
    _send(application, Department.objects.recipients(), None)


def feed_back_correction(application: MeasureApplication, correction: ApplicationChange) -> None:
    """Feed corrected content back to each recipient that has received the former content.

    Who has not received it yet finds the present content. Open receipts are locked, so that a receipt of the same
    moment is of either content and nobody misses the correction.
    """
    waiting = application.receipts.filter(received_at__isnull=True).select_for_update(of=("self",), no_key=True)
    keys = [receipt.department_id for receipt in waiting.order_by("pk")]
    had = application.receipts.values("department")
    _send(application, Department.objects.recipients().filter(pk__in=had).exclude(pk__in=keys), correction)


def _send(
    application: MeasureApplication, recipients: QuerySet[Department], correction: ApplicationChange | None
) -> None:
    ApplicationReceipt.objects.bulk_create(
        ApplicationReceipt(application=application, department=recipient, correction=correction)
        for recipient in recipients.exclude(pk=application.department_id)
    )


@transaction.atomic
def receive_application(*, application: MeasureApplication, by: User) -> None:
    """Receive one application for the user's department. Raises ActionDenied."""
    receipts = application.receipts.filter(department=by.department)
    if not receive_applications(receipts=receipts, by=by):
        check_may_receive(application, by)


@transaction.atomic
def receive_applications(*, receipts: QuerySet[ApplicationReceipt], by: User) -> int:
    """Receive what the user's department has still to receive of these; return how many. Raises ActionDenied."""
    check_receives_feedback(by, "签收")
    open_ones = ApplicationReceipt.objects.open().filter(department=by.own_department, pk__in=receipts.values("pk"))
    related = ("application__enterprise", "application__department", "application__version__measure")
    received = list(open_ones.select_related(*related).select_for_update(of=("self",), no_key=True).order_by("pk"))
    ApplicationReceipt.objects.filter(pk__in=[each.pk for each in received]).update(
        received_by=by, received_at=timezone.now()
    )
    record_each(EventType.APPLICATION_RECEIVED, targets=[(each, {}) for each in received], by=by)
    return len(received)


def hand_over_receipts(*, source: Department, target: Department) -> None:
    """Let another recipient receive what a department that is closed has not received, but what it had itself."""
    had = ApplicationReceipt.objects.filter(department=target).values("application")
    ApplicationReceipt.objects.open().filter(department=source).exclude(application__in=had).update(department=target)
