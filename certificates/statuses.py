"""What is so today of the certificates: the signed status list, and the status of one."""

from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from certificates.models import Certificate
from certificates.proofs.notes import Note, sign
from certificates.proofs.status_list import BLOCK, Status, StatusList, pack
from certificates.signing import signing_keys
from workdays.site_settings import site_settings

# A list is made anew after so long. Whoever holds one asks for a newer one after a day.
MADE_ANEW = timedelta(minutes=1)
VALID = timedelta(days=1)
CACHED = "certificates.status_list"


def list_address() -> str:
    """Return the address of the status list, which each certificate states."""
    return f"https://{settings.LOG_ORIGIN}/status-list"


def list_size(count: int) -> int:
    """Return the number of places for so many certificates: whole blocks, of which at most half is taken."""
    return BLOCK * (1 + 2 * count // BLOCK)


def status_of(certificate: Certificate) -> Status:
    """Return the status of a certificate that was read `with_status`."""
    not_listed = Status(0) if certificate.is_listed else Status.NOT_LISTED
    return not_listed | Status.CORRECTED if certificate.is_corrected else not_listed


def status_list() -> Note:
    """Return the signed list of all certificates, as it was at most a minute ago."""
    return Note.parse(str(cache.get_or_set(CACHED, _make_list, MADE_ANEW.total_seconds())))


def _make_list() -> str:
    certificates = Certificate.objects.with_status()
    statuses = {each.status_index: status_of(each) for each in certificates.iterator()}
    now = timezone.localtime().replace(microsecond=0)
    size = list_size(len(statuses))
    listed = StatusList(list_address(), site_settings().organizer, now, now + VALID, pack(statuses, size=size))
    return str(sign(listed.text(), signing_keys()))
