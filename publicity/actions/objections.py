"""Objections (异议): the credit desk records them, it or the customs office in charge answers them."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import Department, User
from audit.recording import record
from audit.types import EventType
from foundation.encryption import encrypt_again
from publicity.models import IncentiveCase, Objection
from publicity.policies import check_may_answer, check_may_object, check_received_on, office_in_charge
from publicity.states import ObjectionState, Subject
from reorganisations.succession import department_in_place_of
from roster.models import Enterprise
from workdays.site_settings import site_settings
from workdays.terms import Term, add_working_days


@transaction.atomic
def record_objection(
    *,
    channel: str,
    received_on: date,
    subject: str,
    enterprise: Enterprise | None,
    enterprise_name: str,
    case: IncentiveCase | None,
    office: Department | None,
    body: str,
    objector_name: str,
    objector_contact: str,
    by: User,
) -> Objection:
    """Record what somebody objects to. Raises ActionDenied.

    About a certification, `office` is in charge, or without one the customs office that certified the enterprise last;
    about anything else 市发展改革委 is.
    """
    check_received_on(received_on)
    check_may_object(subject, enterprise, case, office)
    in_charge = office_in_charge(enterprise, office) if subject == Subject.CERTIFICATION else None
    term = Term(received_on, site_settings().objection_term)
    objection = Objection(
        channel=channel,
        received_on=received_on,
        subject=subject,
        enterprise=enterprise,
        enterprise_name=enterprise_name,
        case=case,
        body=body,
        in_charge=in_charge or Department.objects.get(is_lead=True),
        working_days=term.working_days,
        due_on=term.due_on,
        recorded_by=by,
    )
    objection.objector_name, objection.objector_contact = objector_name, objector_contact
    objection.save()
    record(
        EventType.OBJECTION_RECORDED,
        target=objection,
        data={"channel": channel, "subject": subject, "in_charge": objection.in_charge},
        by=by,
    )
    return objection


@transaction.atomic
def answer_objection(*, objection: Objection, state: str, answer: str, document_number: str, by: User) -> Objection:
    """Answer an objection; the state says whether anything is corrected. Raises ActionDenied."""
    objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    check_may_answer(objection)
    objection.state, objection.answer, objection.document_number = ObjectionState(state), answer, document_number
    objection.answered_by, objection.answered_at = by, timezone.now()
    objection.save(update_fields=["state", "answer", "document_number", "answered_by", "answered_at"])
    data = {"state": state, "answer": answer, "document_number": document_number}
    record(EventType.OBJECTION_ANSWERED, target=objection, data=data, by=by)
    return objection


@transaction.atomic
def hand_over_objections() -> None:
    """Let the office that succeeded a closed one answer the objections that wait for it. Idempotent."""
    of_closed = Objection.objects.waiting().filter(in_charge__closed_on__isnull=False).select_related("in_charge")
    for objection in of_closed.order_by("pk").select_for_update(of=("self",)):
        if successor := department_in_place_of(objection.in_charge):
            data = {"before": objection.in_charge, "in_charge": successor}
            objection.in_charge = successor
            objection.save(update_fields=["in_charge"])
            record(EventType.OBJECTION_HANDED_OVER, target=objection, data=data, by=None)


@transaction.atomic
def recount_objections() -> None:
    """Give the objections that wait the term of the calendar in force. Idempotent."""
    for objection in Objection.objects.waiting().order_by("pk").select_for_update(of=("self",)):
        due_on = add_working_days(objection.received_on, objection.working_days)
        if due_on != objection.due_on:
            objection.due_on = due_on
            objection.save(update_fields=["due_on"])


def erase_objectors() -> None:
    """Erase name and contact of the objectors whose time has ended."""
    Objection.objects.expired().update(sealed_name="", sealed_contact="", erased_at=timezone.now())


@transaction.atomic
def encrypt_objectors_again() -> int:
    """Encrypt all objectors with the first of DATA_KEYS; return how many. Raises UndecipherableError."""
    objections = list(Objection.objects.filter(erased_at=None).select_for_update(of=("self",)))
    for objection in objections:
        objection.sealed_name = encrypt_again(objection.sealed_name)
        objection.sealed_contact = encrypt_again(objection.sealed_contact)
        objection.save(update_fields=["sealed_name", "sealed_contact"])
    return len(objections)
