"""资格证明 at the desk: issue one, its page, and its files."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.access import requires
from audit.recording import record_read
from audit.types import EventType
from certificates.actions.issuing import issue_certificate
from certificates.forms import CertificateForm
from certificates.holders import answer_about, file_of
from certificates.models import Certificate
from certificates.pdf import pdf_of
from certificates.proofs.statements import clean_number
from certificates.verdicts import verdict_of
from foundation.web.actions import run_action
from foundation.web.confirmations import Confirmation
from roster.addresses import redirect_to_uscc
from roster.models import Enterprise


@requires("certificates.add_certificate")
def certificate_create(request: HttpRequest, uscc: str) -> HttpResponse:
    """Issue a certificate of a day for the enterprise."""
    enterprise = Enterprise.objects.filter(uscc=uscc).first()
    if enterprise is None:
        return redirect_to_uscc(request, Enterprise.objects.all(), uscc)
    form = CertificateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        issue = partial(issue_certificate, enterprise=enterprise, **form.cleaned_data, by=request.user)
        if issued := run_action(request, issue, _issued):
            return redirect("certificates:certificate_detail", issued.result.number)
    issued_before = enterprise.certificates.select_related("entry", "issued_by__department")
    context = {"form": form, "enterprise": enterprise, "certificates": issued_before}
    return render(request, "certificates/certificate_form.html", context)


def _issued(certificate: Certificate) -> Confirmation:
    return Confirmation(
        f"已开具{certificate}",
        number=certificate.number,
        follows=["凭编号、二维码或证明文件，任何人都可以核验", "企业以后失去资格的，核验结果随之显示，不说明原因"],
        links=[("企业页", certificate.enterprise.get_absolute_url())],
    )


@require_safe
@requires("certificates.view_certificate")
def certificate_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show one certificate with the answer that everybody gets about it now."""
    certificate = _get_certificate(number)
    record_read(EventType.CERTIFICATE_VIEWED, target=certificate, by=request.user)
    answer = answer_about(certificate)
    context = {"certificate": certificate, "answer": answer, "verdict": verdict_of(answer)}
    return render(request, "certificates/certificate_detail.html", context)


@require_safe
@requires("certificates.view_certificate")
def certificate_file(request: HttpRequest, number: str) -> HttpResponse:
    """Download the file that is verified, with the proofs of this moment."""
    certificate = _get_certificate(number)
    return _download(request, certificate, str(file_of(certificate)), "json")


@require_safe
@requires("certificates.view_certificate")
def certificate_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """Download the certificate as PDF, with the QR code of the page that verifies it."""
    certificate = _get_certificate(number)
    address = request.build_absolute_uri(reverse("certificates:verification_detail", args=[certificate.number]))
    return _download(request, certificate, pdf_of(certificate, address=address), "pdf")


def _download(request: HttpRequest, certificate: Certificate, content: str | bytes, kind: str) -> HttpResponse:
    """Return the content as a file, and record who took it."""
    record_read(EventType.FILE_DOWNLOADED, target=certificate, by=request.user)
    response = HttpResponse(content, content_type=f"application/{kind}")
    name = f"资格证明-{certificate.number}.{kind}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _get_certificate(number: str) -> Certificate:
    """Return the certificate with the number in any spelling; raise Http404 where there is none."""
    return get_object_or_404(Certificate.objects.with_status().numbered(clean_number(number)))
