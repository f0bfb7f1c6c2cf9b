"""Inquiries (询问): a recipient of feedback asks about an application, the department in charge of it answers."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from feedback.actions.changes import lock_application
from feedback.feedback_policies import check_may_answer_inquiry, check_may_ask, check_may_read_answer
from feedback.models import Inquiry, MeasureApplication
from feedback.states import InquiryState


@transaction.atomic
def ask_inquiry(*, application: MeasureApplication, question: str, by: User) -> Inquiry:
    """Ask the department in charge of the application. Raises ActionDenied."""
    application = lock_application(application)
    check_may_ask(application, by)
    inquiry = Inquiry.objects.create(
        application=application, department=by.own_department, question=question, requested_by=by
    )
    record(EventType.INQUIRY_ASKED, target=inquiry, data={"question": question}, by=by)
    return inquiry


@transaction.atomic
def answer_inquiry(*, inquiry: Inquiry, answer: str, by: User) -> Inquiry:
    """Answer an inquiry, once. Raises ActionDenied."""
    inquiry = _lock(inquiry)
    check_may_answer_inquiry(inquiry, by)
    inquiry.state, inquiry.answer = InquiryState.ANSWERED, answer
    inquiry.answered_by, inquiry.answered_at = by, timezone.now()
    inquiry.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    record(EventType.INQUIRY_ANSWERED, target=inquiry, data={"answer": answer}, by=by)
    return inquiry


@transaction.atomic
def read_answer(*, inquiry: Inquiry, by: User) -> Inquiry:
    """Record that the department that asked has read the answer. Raises ActionDenied."""
    inquiry = _lock(inquiry)
    check_may_read_answer(inquiry, by)
    inquiry.state, inquiry.read_by, inquiry.read_at = InquiryState.READ, by, timezone.now()
    inquiry.save(update_fields=["state", "read_by", "read_at"])
    record(EventType.INQUIRY_READ, target=inquiry, by=by)
    return inquiry


def _lock(inquiry: Inquiry) -> Inquiry:
    return Inquiry.objects.select_for_update(of=("self",), no_key=True).get(pk=inquiry.pk)
