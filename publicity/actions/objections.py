"""Objections (异议): filed by the public or recorded by the credit desk, which or a customs office answers them."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import Department, User
from audit.recording import record
from audit.types import EventType
from foundation.encryption import encrypt_again, hash_of
from publicity.challenges import KEPT, Challenge
from publicity.models import IncentiveCase, Objection, ObjectionEvidence, UsedChallenge
from publicity.policies import (
    check_may_answer,
    check_may_file,
    check_may_give_opinion,
    check_may_mark,
    check_may_object,
    check_received_on,
    check_sent_again,
    office_in_charge,
)
from publicity.states import ABOUT_ENTERPRISE, Channel, ObjectionState, Subject
from reorganisations.succession import department_in_place_of
from roster.models import Enterprise
from uploads.models import clean_filename
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
    objector_kind: str,
    objector_name: str,
    objector_contact: str,
    code: str,
    by: User,
) -> Objection:
    """Record what somebody objects to. Raises ActionDenied.

    About a certification, `office` is in charge, or without one the customs office that certified the enterprise last;
    about anything else 市发展改革委 is. `code` is what the objector follows it by.
    """
    check_received_on(received_on)
    check_may_object(subject, enterprise, case, office)
    objection = _routed(
        Objection(
            channel=channel,
            received_on=received_on,
            subject=subject,
            enterprise=enterprise,
            enterprise_name=enterprise_name,
            case=case,
            body=body,
            objector_kind=objector_kind,
            recorded_by=by,
        ),
        office,
    )
    _save(objection, objector_name, objector_contact, code)
    data = {"channel": channel, "subject": subject, "in_charge": objection.in_charge}
    record(EventType.OBJECTION_RECORDED, target=objection, data=data, by=by)
    return objection


@transaction.atomic
def file_objection(
    *,
    challenge: Challenge,
    sha256: str,
    subject: str,
    enterprise: Enterprise | None,
    enterprise_name: str,
    case: IncentiveCase | None,
    body: str,
    evidence: Sequence[UploadedFile],
    objector_kind: str,
    objector_name: str,
    objector_contact: str,
    address: str | None,
) -> Objection:
    """File an objection as somebody who is not signed in, with the challenge that was answered. Raises ActionDenied.

    `sha256` is the hash of what was sent. The same, sent again, is answered with the objection that it filed. `address`
    is that of the client, for its limit.
    """
    used, is_new = UsedChallenge.objects.get_or_create(key=challenge.key, defaults={"sha256": sha256})
    if not is_new:
        return check_sent_again(used, sha256)
    check_may_file(enterprise, enterprise_name, address)
    objection = _routed(
        Objection(
            channel=Channel.ONLINE,
            received_on=timezone.localdate(),
            subject=subject,
            enterprise=enterprise,
            enterprise_name=enterprise_name,
            case=case,
            body=body,
            objector_kind=objector_kind,
        ),
        None,
    )
    _save(objection, objector_name, objector_contact, challenge.code)
    for file in evidence:
        name = clean_filename(file.name or "")
        ObjectionEvidence.objects.create(objection=objection, file=file, filename=name)
    used.objection = objection
    used.save(update_fields=["objection"])
    data = {"subject": subject, "in_charge": objection.in_charge, "evidence": len(evidence)}
    record(EventType.OBJECTION_FILED, target=objection, data=data, by=None)
    return objection


def _routed(objection: Objection, office: Department | None) -> Objection:
    """Return the objection with its office, whoever is in charge, and its term.

    A certification is the matter of its customs office, everything else of 市发展改革委, as is a certification of an
    enterprise that no customs office knows. `office` takes the place of the one that certified the enterprise.
    """
    if objection.subject in ABOUT_ENTERPRISE:
        objection.office = office_in_charge(objection.enterprise, office)
    own = objection.office if objection.subject == Subject.CERTIFICATION else None
    term = Term(objection.received_on, site_settings().objection_term)
    objection.in_charge = own or Department.objects.get(is_lead=True)
    objection.working_days, objection.due_on = term.working_days, term.due_on
    return objection


def _save(objection: Objection, objector_name: str, objector_contact: str, code: str) -> None:
    objection.objector_name, objection.objector_contact = objector_name, objector_contact
    objection.code_sha256 = hash_of(code)
    objection.save()


def use_up(challenge: Challenge) -> None:
    """Let a challenge that was answered wrongly never be used."""
    UsedChallenge.objects.get_or_create(key=challenge.key)


@transaction.atomic
def give_opinion(*, objection: Objection, opinion: str, by: User) -> Objection:
    """Give the opinion of the customs office whose enterprise it is about. Raises ActionDenied."""
    objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    check_may_give_opinion(objection, by)
    objection.opinion, objection.opinion_by, objection.opinion_at = opinion, by, timezone.now()
    objection.save(update_fields=["opinion", "opinion_by", "opinion_at"])
    record(EventType.OBJECTION_OPINION_GIVEN, target=objection, data={"opinion": opinion}, by=by)
    return objection


@transaction.atomic
def mark_objection(*, objection: Objection, is_marked: bool, by: User) -> Objection:
    """State beside the enterprise, in public, that an objection is being looked into (标注异议), or end that.

    The answer ends it by itself. Raises ActionDenied.
    """
    objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    check_may_mark(objection, is_marked=is_marked)
    objection.marked_by, objection.marked_at = (by, timezone.now()) if is_marked else (None, None)
    objection.save(update_fields=["marked_by", "marked_at"])
    event = EventType.OBJECTION_MARKED if is_marked else EventType.OBJECTION_UNMARKED
    record(event, target=objection, data={"enterprise": objection.enterprise}, by=by)
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
    """Let the office that succeeded a closed one answer the objections that wait for it. Idempotent.

    It is also asked for its opinion in the place of the closed one.
    """
    for objection in _of_closed("office"):
        assert objection.office
        if successor := department_in_place_of(objection.office):
            objection.office = successor
            objection.save(update_fields=["office"])
    for objection in _of_closed("in_charge"):
        if successor := department_in_place_of(objection.in_charge):
            data = {"before": objection.in_charge, "in_charge": successor}
            objection.in_charge = successor
            objection.save(update_fields=["in_charge"])
            record(EventType.OBJECTION_HANDED_OVER, target=objection, data=data, by=None)


def _of_closed(field: str) -> Iterable[Objection]:
    """Return the objections that wait, locked, of which the department in the field is closed."""
    waiting = Objection.objects.waiting().filter(**{f"{field}__closed_on__isnull": False}).select_related(field)
    return waiting.order_by("pk").select_for_update(of=("self",))


@transaction.atomic
def recount_objections() -> None:
    """Give the objections that wait the term of the calendar in force. Idempotent."""
    for objection in Objection.objects.waiting().order_by("pk").select_for_update(of=("self",)):
        due_on = add_working_days(objection.received_on, objection.working_days)
        if due_on != objection.due_on:
            objection.due_on = due_on
            objection.save(update_fields=["due_on"])


@transaction.atomic
def erase_objectors() -> None:
    """Erase name, contact and evidence of the objectors whose time has ended; the files go after the commit."""
    expired = Objection.objects.expired().select_for_update(of=("self",))
    keys = list(expired.values_list("pk", flat=True))
    for evidence in ObjectionEvidence.objects.filter(objection__in=keys, erased_at=None):
        storage, name = evidence.file.storage, str(evidence.file.name)
        evidence.file, evidence.filename, evidence.erased_at = "", "", timezone.now()
        evidence.save(update_fields=["file", "filename", "erased_at"])
        transaction.on_commit(partial(storage.delete, name))
    Objection.objects.filter(pk__in=keys).update(sealed_name="", sealed_contact="", erased_at=timezone.now())


def erase_challenges() -> None:
    """Erase the used challenges that nobody can send again."""
    UsedChallenge.objects.filter(used_at__lte=timezone.now() - KEPT).delete()


@transaction.atomic
def encrypt_objectors_again() -> int:
    """Encrypt all objectors with the first of DATA_KEYS; return how many. Raises UndecipherableError."""
    objections = list(Objection.objects.filter(erased_at=None).select_for_update(of=("self",)))
    for objection in objections:
        objection.sealed_name = encrypt_again(objection.sealed_name)
        objection.sealed_contact = encrypt_again(objection.sealed_contact)
        objection.save(update_fields=["sealed_name", "sealed_contact"])
    return len(objections)
