"""The file of a certificate for its holder, and the answer about it by the portal itself."""

from dataclasses import replace

from django.utils import timezone

from certificates.log import prove_inclusion
from certificates.models import Certificate
from certificates.proofs.files import CertificateFile
from certificates.proofs.notes import Note
from certificates.proofs.verification import Answer, not_issued, verify
from certificates.signing import published_keys
from certificates.statuses import status_list, status_of


def file_of(certificate: Certificate) -> CertificateFile:
    """Return the file with the proofs of this moment."""
    return replace(_without_list(certificate), status_list=status_list())


def answer_about(certificate: Certificate) -> Answer:
    """Return the answer about a certificate that was read `with_status`, as it is now."""
    content = str(_without_list(certificate)).encode()
    return verify(content, published_keys(), now=timezone.now(), known=status_of(certificate))


def answer_about_file(content: bytes) -> Answer:
    """Return the answer about the file of a certificate, as it is now. One that the portal does not have is false."""
    answer = verify(content, published_keys(), now=timezone.now())
    if answer.statement is None:
        return answer
    certificate = Certificate.objects.with_status().numbered(answer.number).first()
    if certificate is None:
        return not_issued(answer)
    return verify(content, published_keys(), now=timezone.now(), known=status_of(certificate))


def _without_list(certificate: Certificate) -> CertificateFile:
    return CertificateFile(
        certificate=Note.parse(certificate.note),
        salt=bytes(certificate.entry.salt),
        proof=prove_inclusion(certificate.entry.index),
        status_list=None,
    )
