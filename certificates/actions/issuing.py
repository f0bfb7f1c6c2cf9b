"""Issue certificates of standing (资格证明)."""

import secrets
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from certificates.log import append
from certificates.models import Certificate, EntryKind
from certificates.policies import check_has_keys, check_was_eligible
from certificates.proofs.notes import sign
from certificates.proofs.statements import SALT_LENGTH, Statement
from certificates.signing import signing_keys
from certificates.statuses import list_address, list_size
from foundation.days import end_of
from foundation.postgres.clock import read_clock
from roster.models import Enterprise
from screening.explanation.explain import StandingQuery, explain
from uploads.policies import check_day_since_aeo
from workdays.site_settings import site_settings


@transaction.atomic
def issue_certificate(*, enterprise: Enterprise, day: date, by: User) -> Certificate:
    """Issue a certificate that the enterprise was a joint-incentive target on the day. Raises ActionDenied.

    The enterprise is locked, so that its standing does not change between the check and the signature.
    """
    check_has_keys()
    check_day_since_aeo(day, label="证明的日期")
    enterprise = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    now = read_clock()
    explanation = explain(enterprise, StandingQuery(on=day, known_at=now, sees_screening=False))
    check_was_eligible(explanation)
    assert explanation.standing is not None
    statement = Statement(
        day=day,
        enterprise=explanation.enterprise.name,
        uscc=explanation.enterprise.uscc,
        issuer=site_settings().organizer,
        issued_at=timezone.localtime(now).replace(microsecond=0),
        status_index=_free_place(),
        status_list=list_address(),
    )
    salt = secrets.token_bytes(SALT_LENGTH)
    certificate = Certificate.objects.create(
        entry=append(kind=EntryKind.ELIGIBLE, number=statement.number(salt), day=day, salt=salt),
        enterprise=enterprise,
        standing_id=explanation.standing.id,
        settled_at=max(now, end_of(day)),
        status_index=statement.status_index,
        note=str(sign(statement.text(salt), signing_keys())),
        issued_by=by,
    )
    record(EventType.CERTIFICATE_ISSUED, target=certificate, data={"number": certificate.number}, by=by)
    return certificate


def _free_place() -> int:
    """Return a random free place of the status list, so that neighbours have nothing in common."""
    size = list_size(Certificate.objects.count())
    while Certificate.objects.filter(status_index=(place := secrets.randbelow(size))).exists():
        continue
    return place
